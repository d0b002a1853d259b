"""Random programs whose calls are known: what a trace of them holds, and what the spans must be."""

from __future__ import annotations

import itertools
import random
from collections.abc import Sequence
from pathlib import Path

import msgspec

from planproof.trace.atf.chunk import Chunk, seal_chunk
from planproof.trace.atf.layout import Escape, EventKind
from planproof.trace.atf.manifest import Balance, Clock, Manifest, Process, write_manifest
from planproof.trace.atf.writer import EventWriter
from planproof.trace.spans.table import Ending

PID = 4242
FUNCTIONS = 5
ERROR = FUNCTIONS + 1


class Known(msgspec.Struct):
    """A call as the program made it; `stretches` are the times it was on the stack."""

    function: int
    parent: int
    task: int
    instance: int
    stretches: list[list[int]]
    inside: list[list[int]]
    ending: Ending = Ending.SUSPENDED
    exception: bool = False


class Program:
    """One thread that calls, returns, raises, yields and resumes by chance."""

    def __init__(self, seed: int, steps: int, tasks: bool = True) -> None:
        self._chance = random.Random(seed)
        self.calls: list[Known] = []
        self.events: list[int] = []
        self.open_at: list[list[int]] = []  # the open functions before each event
        self._stack: list[int] = []
        self._waiting: list[int] = []
        self._task = 0
        self.ticks = 0
        self._passed = 0
        for _ in range(steps):
            self._step(tasks)

    def _step(self, tasks: bool) -> None:
        chance = self._chance.random()
        if tasks and not self._stack and chance < 0.3:
            self._task = self._chance.randrange(3)
            self._emit(EventKind.ESCAPE << 61 | Escape.TASK << 56 | self._task)
        elif self._waiting and chance < 0.2:
            self._open(self._waiting.pop(self._chance.randrange(len(self._waiting))), EventKind.RESUME)
        elif not self._stack or (chance < 0.6 and len(self._stack) < 40):
            self._call()
        else:
            self._leave(chance)

    def _call(self) -> None:
        above = self._stack[-1] if self._stack else -1
        parent = above if above >= 0 and self.calls[above].task == self._task else -1
        instance = len(self.calls) + 1 if self._chance.random() < 0.3 else 0
        function = self._chance.randint(1, FUNCTIONS)
        self.calls.append(Known(function, parent, self._task, instance, [], []))
        self._open(len(self.calls) - 1, EventKind.CALL)

    def _open(self, row: int, kind: EventKind) -> None:
        self._say(kind, row)
        if self._stack:
            self.calls[self._stack[-1]].inside.append([self.ticks, 0])
        self.calls[row].stretches.append([self.ticks, 0])
        self._stack.append(row)

    def _leave(self, chance: float) -> None:
        row = self._stack[-1]
        call = self.calls[row]
        if call.instance and chance > 0.85:
            self._say(EventKind.YIELD, row)
            self._waiting.append(row)
        elif chance > 0.75:
            if self.events[-1] >> 61 != EventKind.UNWIND:  # named where it is raised, not where it goes on
                self._emit(EventKind.ESCAPE << 61 | Escape.EXCEPTION << 56 | ERROR)
            self._say(EventKind.UNWIND, row)
            call.ending, call.exception = Ending.RAISED, True
        else:
            self._say(EventKind.RETURN, row)
            call.ending = Ending.RETURNED
        self._off()

    def _off(self) -> None:
        row = self._stack.pop()
        self.calls[row].stretches[-1][1] = self.ticks
        if self._stack:
            self.calls[self._stack[-1]].inside[-1][1] = self.ticks

    def _say(self, kind: EventKind, row: int) -> None:
        call = self.calls[row]
        if call.instance:
            self._emit(EventKind.ESCAPE << 61 | Escape.INSTANCE << 56 | call.instance)
        self._passed = self._chance.randrange(1000)
        self.ticks += self._passed
        self._emit(kind << 61 | call.function << 32 | self._passed)

    def _emit(self, event: int) -> None:
        self.open_at.append([self.calls[row].function for row in self._stack])
        self.events.append(event)

    def finish(self) -> None:
        """The process ends; what is open stays so."""
        for row in self._stack:
            self.calls[row].ending = Ending.EXITED
        while self._stack:
            self._off()

    def write(self, folder: Path, cuts: Sequence[int] = (), missing: Sequence[int] = (), closed: bool = True) -> Path:
        """A trace of it.

        Args:
            folder: made here.
            cuts: numbers of events before which a new chunk begins.
            missing: numbers of chunks that were dropped.
            closed: whether it was closed.
        """
        folder.mkdir(parents=True)
        edges = sorted({0, len(self.events), *(cut % (len(self.events) + 1) for cut in cuts)})
        pieces = list(itertools.pairwise(edges))
        dropped = sum(b - a for n, (a, b) in enumerate(pieces) if n in missing)
        write_manifest(str(folder), self._manifest(dropped, closed))
        writer = EventWriter(str(folder / f"events-{PID}.idx"), PID)
        ticks, lost = 0, 0
        for number, (start, stop) in enumerate(pieces):
            events, calls = self.events[start:stop], self.open_at[start]
            if number in missing:
                lost += stop - start
            else:
                head = Chunk(0, 1, start, events, first_ticks=ticks, pid=PID, dropped=(lost, 0, 0, 0, 0, 0, 0))
                writer.append(seal_chunk(head._replace(depth=len(calls), open_calls=tuple(calls))), start)
                lost = 0
            ticks += sum(event & 0xFFFFFFFF for event in events if event >> 61 < EventKind.ESCAPE)
        writer.close()
        names = [f'{{"id": {n}, "kind": "python", "module": "app", "name": "f{n}", "file": "/app.py", "line": {n}}}\n'
                 for n in range(1, FUNCTIONS + 1)]  # fmt: skip
        names.append(f'{{"id": {ERROR}, "kind": "exception", "module": "builtins", "name": "ValueError"}}\n')
        (folder / f"functions-{PID}.jsonl").write_text("".join(names))
        (folder / f"threads-{PID}.jsonl").write_text('{"slot": 0, "generation": 1, "tid": 1, "name": "MainThread"}\n')
        return folder

    def _manifest(self, dropped: int, closed: bool) -> Manifest:
        count = len(self.events)
        drops = {"pool_empty": dropped} if dropped else {}
        return Manifest(
            session="a",
            command=["python", "app.py"],
            closed="2026-11-22T12:00:00+00:00" if closed else None,
            exit={"code": 0},
            clock=Clock(error_ns=30),
            processes=[Process(PID)],
            conservation=[Balance(PID, 0, 1, "index", count, count - dropped, drops)],
            drops=drops,
        )


def length(intervals: list[list[int]]) -> int:
    return sum(stop - start for start, stop in intervals)
