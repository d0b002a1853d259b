"""A session from its start to its end: where its lanes and its trace lie, what the targets are told, how the trace is closed.

    open_session -> Collector.counts … -> close_session     beside it: command.py runs a target, repair.py closes what was left open

Two folders: the session directory with the lanes, in shared memory where that has room, and the trace. Only the trace stays.
"""

from __future__ import annotations

import json
import os
import shutil
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

import msgspec

from planproof.errors import EnvironmentFault, TraceError, UsageError
from planproof.trace.agent import SETTINGS_NAME
from planproof.trace.atf.manifest import Balance, Clock, Manifest, read_manifest, write_manifest
from planproof.trace.collector import LANES_NAME, Collector, NativeCollector, TwinCollector, moment
from planproof.trace.leftovers import is_recording, notes_of, processes_of
from planproof.trace.recorder import Settings

__all__ = ["Options", "Session", "close_session", "collector_of", "note_newest", "open_session", "state_folder"]

_ROOM_BYTES = 48 << 20  # what shared memory must have free to be chosen by itself, for every 64 threads
_LEAST_BYTES = 1 << 20  # what a directory that was named must have
_SHARED_MEMORY = "/dev/shm"


class Options(msgspec.Struct, frozen=True, gc=False):
    """What a person asks of a session.

    Attributes:
        output: the trace, `NAME.atf`; empty for one of its own under `.planproof/traces`.
        directory: where the session directory is made; empty for shared memory, or `.planproof/sessions`.
        recorder: `python` or `native`.
        backend: `auto`, `monitoring`, `profile` or `frame`.
        clock: `auto`, `exact` or `adaptive`.
        on_full: `wait` or `drop`.
        max_threads: how many threads of a process can be recorded at once.
        everything: record the standard library and installed packages too.
        include: patterns of files and modules.
        exclude: patterns of files and modules.
    """

    output: str = ""
    directory: str = ""
    recorder: str = "python"
    backend: str = "auto"
    clock: str = "auto"
    on_full: str = "wait"
    max_threads: int = 64
    everything: bool = False
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()


class Session(NamedTuple):
    """A session that is recorded now.

    Attributes:
        name: its name.
        settings: what the targets are told.
        collector: gets what they record.
    """

    name: str
    settings: Settings
    collector: Collector

    def still_recording(self) -> list[int]:
        """Processes of this session that go on."""
        here = self.settings.session_directory
        return [process.pid for process in processes_of(self.settings.atf_directory) if is_recording(process.pid, here)]


def state_folder(root: Path) -> Path:
    """`.planproof/` of a project, made where it isn't there: for the owner alone, and not in git."""
    folder = root / ".planproof"
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        if not (folder / ".gitignore").exists():
            (folder / ".gitignore").write_text("*\n", encoding="utf-8")
    except OSError as error:
        raise TraceError(
            f"can't be made: {error.strerror}", place=str(folder), hint="name places: -o, --directory"
        ) from error
    return folder


def open_session(root: Path, command: list[str], options: Options) -> Session:
    """Makes the folders, the settings and the first manifest.

    Args:
        root: the project.
        command: what will be run; empty for the calling process.
        options: what was asked for.

    Raises:
        UsageError: the trace is there already.
        TraceError: a folder can't be made, or has no room.
    """
    name = f"{datetime.now(UTC):%Y%m%d-%H%M%S}-{os.getpid()}"
    trace = _make_trace(root, name, options.output)
    directory: Path | None = None
    try:
        directory = _make_directory(root, name, options)
        settings = Settings(
            session_directory=str(directory),
            atf_directory=str(trace),
            project_root=str(root.resolve()),
            include=options.include,
            exclude=options.exclude,
            everything=options.everything,
            backend=options.backend,
            clock=options.clock,
            on_full=options.on_full,
            max_threads=options.max_threads,
        )
        collector = _collector(options.recorder, settings)
        _write_settings(settings, options.recorder)
        manifest = Manifest(
            session=name,
            session_directory=str(directory),
            command=command,
            recorder=options.recorder,
            backend=options.backend,
            started=_now(),
            clock=Clock(start=moment()),
        )
        write_manifest(str(trace), manifest)
    except (EnvironmentFault, OSError) as error:
        for folder in (directory, trace):
            if folder:
                shutil.rmtree(folder, ignore_errors=True)
        if isinstance(error, EnvironmentFault):
            raise
        place = str(error.filename or trace)
        raise TraceError(f"the session can't be started: {error.strerror}", place=place) from error
    return Session(name, settings, collector)


def close_session(
    folder: str, exit_state: dict[str, int] | None, collector: Collector, warnings: list[str]
) -> Manifest:
    """Saves what processes left, writes the last manifest and removes the session directory.

    Args:
        folder: the trace.
        exit_state: `{"code": 3}` or `{"signal": 9}`; None when nobody knows.
        collector: what was collecting.
        warnings: what the manifest shall say beside what the recorders said.

    Raises:
        TraceError: the manifest can't be read or written.
    """
    manifest = read_manifest(folder)
    collected = collector.collect(folder)
    balances, clock = collected.balances, collected.clock
    processes = processes_of(folder)
    backends = sorted({process.backend for process in processes if process.backend})
    closed = msgspec.structs.replace(
        manifest,
        session_directory="",
        closed=_now(),
        exit=exit_state,
        clock=clock if clock.start else msgspec.structs.replace(clock, start=manifest.clock.start),
        backend=", ".join(backends) or manifest.backend,
        processes=processes,
        drops=_summed(balances),
        conservation=balances,
        warnings=[*notes_of(folder), *collected.problems, *_imbalances(balances), *warnings],
    )
    write_manifest(folder, closed)
    if manifest.session_directory:
        shutil.rmtree(manifest.session_directory, ignore_errors=True)
    for pattern in (SETTINGS_NAME, "processes.jsonl", "balance-*.jsonl", "notes-*.jsonl"):
        for path in Path(folder).glob(pattern):
            path.unlink(missing_ok=True)
    return closed


def collector_of(settings: Settings, recorder: str) -> Collector:
    """What takes over a session whose controller was killed."""
    if recorder == "native" and Path(settings.session_directory, LANES_NAME).is_file():
        return NativeCollector(settings, takes_over=True)
    return TwinCollector(settings.session_directory)


def _collector(recorder: str, settings: Settings) -> Collector:
    return NativeCollector(settings) if recorder == "native" else TwinCollector(settings.session_directory)


def note_newest(folder: str) -> None:
    """Notes beside a trace that it is the newest there, which is what `@last` stands for."""
    path = Path(folder)
    try:
        (path.parent / "last").write_text(f"{path.name}\n", encoding="utf-8")
    except OSError as error:
        raise TraceError(f"can't be written: {error.strerror}", place=str(path.parent / "last")) from error


def _make_trace(root: Path, name: str, output: str) -> Path:
    """The trace's folder."""
    path = Path(output).absolute() if output else state_folder(root) / "traces" / f"{name}.atf"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.mkdir(mode=0o700)
    except FileExistsError as error:
        raise UsageError(
            "this is there already", place=str(path), hint="choose another name; nothing was written"
        ) from error
    except OSError as error:
        raise TraceError(f"the trace can't be made: {error.strerror}", place=str(path)) from error
    return path.resolve()


def _make_directory(root: Path, name: str, options: Options) -> Path:
    """The session directory, in the first place that has room."""
    shared, needed = Path(_SHARED_MEMORY), _LEAST_BYTES
    room_bytes = _ROOM_BYTES * -(-options.max_threads // 64)
    if options.directory:
        base = Path(options.directory).absolute()
    elif shared.is_dir() and os.access(shared, os.W_OK) and shutil.disk_usage(shared).free >= room_bytes:
        base = shared / f"planproof-{os.getuid()}"
    else:
        base = state_folder(root) / "sessions"
    try:
        base.mkdir(mode=0o700, parents=True, exist_ok=True)
        free = shutil.disk_usage(base).free
        if free < needed:
            raise TraceError(
                f"{free // 1024} KiB are free, lanes need at least {needed // 1024}",
                place=str(base),
                hint="name another place with --directory",
            )
        directory = base / name
        directory.mkdir(mode=0o700)
    except OSError as error:
        raise TraceError(f"the session directory can't be made: {error.strerror}", place=str(base)) from error
    return directory.resolve()


def _write_settings(settings: Settings, recorder: str) -> None:
    """The settings where targets look for them, and a copy in the trace for when the session directory is deleted."""
    text = json.dumps({**settings._asdict(), "recorder": recorder}, indent=1) + "\n"
    for folder in (settings.session_directory, settings.atf_directory):
        Path(folder, SETTINGS_NAME).write_text(text, encoding="utf-8")


def _summed(balances: list[Balance]) -> dict[str, int]:
    drops: dict[str, int] = {}
    for balance in balances:
        for reason, count in balance.dropped.items():
            drops[reason] = drops.get(reason, 0) + count
    return drops


def _imbalances(balances: list[Balance]) -> list[str]:
    return [
        f"{balance.difference} events of process {balance.pid}, slot {balance.slot} are unaccounted for"
        for balance in balances
        if balance.difference
    ]


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds")
