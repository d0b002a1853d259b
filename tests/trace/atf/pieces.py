"""Chunks and events that the tests of the format share."""

from __future__ import annotations

from planproof.trace.atf.chunk import Chunk


def event(kind: int, function: int = 0, payload: int = 0) -> int:
    return kind << 61 | function << 32 | payload


def chunk_of(first_sequence: int, count: int, slot: int = 3) -> Chunk:
    """Calls of function 1 to `count`, a tick apart."""
    return Chunk(
        slot=slot,
        generation=2,
        first_sequence=first_sequence,
        events=[event(0, 1 + number, 1) for number in range(count)],
        first_ticks=1000,
        last_ticks=1000 + count,
        anchor_ticks=900,
        anchor_monotonic_ns=800,
        clock_error_ns=7,
        pid=4242,
        dropped=(1, 2, 3, 4, 5, 6, 7),
        depth=2,
        open_calls=(11, 12),
    )
