"""The twin from inside: its lanes, and what it refuses. What it records is counted in `test_counting.py`."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from planproof.errors import EnvironmentFault
from planproof.trace.atf.layout import CHUNK_EVENTS, DropReason, EventKind
from planproof.trace.atf.reader import EventFile
from planproof.trace.recorder import Settings
from planproof.trace.twin.lane_file import LaneFile, LaneOwner, lane_path, lane_paths
from planproof.trace.twin.lanes import Lanes, event_path
from planproof.trace.twin.recorder import Twin


def settings(folder: Path, **more: object) -> Settings:
    chosen = {"include": ("nothing.at.all",), **more}
    return Settings(str(folder), str(folder), str(folder), **chosen)  # type: ignore[arg-type]


def test_lane_file__begun_again__then_nothing_of_the_thread_before(tmp_path: Path) -> None:
    path = lane_path(str(tmp_path), 4242, 3)
    lane = LaneFile.create(path)
    lane.begin(LaneOwner(4242, 3, 1))
    lane.words[4] = 7
    lane.refuse(DropReason.REENTRANT)
    assert (lane.emitted(), lane.dropped()) == (8, {"reentrant": 1})
    lane.begin(LaneOwner(4242, 3, 2))
    assert (lane.owner, lane.emitted(), lane.dropped(), lane.pending()) == (LaneOwner(4242, 3, 2), 0, {}, None)
    again = LaneFile.open(path)
    assert again is not None
    assert again.owner == lane.owner
    assert list(lane_paths(str(tmp_path))) == [path]
    assert list(lane_paths(str(tmp_path), 1)) == []


def test_lane_file__no_lane__then_none(tmp_path: Path) -> None:
    (tmp_path / "lane-1-1.twin").write_bytes(b"short")
    (tmp_path / "lane-1-2.twin").write_bytes(bytes(4096 + 8 * CHUNK_EVENTS))
    found = [LaneFile.open(path) for path in (*lane_paths(str(tmp_path)), str(tmp_path / "missing"))]
    assert found == [None, None, None]
    with pytest.raises(FileExistsError):
        LaneFile.create(str(tmp_path / "lane-1-1.twin"))


@pytest.mark.parametrize("count", [CHUNK_EVENTS + 1, 1 << 40])
def test_lane_file__hostile_numbers__then_nothing_pending(tmp_path: Path, count: int) -> None:
    lane = LaneFile.create(lane_path(str(tmp_path), 1, 1))
    lane.begin(LaneOwner(1, 1, 1))
    lane.words[4] = count
    assert lane.pending() is None


def test_lane__more_than_a_chunk__then_written_and_numbers_go_on(tmp_path: Path) -> None:
    lanes = Lanes(settings(tmp_path), [])
    lane = lanes.mine()
    assert lane is not None
    for _ in range(10_000):
        lane.emit(EventKind.CALL, 1)
        lane.emit(EventKind.RETURN, 1)
    lanes.close()
    chunks = list(EventFile(event_path(str(tmp_path), os.getpid())).chunks())
    assert sum(len(chunk.events) for chunk in chunks) == 20_000
    assert [chunk.first_sequence for chunk in chunks] == [
        sum(len(before.events) for before in chunks[:place]) for place in range(len(chunks))
    ]
    assert len(chunks) == 3
    assert list(lane_paths(str(tmp_path))) == []


def test_lanes__left_by_the_same_process__then_written_and_generations_go_on(tmp_path: Path) -> None:
    """What `exec` leaves: a process of the same number that knows nothing of its lanes."""
    first = Lanes(settings(tmp_path), []).mine()
    assert first is not None
    first.emit(EventKind.CALL, 1)
    second = Lanes(settings(tmp_path), [])
    lane = second.mine()
    assert lane is not None
    assert lane.file.owner.generation == first.file.owner.generation + 1
    second.close()
    assert [len(chunk.events) for chunk in EventFile(event_path(str(tmp_path), os.getpid())).chunks()] == [1]


def test_twin__what_it_has_not__then_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(EnvironmentFault, match="no back end 'frame'"):
        Twin().start(settings(tmp_path, backend="frame"))
    if sys.version_info < (3, 12):
        with pytest.raises(EnvironmentFault, match="no 'monitoring' hook"):
            Twin().start(settings(tmp_path, backend="monitoring"))
    blocked = tmp_path / "file"
    blocked.touch()
    with pytest.raises(EnvironmentFault, match="can't be written"):
        Twin().start(settings(tmp_path)._replace(atf_directory=str(blocked / "below")))


def test_twin__started_and_stopped__then_warnings_and_files(tmp_path: Path) -> None:
    twin = Twin()
    twin.stop()
    twin.mark("before the start")
    if sys.getprofile() is None:
        twin.start(settings(tmp_path, clock="adaptive", native_calls=True))
        with pytest.raises(EnvironmentFault, match="records already"):
            twin.start(settings(tmp_path))
        twin.span_begin("load")
        twin.mark("inside")
        twin.span_end()
        twin.span_end()
        twin.stop()
        assert len(twin.warnings()) == 2
        balance = twin.balance()
        assert balance["emitted"] == balance["persisted"] == 4
        assert (tmp_path / f"notes-{os.getpid()}.jsonl").read_text().count("\n") == 2
