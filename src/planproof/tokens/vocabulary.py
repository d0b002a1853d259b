"""The vocabulary o200k_base as a file that is mapped into memory and asked one word at a time.

    offset                    what                          all numbers little-endian
    0                         131,073 x uint32              where each bucket begins, and where the last one ends
    524,292                   buckets                       the words w with crc32(w) mod 131,072 = number of the bucket
        one word              uint8 length, uint24 rank, the bytes

A word's rank is its token's number: of two pairs that could be merged, the one of lower rank goes first. `packed` makes the file
from the published list (`o200k_base.tiktoken`, one word a line as base64 and rank), whose SHA-256 tiktoken names.
"""

from __future__ import annotations

import binascii
import mmap
import struct
from functools import cache
from pathlib import Path
from zlib import crc32

__all__ = ["LONGEST_WORD_BYTES", "PUBLISHED_SHA256", "Vocabulary", "packed", "shipped_vocabulary"]

PUBLISHED_SHA256 = "446a9538cb6c348e3516120d7c08b09f57c36495e2acfffe59a5bf8b0cfb1a2d"
LONGEST_WORD_BYTES = 128
_BUCKETS = 1 << 17
_START = struct.Struct("<I")
_FIRST_BYTE = _START.size * (_BUCKETS + 1)


class Vocabulary:
    """Words and their ranks.

    Args:
        path: a file as `packed` makes it.

    Raises:
        OSError: it can't be read.
    """

    def __init__(self, path: Path) -> None:
        with path.open("rb") as file:
            self._bytes = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)

    def rank(self, word: bytes) -> int | None:
        """The rank of a word; None when it is no word of the vocabulary."""
        data, length = self._bytes, len(word)
        position, end = struct.unpack_from("<2I", data, _START.size * (crc32(word) % _BUCKETS))
        while position < end:
            size = data[position]
            if size == length and data[position + 4 : position + 4 + size] == word:
                return int.from_bytes(data[position + 1 : position + 4], "little")
            position += 4 + size
        return None


@cache
def shipped_vocabulary() -> Vocabulary:
    """The vocabulary that lies beside this module, mapped once a process."""
    return Vocabulary(Path(__file__).with_name("o200k_base.bin"))


def packed(published: bytes) -> bytes:
    """The file of the format above.

    Args:
        published: lines of a base64 word, a space and its rank.
    """
    buckets = [b""] * _BUCKETS
    for line in published.splitlines():
        encoded, rank = line.split()
        word = binascii.a2b_base64(encoded)
        buckets[crc32(word) % _BUCKETS] += bytes([len(word)]) + int(rank).to_bytes(3, "little") + word
    starts = [_FIRST_BYTE]
    for bucket in buckets:
        starts.append(starts[-1] + len(bucket))
    return struct.pack(f"<{len(starts)}I", *starts) + b"".join(buckets)
