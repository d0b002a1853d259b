"""Chunks as bytes and back."""

from __future__ import annotations

import random

from planproof.trace.atf.chunk import parse_chunk, seal_chunk
from tests.trace.atf.pieces import chunk_of


def test_seal_chunk__header_and_events__then_parsed_the_same() -> None:
    for count in (1, 2, 8064):
        chunk = chunk_of(40320, count)
        content = seal_chunk(chunk)
        assert len(content) == 1024 + 8 * count
        parsed = parse_chunk(content)
        assert parsed is not None
        assert parsed._replace(events=list(parsed.events)) == chunk


def test_parse_chunk__one_bit_flipped__then_none() -> None:
    content = seal_chunk(chunk_of(0, 100))
    chance = random.Random(3)
    places = [chance.randrange(8 * len(content)) for _ in range(300)]
    assert parse_chunk(content) is not None
    assert [place for place in places if parse_chunk(flipped(content, place)) is not None] == []


def test_parse_chunk__cut_or_lengthened__then_none() -> None:
    content = seal_chunk(chunk_of(0, 10))
    assert [size for size in (0, 1, 1023, 1024, 1103) if parse_chunk(content[:size])] == []
    assert parse_chunk(content + bytes(8)) is None


def flipped(content: bytes, bit: int) -> bytes:
    changed = bytearray(content)
    changed[bit // 8] ^= 1 << bit % 8
    return bytes(changed)
