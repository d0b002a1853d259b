"""Closes a trace that nobody closed: its controller was killed, or the machine stopped.

What lanes still hold is saved, what is torn at the end of a file is put beside it, and the manifest gets its balances. Nothing is
thrown away.
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import msgspec

from planproof.errors import TraceError
from planproof.trace.agent import SETTINGS_NAME
from planproof.trace.atf.manifest import Manifest, read_manifest, write_manifest
from planproof.trace.atf.reader import EventFile
from planproof.trace.collector import Collector
from planproof.trace.leftovers import is_recording, processes_of
from planproof.trace.recorder import Settings
from planproof.trace.session import close_session, collector_of

__all__ = ["Repaired", "repair"]


class Repaired(NamedTuple):
    """What was done.

    Attributes:
        manifest: as it is now.
        saved_events: events that only lanes held.
        torn_bytes: what was cut off, by file; kept beside it as `NAME.torn`.
        unreadable: event files that are none.
        changed: whether anything was.
    """

    manifest: Manifest
    saved_events: int
    torn_bytes: dict[str, int]
    unreadable: tuple[str, ...]
    changed: bool


def repair(folder: Path) -> Repaired:
    """Makes a trace whole.

    Raises:
        TraceError: it is still recorded, or its manifest can't be read or written.
    """
    manifest = read_manifest(str(folder))
    recording = [
        process.pid
        for process in processes_of(str(folder))
        if manifest.session_directory and is_recording(process.pid, manifest.session_directory)
    ]
    if recording:
        raise TraceError(
            f"process {recording[0]} still records into it", place=str(folder), hint="end it first, then repair"
        )
    before, _ = _readable_events(folder)
    torn = _cut(folder)
    if manifest.closed and not torn:
        return Repaired(manifest, 0, {}, (), False)
    if manifest.closed:
        repaired = msgspec.structs.replace(manifest, warnings=[*manifest.warnings, *_torn_texts(torn)])
        write_manifest(str(folder), repaired)
    else:
        texts = ["closed by planproof trace repair: nobody saw the command end", *_torn_texts(torn)]
        repaired = close_session(str(folder), None, _collector(folder, manifest), texts)
    after, unreadable = _readable_events(folder)
    return Repaired(repaired, after - before, torn, unreadable, True)


def _collector(folder: Path, manifest: Manifest) -> Collector:
    """What gets at the lanes that the controller left."""
    directory = manifest.session_directory
    known = next((path for path in (Path(directory, SETTINGS_NAME), folder / SETTINGS_NAME) if path.is_file()), None)
    try:
        settings = Settings.read(known) if known else Settings(directory, str(folder), "")
    except (OSError, ValueError) as error:
        raise TraceError(f"the session's settings can't be read: {error}", place=str(known)) from error
    return collector_of(settings, manifest.recorder)


def _cut(folder: Path) -> dict[str, int]:
    """Puts what is torn at the end of each event file into a file beside it; how many bytes that were."""
    torn = {}
    for path in sorted(folder.glob("events-*.idx")):
        try:
            file = EventFile(str(path))
        except TraceError:
            continue  # named by whoever counts what is readable; there is nothing to cut at
        for _ in file.blocks():
            pass
        if file.lost_bytes:
            with path.open("r+b") as whole, Path(f"{path}.torn").open("ab") as beside:
                whole.seek(file.whole_bytes)
                beside.write(whole.read())
                beside.flush()
                whole.truncate(file.whole_bytes)
            torn[path.name] = file.lost_bytes
    return torn


def _torn_texts(torn: dict[str, int]) -> list[str]:
    return [f"{name}: {size:,} bytes after its last whole block are in {name}.torn" for name, size in torn.items()]


def _readable_events(folder: Path) -> tuple[int, tuple[str, ...]]:
    events, unreadable = 0, []
    for path in sorted(folder.glob("events-*.idx")):
        try:
            events += sum(block.event_count for block in EventFile(str(path)).blocks())
        except TraceError:
            unreadable.append(path.name)
    return events, tuple(unreadable)
