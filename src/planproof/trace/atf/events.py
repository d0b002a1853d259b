"""From the 8-byte events of a chunk to rows: times added up, instances joined to the event that they belong to."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from planproof.trace.atf.chunk import Chunk

__all__ = ["Event", "decode_events"]


class Event(NamedTuple):
    """One event; `ticks` in the session's clock, `instance` 0 where it belongs to no generator or coroutine."""

    sequence: int
    ticks: int
    kind: int
    function: int
    instance: int
    slot: int
    generation: int


def decode_events(chunk: Chunk) -> Iterator[Event]:
    """The events of a chunk in their order; those that only carry time or an instance are joined to the next."""
    raise NotImplementedError
