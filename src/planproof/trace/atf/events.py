"""From the 8-byte events of a chunk to rows: times added up, instances joined to the event that they belong to.

bits 61 to 63   kind                 `layout.EventKind`
bits 32 to 60   function             a line of `functions-PID.jsonl`
bits 0 to 31    payload              exact: ticks since the event before; adaptive: nothing that is known yet
TIME            bits 0 to 60         ticks that are added before the event that follows
ESCAPE          bits 56 to 60        what bits 0 to 55 are: `layout.Escape`
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from planproof.trace.atf.chunk import Chunk
from planproof.trace.atf.layout import ClockMode, Escape, EventKind

if TYPE_CHECKING:
    import numpy as np

__all__ = ["Event", "decode_chunks", "decode_events", "event_array"]

_FUNCTION_MASK = 0x1FFFFFFF
_TIME_MASK = (1 << 61) - 1
_VALUE_MASK = (1 << 56) - 1


class Event(NamedTuple):
    """One event.

    Attributes:
        sequence: its number in its lane.
        ticks: when, in the session's clock.
        kind: `layout.EventKind`.
        function: the function's id; of an escape its value.
        instance: the generator or coroutine that it belongs to; 0 where it is none.
        slot: its thread's place,
        generation: and which thread had it.
        task: the asyncio task it ran in; 0 where none is known.
        escape: `layout.Escape` of an escape, else 0.
    """

    sequence: int
    ticks: int
    kind: int
    function: int
    instance: int
    slot: int
    generation: int
    task: int = 0
    escape: int = 0


@dataclass(slots=True)
class _Carried:
    """What one chunk of a lane leaves for the next: the task stands until it changes, an instance waits for its event."""

    task: int = 0
    instance: int = 0
    behind: int = 0


def decode_events(chunk: Chunk) -> Iterator[Event]:
    """The events of a chunk in their order; those that only carry time, an instance or a task are joined to what follows."""
    return _decoded(chunk, _Carried())


def decode_chunks(chunks: Iterable[Chunk]) -> Iterator[tuple[Chunk, Iterator[Event]]]:
    """Each chunk of a file with its events, which have to be taken before the next chunk is asked for.

    Tasks go on from chunk to chunk of a thread, and so does an instance that the chunk before ended with, unless something was
    dropped in between.
    """
    lanes: dict[tuple[int, int, int], _Carried] = {}
    for chunk in chunks:
        carried = lanes.setdefault((chunk.lane, chunk.slot, chunk.generation), _Carried())
        if chunk.first_sequence != carried.behind:
            carried.instance = 0
        yield chunk, _decoded(chunk, carried)
        carried.behind = chunk.first_sequence + len(chunk.events)


def _decoded(chunk: Chunk, carried: _Carried) -> Iterator[Event]:
    ticks = chunk.first_ticks
    exact = chunk.clock_mode != ClockMode.ADAPTIVE
    slot, generation = chunk.slot, chunk.generation
    for sequence, event in enumerate(chunk.events, chunk.first_sequence):
        kind = event >> 61
        if kind == EventKind.TIME:
            ticks += event & _TIME_MASK
        elif kind == EventKind.ESCAPE:
            escape, value = event >> 56 & 0x1F, event & _VALUE_MASK
            if escape == Escape.INSTANCE:
                carried.instance = value
            elif escape == Escape.TASK:
                carried.task = value
            else:
                yield Event(sequence, ticks, kind, value, 0, slot, generation, carried.task, escape)
        else:
            ticks += event & 0xFFFFFFFF if exact else 0
            function = event >> 32 & _FUNCTION_MASK
            yield Event(sequence, ticks, kind, function, carried.instance, slot, generation, carried.task)
            carried.instance = 0


def event_array(chunks: Iterable[Chunk]) -> np.ndarray[Any, Any]:
    """The events of chunks as one structured NumPy array, its fields those of `Event`."""
    import numpy as np  # only where somebody asks for arrays

    fields = [("sequence", "u8"), ("ticks", "u8"), ("kind", "u1"), ("function", "u8"), ("instance", "u8")]
    fields += [("slot", "u4"), ("generation", "u4"), ("task", "u8"), ("escape", "u1")]
    rows = (event for _, events in decode_chunks(chunks) for event in events)
    return np.fromiter(rows, dtype=fields)
