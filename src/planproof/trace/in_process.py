"""A recording of this process by this process: the same session that `planproof record` makes, its controller in here too.

The drain is a thread of the core that never touches Python. What a killed process had not drained is lost; `planproof record` has
its controller outside for that.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
import tempfile
from collections import Counter
from datetime import UTC, datetime
from typing import Any

from planproof.errors import EnvironmentFault
from planproof.trace.extension import Extension
from planproof.trace.native import NativeRecorder, load_extension
from planproof.trace.recorder import Settings

__all__ = ["InProcess"]

_CLOCKS = ("auto", "exact", "adaptive", "monotonic")
_REASONS = ("pool_empty", "expired", "registry_full", "reentrant", "controller_gone", "disk_full", "torn")
_KINDS = ("call", "return", "unwind", "yield", "resume", "native_call", "escape", "time")
_ROOM_BYTES = 64 << 20


class InProcess:
    """One recording, from `start` to `stop`."""

    _settings: Settings
    _extension: Extension

    def __init__(self) -> None:
        self._recorder = NativeRecorder(self._hide_lanes)
        self._controller: object = None
        self._pid = 0
        self._manifest: dict[str, Any] = {}
        self._balance: dict[str, Any] = {}

    def start(self, settings: Settings) -> None:
        """Makes the trace and the lanes, and begins.

        Args:
            settings: as for any session; the session directory is made here.

        Raises:
            EnvironmentFault: the extension isn't there, the trace is there already, there is no room, or this process can't
                be recorded so.
        """
        self._extension = load_extension(settings.library)
        trace = settings.atf_directory
        try:
            os.makedirs(trace, mode=0o700, exist_ok=True)
            if os.listdir(trace):
                raise EnvironmentFault("there is something already", place=trace, hint="name a folder of its own")
            directory = tempfile.mkdtemp(prefix="planproof-", dir=_roomy_folder())
        except OSError as error:
            raise EnvironmentFault(str(error.strerror), place=str(error.filename or trace)) from error
        self._settings = settings._replace(session_directory=directory)
        try:
            self._open()
        except BaseException:
            self._hide_lanes()
            raise

    def _hide_lanes(self) -> None:
        """Who has mapped the lanes keeps them; nobody else may come, and a kill leaves nothing lying about."""
        shutil.rmtree(self._settings.session_directory, ignore_errors=True)

    def _open(self) -> None:
        chosen = self._settings
        if chosen.clock not in _CLOCKS[:3]:
            raise EnvironmentFault(f"no clock `{chosen.clock}`", hint="auto, exact or adaptive")
        try:
            self._controller = self._extension.controller_open(
                chosen.session_directory,
                chosen.atf_directory,
                False,
                chosen.max_threads,
                _CLOCKS.index(chosen.clock),
                int(chosen.on_full == "wait"),
            )
        except OSError as error:
            hint = f"{chosen.max_threads} threads need more room there; ask for fewer"
            raise EnvironmentFault(str(error.strerror), place=chosen.session_directory, hint=hint) from error
        self._manifest = self._head()
        self._write_manifest()  # before the first event: what is called for it is nobody's business
        try:
            self._recorder.start(chosen)
        except BaseException:
            self._extension.controller_close(self._controller)
            shutil.rmtree(chosen.atf_directory, ignore_errors=True)
            raise
        self._pid = os.getpid()

    def _head(self) -> dict[str, Any]:
        pid = os.getpid()
        process = {"pid": pid, "parent": os.getppid(), "command": sys.orig_argv}
        return {
            "schemaVersion": 1,
            "kind": "atf",
            "session": f"in-process-{pid}",
            "command": sys.orig_argv,
            "recorder": self._recorder.name,
            "backend": self._settings.backend,
            "started": _now(),
            "closed": None,
            "exit": None,
            "processes": [process | {"events": f"events-{pid}.idx"}],
        }

    def stop(self) -> None:
        """Ends it; in a fork's child, which the parent's drain looks after, the child's part alone."""
        self._recorder.stop()
        if self._pid != os.getpid():
            return
        emitted, persisted, dropped, rows, clock = self._extension.controller_close(self._controller)
        mode, rate, error_ns, gap_ns, start, end = clock
        self._manifest |= {
            "backend": self._recorder.back_end,
            "closed": _now(),
            "clock": {
                "mode": _CLOCKS[mode],
                "ticksPerSecond": rate,
                "errorNs": error_ns,
                "largestGapNs": gap_ns,
                "start": _moment(start),
                "end": _moment(end),
            },
            "drops": _named(dropped),
            "conservation": [_row(row) for row in rows],
            "warnings": list(self._recorder.warnings()),
        }
        self._write_manifest()
        self._balance = {"emitted": emitted, "persisted": persisted, "dropped": _named(dropped)}

    def balance(self) -> dict[str, object]:
        """After the end: emitted, persisted, dropped by reason, and kinds, how many of each there are in this process's file."""
        counts: Counter[int] = Counter()
        path = os.path.join(self._settings.atf_directory, f"events-{self._pid}.idx")
        for _, events in self._extension.read_chunks(path) if os.path.exists(path) else ():
            counts.update(byte >> 5 for byte in events[7::8])
        return self._balance | {"kinds": {name: counts[kind] for kind, name in enumerate(_KINDS)}}

    def _write_manifest(self) -> None:
        path = os.path.join(self._settings.atf_directory, "manifest.json")
        with open(f"{path}.new", "w", encoding="utf-8") as file:
            json.dump(self._manifest, file, indent=1)
        os.replace(f"{path}.new", path)


def _roomy_folder() -> str | None:
    """Shared memory where it has room, else wherever temporary files go."""
    try:
        return "/dev/shm" if shutil.disk_usage("/dev/shm").free > _ROOM_BYTES else None
    except OSError:
        return None


def _now() -> str:
    return datetime.now(UTC).isoformat()


def _moment(ticks: tuple[int, int, int]) -> dict[str, int]:
    return dict(zip(("ticks", "monotonicNs", "realtimeNs"), ticks, strict=True))


def _named(dropped: tuple[int, ...]) -> dict[str, int]:
    return {reason: count for reason, count in zip(_REASONS, dropped, strict=True) if count}


def _row(row: tuple[int, int, int, int, int, int, tuple[int, ...]]) -> dict[str, Any]:
    pid, slot, generation, lane, emitted, persisted, dropped = row
    place = {"pid": pid, "slot": slot, "generation": generation, "lane": ("index", "detail")[lane]}
    return place | {"emitted": emitted, "persisted": persisted, "dropped": _named(dropped)}
