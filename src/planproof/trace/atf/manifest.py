"""`manifest.json`: what a trace is, who wrote it, and the balance of every lane; replaced atomically."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import msgspec

from planproof.errors import TraceError

__all__ = ["MANIFEST_NAME", "Balance", "Clock", "Manifest", "Process", "read_manifest", "write_manifest"]

MANIFEST_NAME = "manifest.json"
_VERSION = 1


class Process(msgspec.Struct, frozen=True, gc=False):
    """One process that joined.

    Attributes:
        pid: its number.
        parent: that of the process it was started by; 0 when nobody knows.
        command: its command line.
        events: the name of its event file.
        python: the version of its interpreter.
        backend: the hook by which it was recorded.
    """

    pid: int
    parent: int = 0
    command: list[str] = []
    events: str = ""
    python: str = ""
    backend: str = ""


class Balance(msgspec.Struct, frozen=True, gc=False):
    """What became of the events of one thread's lane: emitted = persisted + dropped.

    Attributes:
        pid: the process.
        slot: the thread's place,
        generation: and which thread had it.
        lane: `index` or `detail`.
        emitted: events that were made.
        persisted: events that lie in the event file.
        dropped: events that were not kept, by reason.
    """

    pid: int
    slot: int
    generation: int
    lane: str
    emitted: int
    persisted: int
    dropped: dict[str, int] = {}

    @property
    def difference(self) -> int:
        """Events that nobody can account for; 0 in a whole trace."""
        return self.emitted - self.persisted - sum(self.dropped.values())


class Clock(msgspec.Struct, frozen=True, gc=False, rename="camel"):
    """The session's clock.

    Attributes:
        mode: `exact`, `adaptive` or `monotonic`.
        ticks_per_second: its rate.
        error_ns: how far a time may be off.
        largest_gap_ns: the longest that an adaptive clock stood still.
        start: `ticks`, `monotonicNs` and `realtimeNs` of one moment at the start,
        end: and of one at the end.
    """

    mode: str = "monotonic"
    ticks_per_second: float = 1e9
    error_ns: int = 0
    largest_gap_ns: int = 0
    start: dict[str, int] = {}
    end: dict[str, int] = {}


class Manifest(msgspec.Struct, frozen=True, gc=False, rename="camel"):
    """A trace's head.

    Attributes:
        session: the session's name.
        schema_version: of this file.
        kind: `atf`.
        session_directory: where lanes lie that nobody has drained; empty once there are none.
        command: what was run.
        recorder: `native` or `python`.
        backend: which hook of the interpreters recorded, several with commas; until it is closed, which was asked for.
        started: when, ISO 8601.
        closed: when; null while it is recorded, and after the controller was killed.
        exit: `{"code": 3}` or `{"signal": 9}`; null when nobody knows.
        clock: how ticks become time.
        processes: every process that joined.
        modules: native modules that were hooked.
        windows: stretches of time whose detail was kept.
        drops: events that were not kept, by reason, over all lanes.
        conservation: the balance of every lane.
        warnings: what this trace doesn't show, a sentence each.
    """

    session: str
    schema_version: int = _VERSION
    kind: str = "atf"
    session_directory: str = ""
    command: list[str] = []
    recorder: str = ""
    backend: str = ""
    started: str = ""
    closed: str | None = None
    exit: dict[str, int] | None = None
    clock: Clock = Clock()
    processes: list[Process] = []
    modules: list[dict[str, Any]] = []
    windows: list[dict[str, Any]] = []
    drops: dict[str, int] = {}
    conservation: list[Balance] = []
    warnings: list[str] = []


def read_manifest(folder: str) -> Manifest:
    """The manifest of a trace.

    Raises:
        TraceError: there is none, or it can't be read as one.
    """
    path = os.path.join(folder, MANIFEST_NAME)
    try:
        data = Path(path).read_bytes()
        head = msgspec.json.decode(data)
        version = head.get("schemaVersion") if isinstance(head, dict) and head.get("kind") == "atf" else None
        if isinstance(version, int) and version > _VERSION:
            raise TraceError(f"version {version} of the manifest needs a newer planproof", place=path)
        if version is None:
            raise TraceError("this is no manifest of a trace", place=path)
        return msgspec.json.decode(data, type=Manifest)
    except OSError as error:
        raise TraceError(f"no trace there: {error.strerror}", place=path, hint="name a folder NAME.atf") from error
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise TraceError(f"this is no manifest of a trace: {error}", place=path) from error


def write_manifest(folder: str, manifest: Manifest) -> None:
    """Writes it, replacing one that is there.

    Raises:
        TraceError: the folder is gone or takes nothing more; a manifest that was there stays.
    """
    path = os.path.join(folder, MANIFEST_NAME)
    beside = f"{path}.{os.getpid()}"
    data = msgspec.json.format(msgspec.json.encode(manifest), indent=1)
    try:
        Path(beside).write_bytes(data + b"\n")
        os.replace(beside, path)
    except OSError as error:
        Path(beside).unlink(missing_ok=True)
        raise TraceError(f"the manifest can't be written: {error.strerror}", place=path) from error
