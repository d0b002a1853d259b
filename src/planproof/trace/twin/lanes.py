"""The lanes of one process: which thread writes where, and how what it wrote gets into the event file.

Events of a thread are written by that thread. Another one does it only at the end, once the thread is at rest: `stop`, or the
controller when the process is gone.
"""

from __future__ import annotations

import json
import os
import threading
from time import monotonic_ns

from planproof.trace.atf.chunk import Chunk, seal_chunk
from planproof.trace.atf.layout import CHUNK_EVENTS, DropReason, Escape, EventKind
from planproof.trace.atf.writer import EventWriter
from planproof.trace.recorder import Settings
from planproof.trace.twin.lane_file import (
    FIRST_SEQUENCE,
    FIRST_TICKS,
    LAST_TICKS,
    SEQUENCE,
    LaneFile,
    LaneOwner,
    lane_path,
    lane_paths,
)

__all__ = ["BALANCE_NAME", "Lane", "Lanes", "balance_line", "event_path"]

BALANCE_NAME = "balance-{pid}.jsonl"
_ROOM = CHUNK_EVENTS - 6  # what one event may take, with its time, task, instance and exception
_OPENING = (EventKind.CALL, EventKind.RESUME, EventKind.NATIVE_CALL)
_TIME = EventKind.TIME << 61
_ESCAPE = EventKind.ESCAPE << 61
_DELTA_MAX = 0xFFFFFFFF
_AGE_NS = 1_000_000_000


def event_path(folder: str, pid: int) -> str:
    """The event file of a process in a trace."""
    return os.path.join(folder, f"events-{pid}.idx")


def balance_line(lane: LaneFile) -> bytes:
    """One line of a process's balances: what a generation of a slot emitted and what was dropped of it."""
    owner = lane.owner
    row = {"slot": owner.slot, "generation": owner.generation, "emitted": lane.emitted(), "dropped": lane.dropped()}
    return json.dumps(row).encode() + b"\n"


class Lane:
    """The calling thread's lane.

    Attributes:
        open_calls: ids of its open calls, the outermost first.
        raised: address of the exception that is on its way out; 0 when none is.
        spans: ids of its open spans.
        thrown: generators that something was thrown into: address of the frame -> place of the instruction it stood at.
        task: the asyncio task that its events say it is in.
        awaiting: how many coroutines are open in it.
        busy: True while its thread is in here; what a signal handler does meanwhile is counted as reentrant.
        last: the clock at its last event.
    """

    __slots__ = ("_lanes", "awaiting", "busy", "file", "last", "open_calls", "raised", "spans", "task", "thrown")

    def __init__(self, lanes: Lanes, file: LaneFile) -> None:
        self._lanes = lanes
        self.file = file
        self.open_calls: list[int] = []
        self.spans: list[int] = []
        self.raised = 0
        self.task = 0
        self.awaiting = 0
        self.thrown: dict[int, int] = {}
        self.busy = False
        self.last = monotonic_ns()
        file.words[FIRST_TICKS] = self.last

    def emit(self, kind: int, function: int, instance: int = 0, exception: int = 0) -> None:
        """Publishes one event, with what has to stand before it.

        Args:
            kind: `EventKind`.
            function: its id.
            instance: the generator or coroutine that it belongs to.
            exception: id of the type that was raised here.
        """
        words, events = self.file.words, self.file.events
        ticks = monotonic_ns()
        place = self._place(ticks)
        delta = ticks - self.last
        if delta > _DELTA_MAX:
            events[place] = _TIME | delta
            place, delta = place + 1, 0
        if exception:
            events[place] = _ESCAPE | Escape.EXCEPTION << 56 | exception
            place += 1
        if instance:
            events[place] = _ESCAPE | Escape.INSTANCE << 56 | instance
            place += 1
        events[place] = kind << 61 | function << 32 | delta
        words[LAST_TICKS] = self.last = ticks
        words[SEQUENCE] = words[FIRST_SEQUENCE] + place + 1
        if kind in _OPENING:
            self.open_calls.append(function)
        elif self.open_calls:
            self.open_calls.pop()

    def inherit(self, before: Lane) -> None:
        """In a forked child: the calls that were open in the parent's thread are open here."""
        self.open_calls = list(before.open_calls)
        self.spans = list(before.spans)
        self.file.written(self.last, self.open_calls)

    def escape(self, sort: Escape, value: int) -> None:
        """Publishes an event that isn't about a call: a mark with the id of its text, the task from here on.

        Args:
            sort: what it says.
            value: at most 56 bits.
        """
        words, events = self.file.words, self.file.events
        ticks = monotonic_ns()
        place = self._place(ticks)
        events[place] = _TIME | ticks - self.last
        events[place + 1] = _ESCAPE | sort << 56 | value
        words[LAST_TICKS] = self.last = ticks
        words[SEQUENCE] += 2

    def _place(self, ticks: int) -> int:
        """Where the next event lies; a chunk that is full, or a second old, is written first."""
        words = self.file.words
        place = words[SEQUENCE] - words[FIRST_SEQUENCE]
        if place >= _ROOM or (place and ticks - words[FIRST_TICKS] > _AGE_NS):
            self._lanes.write(self)
            return 0
        return int(place)


class _Ended:
    """Lies among a thread's own values; when the thread ends, its lane goes back."""

    __slots__ = ("_lane", "_lanes")

    def __init__(self, lanes: Lanes, lane: Lane) -> None:
        self._lanes = lanes
        self._lane = lane

    def __del__(self) -> None:
        self._lanes.release(self._lane)


class Lanes:
    """All lanes of this process.

    Args:
        settings: the session's.
        notes: takes sentences about what can't be recorded.
    """

    def __init__(self, settings: Settings, notes: list[str]) -> None:
        self.pid = os.getpid()
        self.lock = threading.RLock()
        self._settings = settings
        self._notes = notes
        self._mine = threading.local()
        self._live: dict[int, Lane] = {}
        self._free: list[tuple[int, LaneFile]] = []
        self._writer: EventWriter | None = None
        self._attempt: tuple[int, int, int] | None = None
        self._before_bytes = 0
        self._closed = False
        folder = settings.atf_directory
        appending = os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC
        self._balance = os.open(os.path.join(folder, BALANCE_NAME.format(pid=self.pid)), appending, 0o600)
        self._threads = os.open(os.path.join(folder, f"threads-{self.pid}.jsonl"), appending, 0o600)
        self._adopt_leftovers()
        self._overflow = self._file(settings.max_threads)
        self._overflow.begin(LaneOwner(self.pid, settings.max_threads, 0))

    def mine(self) -> Lane | None:
        """The calling thread's lane; None when all are taken, its event is then counted as dropped."""
        lane: Lane | None = getattr(self._mine, "lane", None)
        return lane or self._claim()

    def mine_now(self) -> Lane | None:
        """The calling thread's lane, if it has one."""
        lane: Lane | None = getattr(self._mine, "lane", None)
        return lane

    def write(self, lane: Lane) -> None:
        """Puts what a lane holds into the event file, or counts it as dropped."""
        chunk = lane.file.pending()
        if chunk and not lane.file.ended():
            self._append(lane.file, chunk)
        lane.file.written(lane.last, lane.open_calls)

    def release(self, lane: Lane) -> None:
        """The lane's thread has ended: what it holds is written, its slot may be another's."""
        with self.lock:
            slot = lane.file.owner.slot
            if self._closed or self._live.get(slot) is not lane or os.getpid() != self.pid:
                return
            del self._live[slot]
            self.write(lane)
            self._append_line(self._balance, balance_line(lane.file))
            self._free.append((slot, lane.file))

    def others(self) -> list[Lane]:
        """The lanes of all threads but the calling one."""
        own = self.mine_now()
        with self.lock:
            return [lane for lane in self._live.values() if lane is not own]

    def close(self) -> None:
        """Writes what every lane holds and the balances; the lanes' files are gone afterwards. The threads must be at rest."""
        with self.lock:
            self._closed = True
            for lane in self._live.values():
                self.write(lane)
                self._append_line(self._balance, balance_line(lane.file))
            if self._overflow.emitted():
                self._append_line(self._balance, balance_line(self._overflow))
            for path in lane_paths(self._settings.session_directory, self.pid):
                _remove(path)
            if self._writer:
                self._writer.close()
            os.close(self._balance)
            os.close(self._threads)

    def _claim(self) -> Lane | None:
        with self.lock:
            if self._closed:
                return None
            found = self._free.pop() if self._free else self._fresh()
            if found is None:
                self._overflow.refuse(DropReason.REGISTRY_FULL)
                return None
            slot, file = found
            file.begin(LaneOwner(self.pid, slot, file.words[3] + 1))
            lane = self._live[slot] = Lane(self, file)
            self._mine.lane = lane
            self._mine.ended = _Ended(self, lane)
            self._append_line(self._threads, _thread_line(file))
            return lane

    def _fresh(self) -> tuple[int, LaneFile] | None:
        """The first slot that nobody ever had; None when there is none left."""
        slot = len(self._live) + len(self._free)
        return (slot, self._file(slot)) if slot < self._settings.max_threads else None

    def _file(self, slot: int) -> LaneFile:
        try:
            lane = LaneFile.create(lane_path(self._settings.session_directory, self.pid, slot))
        except OSError as error:
            self._note(f"no lane could be made in the session directory ({error.strerror}): a kill loses what it held")
            lane = LaneFile.unnamed()
        lane.words[3] = self._generations.get(slot, 0)
        return lane

    def _append(self, file: LaneFile, chunk: Chunk) -> None:
        """One chunk into the event file; what the disk doesn't take is counted.

        A signal handler may raise right after a block was written, before anybody could say so; it isn't written twice.
        """
        with self.lock:
            try:
                if self._writer is None:
                    self._writer = EventWriter(event_path(self._settings.atf_directory, self.pid), self.pid)
                attempt = (chunk.slot, chunk.generation, chunk.first_sequence)
                size_bytes = self._writer.size_bytes()
                if self._attempt != attempt or size_bytes == self._before_bytes:
                    self._attempt, self._before_bytes = attempt, size_bytes
                    if not self._writer.append(seal_chunk(chunk), chunk.first_sequence):
                        file.lost(DropReason.DISK_FULL)
            except OSError:
                file.lost(DropReason.DISK_FULL)

    def _adopt_leftovers(self) -> None:
        """What this process recorded before it replaced itself by `exec` is written; its slots go on with later generations."""
        self._generations: dict[int, int] = {}
        for path in lane_paths(self._settings.session_directory, self.pid):
            left = LaneFile.open(path)
            if left:
                chunk = left.pending()
                if chunk:
                    self._append(left, chunk)
                self._generations[left.owner.slot] = left.owner.generation
                self._append_line(self._balance, balance_line(left))
            _remove(path)

    def _append_line(self, file: int, data: bytes) -> None:
        """One line at the end of a file; where the disk takes none, it is said among the warnings."""
        try:
            os.write(file, data)
        except OSError as error:
            self._note(f"a line about a thread could not be written: {error.strerror}")

    def _note(self, text: str) -> None:
        if text not in self._notes:
            self._notes.append(text)


def _thread_line(file: LaneFile) -> bytes:
    thread = threading._active.get(threading.get_ident())  # type: ignore[attr-defined]  # current_thread() would make one
    row = {
        "slot": file.owner.slot,
        "generation": file.owner.generation,
        "tid": threading.get_native_id(),
        "name": thread.name if thread else "",
    }
    return json.dumps(row).encode() + b"\n"


def _remove(path: str) -> None:
    try:
        os.unlink(path)
    except FileNotFoundError:
        return  # the session directory was deleted while it was recorded
