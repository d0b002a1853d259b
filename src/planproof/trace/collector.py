"""How the controller gets what targets record: from the twin's lane files at their end, or by the core's drain while they run."""

from __future__ import annotations

import errno
import os
import shutil
import time
from typing import NamedTuple, Protocol

import msgspec

from planproof.errors import EnvironmentFault, TraceError
from planproof.trace.atf.layout import ClockMode, DropReason
from planproof.trace.atf.manifest import Balance, Clock
from planproof.trace.extension import Extension
from planproof.trace.leftovers import end_lanes, kept_events, twin_balances
from planproof.trace.native import load_extension
from planproof.trace.recorder import Settings
from planproof.trace.twin.lane_file import LaneFile, lane_paths

__all__ = [
    "LANES_NAME",
    "Collected",
    "Collector",
    "Counts",
    "NativeCollector",
    "TwinCollector",
    "moment",
    "native_missing",
]

LANES_NAME = "lanes.shm"


class Counts(NamedTuple):
    """How a recording goes.

    Attributes:
        events: so far.
        dropped: of them; None where that is known at the end only.
    """

    events: int
    dropped: int | None


class Collected(NamedTuple):
    """What became of the events of a session.

    Attributes:
        balances: a row for each thread.
        clock: the session's clock, its end included.
        problems: sentences about what can't be read.
    """

    balances: list[Balance]
    clock: Clock
    problems: list[str]


class Collector(Protocol):
    """The controller's end of a recording."""

    def counts(self) -> Counts:
        """How it goes."""

    def collect(self, folder: str) -> Collected:
        """Once the targets are gone, or left behind: takes what is left, and ends the recording.

        Args:
            folder: the trace.
        """


class TwinCollector:
    """Of recordings by the twin, whose threads write by themselves; what they hold at their end is taken from their lanes.

    Args:
        directory: the session directory.
    """

    def __init__(self, directory: str) -> None:
        self._directory = directory
        self._lanes: dict[str, LaneFile] = {}
        self._counted: dict[tuple[int, int, int], tuple[int, int]] = {}

    def counts(self) -> Counts:
        """How it goes, as the lanes say; threads that begin and end between two looks are counted at the end."""
        for path in lane_paths(self._directory):
            if path not in self._lanes:
                lane = LaneFile.open(path)
                if lane:
                    self._lanes[path] = lane
        for lane in self._lanes.values():
            self._counted[lane.owner] = (lane.emitted(), sum(lane.dropped().values()))
        events = sum(emitted for emitted, _ in self._counted.values())
        return Counts(events, sum(count for _, count in self._counted.values()))

    def collect(self, folder: str) -> Collected:
        """Takes what the lanes hold, also those whose directory was deleted since they were seen."""
        self.counts()
        kept = kept_events(folder)
        ended = end_lanes(folder, self._directory, self._lanes.values(), kept)
        return Collected(twin_balances(folder, ended, kept), Clock(end=moment()), kept.problems)


class NativeCollector:
    """Of recordings by the compiled recorder: makes the lanes and drains them, on a thread of the core's.

    Args:
        settings: the session's.
        takes_over: the lanes are there; their controller was killed.

    Raises:
        EnvironmentFault: the extension isn't there.
        TraceError: the lanes can't be made, or aren't any.
    """

    def __init__(self, settings: Settings, *, takes_over: bool = False) -> None:
        self._extension: Extension = load_extension(settings.library)
        self._max_threads = settings.max_threads
        self._takes_over = takes_over
        clock = {"auto": 0, "exact": ClockMode.EXACT, "adaptive": ClockMode.ADAPTIVE}[settings.clock]
        try:
            self._controller = self._extension.controller_open(
                settings.session_directory,
                settings.atf_directory,
                takes_over,
                settings.max_threads,
                int(clock),
                int(settings.on_full == "wait"),
            )
        except OSError as error:
            raise _refusal(error, settings) from error

    def counts(self) -> Counts:
        """Events that lie in the files so far; what was dropped is known at the end."""
        return Counts(self._extension.controller_progress(self._controller)[0], None)

    def collect(self, folder: str) -> Collected:
        """Stops the drain, which takes what lanes still hold."""
        emitted, persisted, dropped, rows, clock = self._extension.controller_close(self._controller)
        balances = [
            Balance(pid, slot, generation, ("index", "detail")[lane], made, kept, _named(lost))
            for pid, slot, generation, lane, made, kept, lost in rows
        ]
        rest = [
            total - sum(row[6][place] for row in rows) for place, total in enumerate(dropped)
        ]  # events of threads that never had a slot
        emitted_there, persisted_there = sum(row[4] for row in rows), sum(row[5] for row in rows)
        if emitted > emitted_there or persisted > persisted_there:
            left = (emitted - emitted_there, persisted - persisted_there, _named(rest))
            balances.append(Balance(0, self._max_threads, 0, "index", *left))
        problems = _with_earlier(balances, folder) if self._takes_over else []
        return Collected(balances, _clock(clock), problems)


def _with_earlier(balances: list[Balance], folder: str) -> list[str]:
    """Adds to the balances what a controller had written before it was killed; what it held in its hands then is torn.

    Args:
        balances: of the drain that took over; changed in place.
        folder: the trace.

    Returns:
        sentences about what is lost.
    """
    kept = kept_events(folder)
    unsaid: dict[tuple[int, int], int] = {}
    for (pid, slot, _), count in kept.events.items():
        unsaid[pid, slot] = unsaid.get((pid, slot), 0) + count
    for balance in balances:
        place = (balance.pid, balance.slot)
        unsaid[place] = unsaid.get(place, 0) - balance.persisted
    lost = 0
    for number, balance in enumerate(balances):
        place = (balance.pid, balance.slot)
        earlier = max(0, min(balance.difference, unsaid[place]))
        unsaid[place] -= earlier
        torn = max(0, balance.difference - earlier)
        lost += torn
        dropped = {**balance.dropped, "torn": balance.dropped.get("torn", 0) + torn} if torn else balance.dropped
        balances[number] = msgspec.structs.replace(balance, persisted=balance.persisted + earlier, dropped=dropped)
    balances += [Balance(pid, slot, 0, "index", more, more) for (pid, slot), more in sorted(unsaid.items()) if more > 0]
    held = [f"{lost:,} events were in the controller's hands when it was killed"] if lost else []
    return [*kept.problems, *held]


def native_missing(library: str = "") -> str:
    """Why the native recorder can't be had in this interpreter; empty when it can."""
    try:
        load_extension(library)
    except EnvironmentFault as fault:
        return str(fault)
    return ""


def moment() -> dict[str, int]:
    """This moment on every clock; the twin's ticks are nanoseconds of CLOCK_MONOTONIC."""
    monotonic = time.monotonic_ns()
    return {"ticks": monotonic, "monotonicNs": monotonic, "realtimeNs": time.time_ns()}


def _refusal(error: OSError, settings: Settings) -> TraceError:
    place = os.path.join(settings.session_directory, LANES_NAME)
    if error.errno in (errno.ENOSPC, errno.EFBIG):
        free = shutil.disk_usage(settings.session_directory).free // 1024
        hint = "name another place with --directory, or ask for fewer with --max-threads"
        return TraceError(
            f"{free:,} KiB are free, too little for {settings.max_threads} threads", place=place, hint=hint
        )
    return TraceError(f"the lanes can't be made: {error.strerror}", place=place)


def _named(dropped: list[int] | tuple[int, ...]) -> dict[str, int]:
    return {reason.name.lower(): count for reason, count in zip(DropReason, dropped, strict=True) if count}


def _clock(told: tuple[int, float, int, int, tuple[int, int, int], tuple[int, int, int]]) -> Clock:
    mode, rate, error_ns, gap_ns, start, end = told
    keys = ("ticks", "monotonicNs", "realtimeNs")
    return Clock(
        mode=ClockMode(mode).name.lower(),
        ticks_per_second=rate,
        error_ns=error_ns,
        largest_gap_ns=gap_ns,
        start=dict(zip(keys, start, strict=True)),
        end=dict(zip(keys, end, strict=True)),
    )
