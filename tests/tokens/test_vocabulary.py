"""The shipped vocabulary is the published one, byte for byte."""

from __future__ import annotations

import gzip
import hashlib
from pathlib import Path

import bpe_openai

from planproof.tokens import vocabulary
from planproof.tokens.vocabulary import LONGEST_WORD_BYTES, PUBLISHED_SHA256, packed, shipped_vocabulary


def published() -> bytes:
    """The published list, as bpe-openai carries it."""
    return gzip.decompress((Path(bpe_openai.__file__).parent / "data" / "o200k_base.tiktoken.gz").read_bytes())


def test_vocabulary__as_shipped__then_packed_from_the_published_list() -> None:
    lines = published()
    assert hashlib.sha256(lines).hexdigest() == PUBLISHED_SHA256
    assert packed(lines) == Path(vocabulary.__file__).with_name("o200k_base.bin").read_bytes()


def test_rank__words_and_no_words__then_their_rank_or_none() -> None:
    shipped = shipped_vocabulary()
    assert shipped.rank(b"!") == 0
    assert shipped.rank(b" " * LONGEST_WORD_BYTES) is not None
    assert shipped.rank(b"planproof") is None
    assert shipped.rank(b"") is None
