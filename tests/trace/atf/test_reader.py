"""Event files as they are read: whole, cut, with blocks of other kinds, compressed, or something else."""

from __future__ import annotations

from pathlib import Path

import pytest
import zstandard

from planproof.errors import TraceError
from planproof.trace.atf.checksum import crc32c
from planproof.trace.atf.chunk import Chunk, seal_chunk
from planproof.trace.atf.layout import BLOCK_HEADER, BLOCK_MAGIC, FILE_HEADER
from planproof.trace.atf.reader import EventFile
from planproof.trace.atf.writer import EventWriter
from tests.trace.atf.pieces import chunk_of


def written(path: Path, *chunks: Chunk) -> Path:
    writer = EventWriter(str(path), 4242)
    for chunk in chunks:
        assert writer.append(seal_chunk(chunk), chunk.first_sequence)
    writer.close()
    return path


def firsts(path: Path) -> tuple[list[int], int]:
    """The first sequence numbers that were read, and the bytes lost."""
    file = EventFile(str(path))
    found = [chunk.first_sequence for chunk in file.chunks()]
    return found, file.lost_bytes


def block(payload: bytes, content_bytes: int, kind: int = 1, encoding: int = 0) -> bytes:
    fields = (BLOCK_MAGIC, kind, encoding, 0, len(payload), content_bytes, 0, crc32c(payload))
    return BLOCK_HEADER.pack(*fields, crc32c(BLOCK_HEADER.pack(*fields, 0))) + payload


def test_event_file__cut_at_every_block_byte__then_whole_blocks_and_rest_counted(tmp_path: Path) -> None:
    whole = written(tmp_path / "whole.idx", chunk_of(0, 4), chunk_of(4, 6)).read_bytes()
    first_end = 64 + 32 + 1024 + 32
    for size in (*range(64, first_end + 40), *range(first_end + 40, len(whole), 29), len(whole)):
        path = tmp_path / "cut.idx"
        path.write_bytes(whole[:size])
        end = 64 if size < first_end else first_end if size < len(whole) else len(whole)
        expected = [] if size < first_end else [0] if size < len(whole) else [0, 4]
        assert firsts(path) == (expected, size - end), size


def test_event_file__unknown_kind__then_skipped(tmp_path: Path) -> None:
    path = written(tmp_path / "a.idx", chunk_of(0, 4))
    with path.open("ab") as file:
        file.write(block(b"from a later version", 20, kind=99))
        file.write(block(seal_chunk(chunk_of(4, 1)), 1032))
    assert firsts(path) == ([0, 4], 0)


def test_event_file__compressed__then_the_same_chunks(tmp_path: Path) -> None:
    path = written(tmp_path / "a.idx")
    content = seal_chunk(chunk_of(7, 500))
    stored = zstandard.ZstdCompressor(level=1).compress(content)
    with path.open("ab") as file:
        file.write(block(stored, len(content), encoding=1))
    assert firsts(path) == ([7], 0)


def test_event_file__bad_payloads__then_torn_from_there(tmp_path: Path) -> None:
    content = seal_chunk(chunk_of(0, 2))
    bomb = zstandard.ZstdCompressor().compress(bytes(50_000_000))
    bad = {
        "no zstd": block(b"no zstd frame", 1040, encoding=1),
        "other length": block(content, len(content) - 8),
        "encoding 7": block(content, len(content), encoding=7),
        "longer than a chunk": block(bomb, 50_000_000, encoding=1),
        "says less": block(bomb, 1040, encoding=1),
        "no chunk": block(bytes(1040), 1040),
    }
    for name, bytes_of_it in bad.items():
        path = written(tmp_path / f"{name}.idx", chunk_of(5, 1))
        with path.open("ab") as file:
            file.write(bytes_of_it)
        assert firsts(path) == ([5], len(bytes_of_it)), name


def test_event_file__no_event_file__then_error_names_it(tmp_path: Path) -> None:
    fields = (0x46544150, 2, 2, 1, 0, 0, 0)
    newer = FILE_HEADER.pack(*fields, crc32c(FILE_HEADER.pack(*fields, 0)))
    for name, content in (("empty", b""), ("text", b"x" * 100), ("newer", newer)):
        path = tmp_path / f"{name}.idx"
        path.write_bytes(content)
        with pytest.raises(TraceError) as caught:
            EventFile(str(path))
        assert caught.value.place == str(path)
    assert "version 2" in str(caught.value)
    with pytest.raises(TraceError):
        EventFile(str(tmp_path / "missing.idx"))


def test_event_file__grows_between_reads__then_read_on(tmp_path: Path) -> None:
    path = written(tmp_path / "a.idx", chunk_of(0, 4))
    file = EventFile(str(path))
    assert [chunk.first_sequence for chunk in file.chunks()] == [0]
    written(path, chunk_of(4, 4))
    assert [chunk.first_sequence for chunk in file.chunks()] == [4]
    assert (file.pid, file.lost_bytes) == (4242, 0)
