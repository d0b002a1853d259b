"""One thread's events matched: its stack of open calls, and the generators that wait to be resumed.

    CALL, NATIVE_CALL   a row, pushed                 RETURN, UNWIND   popped, ended
    RESUME              its instance's row, pushed    YIELD            popped, kept under its instance

An end is that of the innermost open call of its function. Calls above that one are ended as `LEFT`: they were jumped out of, or
their end wasn't seen. An end of which no call is open gets a row of no length, so that nothing is passed over in silence.
Where events are missing before a chunk, its header says which calls are open.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

from planproof.trace.atf.chunk import Chunk
from planproof.trace.atf.events import Event
from planproof.trace.atf.layout import Escape, EventKind
from planproof.trace.spans.table import Ending, Mark, Spans

__all__ = ["LONGEST", "ThreadCalls"]

LONGEST = (
    1 << 62
)  # no time is longer, in ticks or nanoseconds: what a damaged or hostile trace adds up to stays in a column


class ThreadCalls:
    """Fills the table with the calls of one thread.

    Args:
        spans: the table, shared by all threads; times are put in as ticks.
        function_number: the number in the table of a function's id.
        track_number: the number of the track of a task of this thread.
        instances: rows of suspended generators by instance, shared by the threads of a process.

    Attributes:
        marks: of this thread; their times in ticks.
        unmatched_ends: ends of which no call was open.
    """

    def __init__(
        self,
        spans: Spans,
        function_number: Callable[[int], int],
        track_number: Callable[[int], int],
        instances: dict[int, int],
    ) -> None:
        self._spans = spans
        self._function_number = function_number
        self._track_number = track_number
        self._suspended = instances
        self._stack: list[tuple[int, int]] = []  # row, ticks since when it is on the stack
        self._open: Counter[int] = Counter()  # function -> calls of it on the stack
        self._expected = -1
        self._now = 0
        self._exception = -1
        self.marks: list[Mark] = []
        self.unmatched_ends = 0

    def begin_chunk(self, chunk: Chunk) -> None:
        """Before the events of a chunk: compares what is open with its header where events are missing."""
        if chunk.first_sequence != self._expected:
            self._now = self._now or min(chunk.first_ticks, LONGEST)
            self._reconcile(chunk)
        self._expected = chunk.first_sequence + len(chunk.events)

    def event(self, event: Event) -> None:
        """One event, in its order."""
        self._pass_to(event.ticks)
        kind = event.kind
        if kind in (EventKind.CALL, EventKind.NATIVE_CALL):
            self._push(self._row(self._function_number(event.function), event.task, event.instance))
        elif kind == EventKind.RESUME:
            row = self._suspended.pop(event.instance, -1)
            if row < 0:
                row = self._row(self._function_number(event.function), event.task, event.instance, unseen=True)
            self._push(row)
        elif kind == EventKind.ESCAPE:
            self._escape(event)
            return
        else:
            self._close(event)
        if kind != EventKind.UNWIND:  # one exception may leave several calls, and is named at the first of them
            self._exception = -1

    def finish(self, why: Ending) -> None:
        """After the last event: ends what is still open.

        Args:
            why: the ending of these calls.
        """
        while self._stack:
            self._pop(why)

    def _escape(self, event: Event) -> None:
        if event.escape == Escape.EXCEPTION:
            self._exception = self._function_number(event.function)
        elif event.escape == Escape.MARK:
            parent = self._stack[-1][0] if self._stack else -1
            function = self._function_number(event.function)
            self.marks.append(Mark(self._track_number(event.task), parent, event.ticks, function))

    def _close(self, event: Event) -> None:
        function = self._function_number(event.function)
        place = self._place_of(function, event.instance)
        if place < 0:
            self.unmatched_ends += 1
            self._push(self._row(function, event.task, event.instance, unseen=True))
        else:
            while len(self._stack) - 1 > place:
                self._pop(Ending.LEFT)
        if event.kind == EventKind.YIELD:
            row = self._pop(Ending.SUSPENDED)
            self._suspended[event.instance or self._spans.instance[row]] = row
        elif event.kind == EventKind.UNWIND:
            self._spans.exception[self._pop(Ending.RAISED)] = self._exception
        else:
            self._pop(Ending.RETURNED)

    def _place_of(self, function: int, instance: int) -> int:
        """Where on the stack the innermost call of a function is open; -1 for nowhere."""
        if not self._open[function]:
            return -1
        for place in range(len(self._stack) - 1, -1, -1):
            row = self._stack[place][0]
            known = self._spans.instance[row]
            if self._spans.function[row] == function and (known == instance or not known or not instance):
                return place
        return -1

    def _pass_to(self, ticks: int) -> None:
        """Time goes on, and is the innermost call's own. Time that runs backwards counts nothing."""
        ticks = min(ticks, LONGEST)
        if self._stack and ticks > self._now:
            self._spans.self_ns[self._stack[-1][0]] += ticks - self._now
        self._now = max(self._now, ticks)

    def _push(self, row: int) -> None:
        self._stack.append((row, self._now))
        self._open[self._spans.function[row]] += 1

    def _pop(self, ending: Ending) -> int:
        row, since = self._stack.pop()
        spans = self._spans
        self._open[spans.function[row]] -= 1
        spans.total_ns[row] += self._now - since
        spans.end_ns[row] = self._now
        spans.ending[row] = ending
        return row

    def _row(self, function: int, task: int, instance: int, unseen: bool = False) -> int:
        """A new row, below the innermost open call when that is of the same task."""
        spans, row = self._spans, len(self._spans)
        track = self._track_number(task)
        above = self._stack[-1][0] if self._stack else -1
        parent = above if above >= 0 and spans.track[above] == track else -1
        values = {"function": function, "track": track, "parent": parent, "instance": instance}
        values |= {"depth": spans.depth[parent] + 1 if parent >= 0 else 0, "begun_unseen": int(unseen)}
        values |= {"start_ns": self._now, "end_ns": self._now, "ending": Ending.RUNNING}
        values |= {"exception": -1, "first_child": -1, "next_sibling": -1, "calls": 1}
        for name in spans.__slots__:
            getattr(spans, name).append(values.get(name, 0))
        return row

    def _reconcile(self, chunk: Chunk) -> None:
        """Makes the stack what a header says: calls that aren't open any more ended unseen, new ones began unseen."""
        said = [self._function_number(function) for function in chunk.open_calls]
        have = [self._spans.function[row] for row, _ in self._stack]
        same = next((n for n, (a, b) in enumerate(zip(said, have, strict=False)) if a != b), min(len(said), len(have)))
        # A header names the outermost calls alone: further in, what was open is taken to be open still.
        keep = min(len(have), chunk.depth) if same == len(said) else same
        while len(self._stack) > keep:
            self._pop(Ending.LOST)
        self._pass_to(chunk.first_ticks)
        for function in said[keep:]:
            self._push(self._row(function, 0, 0, unseen=True))
