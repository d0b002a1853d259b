"""Spans as columns: row n is the n-th call of the trace, a parent's row comes before those of its children.

       start                                    end
         |--- self ---[ child ]--- self ---       |          total = self + children, as long as it is on the stack
         |=====stretch=====|   yielded   |=stretch=|          a generator's total leaves out what lies between its stretches

The columns are arrays of machine integers: `numpy.frombuffer(spans.total_ns, "q")` reads one without copying.
"""

from __future__ import annotations

from array import array
from enum import IntEnum
from typing import NamedTuple

import msgspec

from planproof.trace.atf.manifest import Manifest
from planproof.trace.atf.names import Function

__all__ = ["ENDING_WORDS", "Ending", "Mark", "Spans", "TraceSpans", "Track"]


class Ending(IntEnum):
    """How a call ended, or why nobody saw it end."""

    RETURNED = 0
    RAISED = 1
    SUSPENDED = 2
    LEFT = 3
    LOST = 4
    EXITED = 5
    KILLED = 6
    RUNNING = 7


ENDING_WORDS = {
    Ending.RETURNED: "returned",
    Ending.RAISED: "raised",
    Ending.SUSPENDED: "suspended, never resumed",
    Ending.LEFT: "end not seen: a call around it ended first",
    Ending.LOST: "end not seen: events were lost",
    Ending.EXITED: "end not seen: the process ended first",
    Ending.KILLED: "end not seen: the process was killed",
    Ending.RUNNING: "open: the trace isn't closed",
}


class Track(NamedTuple):
    """One line of calls: a thread, or an asyncio task in it.

    Attributes:
        pid: the process.
        slot: the thread's place,
        generation: and which thread had it.
        task: the asyncio task; 0 for what the thread does outside of any.
        thread: the thread's name.
    """

    pid: int
    slot: int
    generation: int
    task: int
    thread: str


class Mark(NamedTuple):
    """A mark of the program.

    Attributes:
        track: number of its track.
        parent: the call that was open around it; -1 for none.
        time_ns: since the session began.
        function: its text is that function's name.
    """

    track: int
    parent: int
    time_ns: int
    function: int


class Spans:
    """The columns; every one has an entry for each call.

    Attributes:
        function: number of the function in `TraceSpans.functions`.
        parent: row of the call that made it; -1 for the first of a track.
        first_child: row of the first call it made; -1 for none.
        next_sibling: row of the next call of the same parent; -1 for none.
        depth: calls around it in its track.
        track: number of the track in `TraceSpans.tracks`.
        start_ns: when it began, since the session began,
        end_ns: and when it ended, or was seen last.
        total_ns: how long it was on its thread's stack.
        self_ns: how long it was the innermost call there.
        ending: `Ending`.
        exception: number of the function that names the exception it was left by; -1 for none.
        raised: calls below it, itself included, that an exception left.
        calls: calls below it, itself included.
        instance: the generator or coroutine; 0 for none.
        begun_unseen: 1 where the call itself wasn't recorded, so that its start is when it was first known.
        number: its number among the calls of its process.
    """

    __slots__ = (
        "begun_unseen", "calls", "depth", "end_ns", "ending", "exception", "first_child", "function", "instance",
        "next_sibling", "number", "parent", "raised", "self_ns", "start_ns", "total_ns", "track",
    )  # fmt: skip

    def __init__(self) -> None:
        for name in self.__slots__:
            setattr(self, name, array("q"))

    begun_unseen: array[int]
    calls: array[int]
    depth: array[int]
    end_ns: array[int]
    ending: array[int]
    exception: array[int]
    first_child: array[int]
    function: array[int]
    instance: array[int]
    next_sibling: array[int]
    number: array[int]
    parent: array[int]
    raised: array[int]
    self_ns: array[int]
    start_ns: array[int]
    total_ns: array[int]
    track: array[int]

    def __len__(self) -> int:
        return len(self.function)

    def children(self, row: int) -> list[int]:
        """The rows of the calls that a call made, in their order."""
        found = []
        child = self.first_child[row]
        while child >= 0:
            found.append(child)
            child = self.next_sibling[child]
        return found


class TraceSpans(msgspec.Struct, frozen=True):
    """A trace, ready to be asked.

    Attributes:
        folder: where it lies.
        manifest: its head.
        functions: what was called, each once, over all processes.
        tracks: threads and tasks.
        spans: the calls.
        roots: rows of the calls that no recorded call made.
        marks: the program's marks.
        events: that were read,
        events_emitted: and that were emitted, as far as anybody knows.
        losses: what isn't there, by reason: events dropped, bytes torn off (`torn_bytes`), files unreadable, ends without a call.
    """

    folder: str
    manifest: Manifest
    functions: tuple[Function, ...]
    tracks: tuple[Track, ...]
    spans: Spans
    roots: tuple[int, ...]
    marks: tuple[Mark, ...]
    events: int
    events_emitted: int
    losses: dict[str, int]
