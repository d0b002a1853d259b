"""What the processes of a session left behind: events in lanes, balances, lines about themselves. Read once they are gone.

Lanes are another process's memory: nothing in them is believed before it was held against bounds.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from planproof.errors import TraceError
from planproof.trace.atf.chunk import seal_chunk
from planproof.trace.atf.layout import DropReason
from planproof.trace.atf.manifest import Balance, Process
from planproof.trace.atf.names import json_lines
from planproof.trace.atf.reader import EventFile
from planproof.trace.atf.writer import EventWriter
from planproof.trace.twin.lane_file import LaneFile, lane_paths
from planproof.trace.twin.lanes import event_path

__all__ = ["Kept", "end_lanes", "is_recording", "kept_events", "notes_of", "processes_of", "twin_balances"]

_LaneKey = tuple[int, int, int]  # pid, slot, generation


class Kept(NamedTuple):
    """What lies in the event files of a trace.

    Attributes:
        events: how many, by process, slot and generation.
        behind: by the same, the number after the last one.
        whole_bytes: where the last whole block of a file ends, by process.
        lost_bytes: what is torn behind it, by process.
        problems: files that can't be read.
    """

    events: dict[_LaneKey, int]
    behind: dict[_LaneKey, int]
    whole_bytes: dict[int, int]
    lost_bytes: dict[int, int]
    problems: list[str]


def kept_events(folder: str) -> Kept:
    """Counts what every event file of a trace holds."""
    kept = Kept({}, {}, {}, {}, [])
    for path in sorted(Path(folder).glob("events-*.idx")):
        try:
            file = EventFile(str(path))
        except TraceError as error:
            kept.problems.append(str(error))
            continue
        for block in file.blocks():
            key = (file.pid, block.slot, block.generation)
            kept.events[key] = kept.events.get(key, 0) + block.event_count
            kept.behind[key] = max(kept.behind.get(key, 0), block.first_sequence + block.event_count)
        kept.whole_bytes[file.pid] = file.whole_bytes
        if file.lost_bytes:
            kept.lost_bytes[file.pid] = file.lost_bytes
    return kept


def end_lanes(folder: str, session_directory: str, seen: Iterable[LaneFile], kept: Kept) -> list[LaneFile]:
    """Puts what lanes still hold into the event files.

    Args:
        folder: the trace.
        session_directory: where the lanes lie.
        seen: lanes that were mapped while they were there; the directory may have been deleted since.
        kept: what the event files held before; counts what is added.

    Returns:
        every lane that was found, with what became of its events in it.
    """
    lanes: dict[_LaneKey, LaneFile] = {tuple(lane.owner): lane for lane in seen}  # type: ignore[misc]
    for path in lane_paths(session_directory):
        lane = LaneFile.open(path)
        if lane:
            lanes[lane.owner] = lane
    for key, lane in lanes.items():
        lane.end()
        chunk = lane.pending()
        if chunk is None or chunk.first_sequence < kept.behind.get(key, 0):
            continue  # nothing, or written already by a process that was killed before it could say so
        _cut_torn(folder, key[0], session_directory, kept)
        if _append(event_path(folder, key[0]), key[0], seal_chunk(chunk), chunk.first_sequence):
            kept.events[key] = kept.events.get(key, 0) + len(chunk.events)
        else:
            lane.lost(DropReason.DISK_FULL)
    return list(lanes.values())


def twin_balances(folder: str, lanes: Iterable[LaneFile], kept: Kept) -> list[Balance]:
    """The balance of every thread: what it says it emitted against what lies in the files.

    What a torn file lost of it counts as dropped for that reason.
    """
    told: dict[_LaneKey, tuple[int, dict[str, int]]] = {}
    for path in Path(folder).glob("balance-*.jsonl"):
        for line in json_lines(str(path)):
            key = (int(path.stem.partition("-")[2]), int(line["slot"]), int(line["generation"]))
            told[key] = (int(line["emitted"]), dict(line["dropped"]))
    for lane in lanes:
        if lane.emitted() >= told.get(lane.owner, (0, {}))[0]:
            told[lane.owner] = (lane.emitted(), lane.dropped())
    balances = []
    for key in sorted(told.keys() | kept.events.keys()):
        persisted = kept.events.get(key, 0)
        emitted, dropped = told.get(key, (persisted, {}))
        missing = emitted - persisted - sum(dropped.values())
        if missing > 0 and key[0] in kept.lost_bytes:
            dropped = {**dropped, "torn": dropped.get("torn", 0) + missing}
        if emitted or persisted:
            balances.append(Balance(*key, "index", emitted, persisted, dropped))
    return balances


def processes_of(folder: str) -> list[Process]:
    """Every process that announced itself, in the order of its first line."""
    found: dict[int, Process] = {}
    for line in json_lines(os.path.join(folder, "processes.jsonl")):
        pid, events = int(line["pid"]), os.path.basename(event_path(folder, int(line["pid"])))
        command = [str(word) for word in line.get("command", ())]
        there = events if os.path.exists(os.path.join(folder, events)) else ""
        parent = found[pid].parent if pid in found else int(line.get("parent", 0))
        found[pid] = Process(pid, parent, command, there, str(line.get("python", "")), str(line.get("backend", "")))
    return list(found.values())


def notes_of(folder: str) -> list[str]:
    """What the recorders could not see, each sentence once."""
    lines = (line for path in sorted(Path(folder).glob("notes-*.jsonl")) for line in json_lines(str(path)))
    return list(dict.fromkeys(str(line.get("message", "")) for line in lines))


def is_recording(pid: int, session_directory: str) -> bool:
    """Whether a process still has lanes of that session mapped."""
    try:
        return session_directory in Path(f"/proc/{pid}/maps").read_text("utf-8", "replace")
    except (FileNotFoundError, ProcessLookupError):
        return False
    except PermissionError:
        return True  # somebody else's process has that number, or it changed its user: no way to tell


def _cut_torn(folder: str, pid: int, session_directory: str, kept: Kept) -> None:
    """Takes away the part of a block that a process was killed over; its lane holds all of that block."""
    if pid not in kept.lost_bytes or is_recording(pid, session_directory):
        return
    os.truncate(event_path(folder, pid), kept.whole_bytes[pid])
    del kept.lost_bytes[pid]


def _append(path: str, pid: int, content: bytes, first_sequence: int) -> bool:
    try:
        writer = EventWriter(path, pid)
    except OSError:
        return False  # counted as dropped by whoever asks
    try:
        return writer.append(content, first_sequence)
    except OSError:
        return False
    finally:
        writer.close()
