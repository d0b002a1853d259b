"""A chunk as a value, and as the bytes that lie in a block: a header of 1 KiB and its events."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

__all__ = ["Chunk", "parse_chunk", "seal_chunk"]


class Chunk(NamedTuple):
    """Events of one thread, one after the other, with all that is needed to read them alone."""

    slot: int
    generation: int
    first_sequence: int
    events: Sequence[int]
    lane: int = 0
    clock_mode: int = 1
    first_ticks: int = 0
    last_ticks: int = 0
    anchor_ticks: int = 0
    anchor_monotonic_ns: int = 0
    clock_error_ns: int = 0
    dropped: tuple[int, ...] = (0, 0, 0, 0, 0, 0, 0)
    depth: int = 0
    open_calls: tuple[int, ...] = ()


def seal_chunk(chunk: Chunk) -> bytes:
    """The bytes of a chunk, its checksum in them."""
    raise NotImplementedError


def parse_chunk(content: bytes) -> Chunk | None:
    """The chunk that these bytes are; None when they are none, to the last bit."""
    raise NotImplementedError
