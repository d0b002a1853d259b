"""A trace's folder as spans: every event file in turn, its names joined over the processes, ticks made nanoseconds.

Can be read at any moment, also while it is recorded and after a kill: what a file holds behind its last whole block is counted
as lost, and a file that is none any more is named among the losses.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from planproof.errors import TraceError
from planproof.trace.atf.chunk import Chunk
from planproof.trace.atf.events import decode_chunks
from planproof.trace.atf.manifest import Manifest, read_manifest
from planproof.trace.atf.names import Function, read_functions, read_threads
from planproof.trace.atf.reader import EventFile
from planproof.trace.spans.table import Ending, Mark, Spans, TraceSpans, Track
from planproof.trace.spans.thread import LONGEST, ThreadCalls

__all__ = ["read_spans"]

_INDEX_LANE = 0


def read_spans(folder: Path) -> TraceSpans:
    """The calls of a trace.

    Args:
        folder: the trace.

    Raises:
        TraceError: it has no manifest, or one that can't be read.
    """
    manifest = read_manifest(str(folder))
    made = _Reading(folder, manifest)
    for path in sorted(folder.glob("events-*.idx"), key=lambda path: (len(path.name), path.name)):
        try:
            made.add(EventFile(str(path)))
        except TraceError:
            made.losses["unreadable_files"] += 1
    return made.whole()


class _Reading:
    """What has been read so far."""

    def __init__(self, folder: Path, manifest: Manifest) -> None:
        self._folder, self._manifest = folder, manifest
        self._spans = Spans()
        self._functions: dict[Function, int] = {}
        self._tracks: dict[Track, int] = {}
        self._marks: list[Mark] = []
        self._events = 0
        self._dropped = 0
        self.losses: Counter[str] = Counter(manifest.drops)

    def add(self, file: EventFile) -> None:
        """All events of a process."""
        first_row = len(self._spans)
        names = read_functions(str(self._folder / f"functions-{file.pid}.jsonl"))
        threads = read_threads(str(self._folder / f"threads-{file.pid}.jsonl"))
        numbers: dict[int, int] = {}
        suspended: dict[int, int] = {}
        calls: dict[tuple[int, int], ThreadCalls] = {}

        def function_number(number: int) -> int:
            if number not in numbers:
                function = names.get(number) or Function(number, "", "", f"#{number}", "", 0)
                numbers[number] = self._functions.setdefault(function._replace(id=0), len(self._functions))
            return numbers[number]

        def calls_of(chunk: Chunk) -> ThreadCalls:
            slot, generation = chunk.slot, chunk.generation
            known = threads.get((slot, generation))
            name = known.name if known and known.name else f"{slot}.{generation}"

            def track_number(task: int) -> int:
                return self._tracks.setdefault(Track(file.pid, slot, generation, task, name), len(self._tracks))

            return ThreadCalls(self._spans, function_number, track_number, suspended)

        for chunk, events in decode_chunks(file.chunks()):
            self._dropped += sum(chunk.dropped)
            if chunk.lane == _INDEX_LANE:
                lane = (chunk.slot, chunk.generation)
                thread = calls.get(lane) or calls.setdefault(lane, calls_of(chunk))
                thread.begin_chunk(chunk)
                for event in events:
                    thread.event(event)
                self._events += len(chunk.events)
        why = self._why_open(file)
        for thread in calls.values():
            thread.finish(why)
            self._marks += thread.marks
            self.losses["ends_without_a_call"] += thread.unmatched_ends
        self.losses["torn_bytes"] += file.lost_bytes
        for number, row in enumerate(range(first_row, len(self._spans)), 1):
            self._spans.number[row] = number

    def whole(self) -> TraceSpans:
        """The finished table."""
        emitted = sum(balance.emitted for balance in self._manifest.conservation if balance.lane == "index")
        roots = _linked(self._spans)
        return TraceSpans(
            folder=str(self._folder),
            manifest=self._manifest,
            functions=tuple(self._functions),
            tracks=tuple(self._tracks),
            spans=self._timed(),
            roots=roots,
            marks=tuple(mark._replace(time_ns=self._ns(mark.time_ns)) for mark in self._marks),
            events=self._events,
            events_emitted=max(emitted, self._events + (0 if emitted else self._dropped)),
            losses={reason: count for reason, count in sorted(self.losses.items()) if count},
        )

    def _why_open(self, file: EventFile) -> Ending:
        """Why calls of a process are open after its last event."""
        if file.lost_bytes or "torn" in self._manifest.drops:
            return Ending.LOST
        if not self._manifest.closed:
            return Ending.RUNNING
        first = self._manifest.processes[0].pid if self._manifest.processes else file.pid
        killed = "signal" in (self._manifest.exit or {}) and file.pid == first
        return Ending.KILLED if killed else Ending.EXITED

    def _ns(self, ticks: int) -> int:
        return self._length_ns(ticks - self._manifest.clock.start.get("ticks", 0))

    def _length_ns(self, ticks: int) -> int:
        rate = self._manifest.clock.ticks_per_second
        # A manifest from elsewhere may say anything; a column holds 63 bits.
        ticks = max(-LONGEST, min(ticks, LONGEST))
        length_ns = ticks if rate == 1e9 or not 1 <= rate <= 1e12 else round(ticks * 1e9 / rate)
        return max(-LONGEST, min(length_ns, LONGEST))

    def _timed(self) -> Spans:
        """The table with its times in nanoseconds."""
        spans = self._spans
        for row in range(len(spans)):
            spans.start_ns[row], spans.end_ns[row] = self._ns(spans.start_ns[row]), self._ns(spans.end_ns[row])
            spans.total_ns[row] = self._length_ns(spans.total_ns[row])
            spans.self_ns[row] = self._length_ns(spans.self_ns[row])
        return spans


def _linked(spans: Spans) -> tuple[int, ...]:
    """Joins children to their parents and sums up what is below each call; gives the rows without a parent."""
    roots = []
    for row in range(len(spans) - 1, -1, -1):
        spans.raised[row] += spans.ending[row] == Ending.RAISED
        parent = spans.parent[row]
        if parent < 0:
            roots.append(row)
            continue
        spans.calls[parent] += spans.calls[row]
        spans.raised[parent] += spans.raised[row]
        spans.next_sibling[row] = spans.first_child[parent]
        spans.first_child[parent] = row
    return tuple(reversed(roots))
