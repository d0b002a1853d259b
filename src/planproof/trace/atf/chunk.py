"""A chunk as a value, and as the bytes that lie in a block: a header of 1 KiB and its events."""

from __future__ import annotations

import sys
from array import array
from collections.abc import Sequence
from typing import NamedTuple

from planproof.trace.atf.checksum import crc32c
from planproof.trace.atf.layout import CHUNK_EVENTS, CHUNK_HEADER, CHUNK_MAGIC, CHUNK_VERSION, OPEN_CALLS, DropReason

__all__ = ["Chunk", "parse_chunk", "seal_chunk"]

_CHECKSUM = slice(28, 32)


class Chunk(NamedTuple):
    """Events of one thread, one after the other, with all that is needed to read them alone.

    Attributes:
        slot: the thread's place in the registry.
        generation: which of the threads that had this place one after the other.
        first_sequence: number of the first event in its lane.
        events: 8 bytes each, as `layout.EventKind` says.
        lane: 0 index, 1 detail.
        clock_mode: `layout.ClockMode`.
        first_ticks: the clock when the chunk was begun.
        last_ticks: the clock at its last event.
        anchor_ticks: a moment in the session's clock,
        anchor_monotonic_ns: and the same moment in CLOCK_MONOTONIC.
        clock_error_ns: how far a time may be off.
        pid: the process that wrote it.
        dropped: events that came between the chunk before and this one and were not kept, by `layout.DropReason`.
        depth: how many calls were open at its start.
        open_calls: the outermost of them, function ids.
    """

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
    pid: int = 0
    dropped: tuple[int, ...] = (0,) * len(DropReason)
    depth: int = 0
    open_calls: tuple[int, ...] = ()


def seal_chunk(chunk: Chunk) -> bytes:
    """The bytes of a chunk, its checksum in them."""
    events = array("Q", chunk.events)
    if sys.byteorder == "big":
        events.byteswap()
    calls = chunk.open_calls[:OPEN_CALLS]
    header = CHUNK_HEADER.pack(
        CHUNK_MAGIC,
        CHUNK_VERSION,
        chunk.lane,
        chunk.clock_mode,
        chunk.slot,
        chunk.generation,
        chunk.first_sequence,
        len(events),
        0,
        chunk.first_ticks,
        chunk.last_ticks,
        chunk.anchor_ticks,
        chunk.anchor_monotonic_ns,
        chunk.clock_error_ns,
        chunk.pid,
        0,
        *chunk.dropped,
        chunk.depth,
        *calls,
        *(0,) * (OPEN_CALLS - len(calls)),
    )
    content = bytearray(header + events.tobytes())
    content[_CHECKSUM] = crc32c(bytes(content)).to_bytes(4, "little")
    return bytes(content)


def parse_chunk(content: bytes) -> Chunk | None:
    """The chunk that these bytes are; None when they are none, to the last bit."""
    if len(content) <= CHUNK_HEADER.size:
        return None
    magic, version, lane, mode, slot, generation, first, count, checksum, *rest = CHUNK_HEADER.unpack_from(content)
    if (magic, version) != (CHUNK_MAGIC, CHUNK_VERSION) or not 0 < count <= CHUNK_EVENTS:
        return None
    if len(content) != CHUNK_HEADER.size + 8 * count or checksum != crc32c(_without_checksum(content)):
        return None
    events = array("Q", content[CHUNK_HEADER.size :])
    if sys.byteorder == "big":
        events.byteswap()
    first_ticks, last_ticks, anchor_ticks, anchor_ns, error_ns = rest[:5]
    pid, dropped, depth, calls = rest[5], rest[7:14], rest[14], rest[15:]
    return Chunk(
        slot=slot,
        generation=generation,
        first_sequence=first,
        events=events,
        lane=lane,
        clock_mode=mode,
        first_ticks=first_ticks,
        last_ticks=last_ticks,
        anchor_ticks=anchor_ticks,
        anchor_monotonic_ns=anchor_ns,
        clock_error_ns=error_ns,
        pid=pid,
        dropped=tuple(dropped),
        depth=depth,
        open_calls=tuple(calls[:depth]),
    )


def _without_checksum(content: bytes) -> bytes:
    cleared = bytearray(content)
    cleared[_CHECKSUM] = bytes(4)
    return bytes(cleared)
