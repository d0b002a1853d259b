"""Killed targets and killed controllers: every call that a program knew of is in its trace, and the files read clean."""

from __future__ import annotations

import os
import random
import signal
import struct
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from planproof.trace.atf.manifest import read_manifest
from planproof.trace.atf.names import read_functions
from planproof.trace.atf.reader import EventFile
from tests.trace.sessions import (
    PROGRAMS,
    Recorded,
    checked,
    environment,
    planproof,
    record,
    record_command,
    rows_of_whole,
)

KILLS, MANY_KILLS = 12, 50


def counted(folder: Path) -> tuple[subprocess.Popen[bytes], Path]:
    """A recording of a program that counts its calls in a file; it runs when this returns."""
    folder.mkdir()
    counts = folder / "counts"
    counts.write_bytes(bytes(16))
    command = record_command(folder, [sys.executable, str(PROGRAMS / "counted.py"), str(counts)])
    running = subprocess.Popen(command, env=environment(), stdout=subprocess.PIPE, start_new_session=True)
    assert running.stdout
    assert running.stdout.readline() == b"ready\n"
    return running, counts


def target_of(running: subprocess.Popen[bytes]) -> int:
    """The program below a controller."""
    return int(Path(f"/proc/{running.pid}/task/{running.pid}/children").read_text().split()[0])


def known_calls(counts: Path) -> list[int]:
    return sorted(struct.unpack("QQ", counts.read_bytes()))


def found_calls(folder: Path) -> list[int]:
    """Calls of `work` by thread, fewest first; a recording may hold millions, so that they are counted as arrays."""
    checked(folder)
    calls: dict[tuple[int, int], int] = {}
    for path in folder.glob("events-*.idx"):
        functions = read_functions(str(folder / f"functions-{path.stem.removeprefix('events-')}.jsonl"))
        work = next(function.id for function in functions.values() if function.name == "work")
        for chunk in EventFile(str(path)).chunks():
            thread, events = (chunk.slot, chunk.generation), np.array(chunk.events, dtype=np.uint64)
            calls[thread] = calls.get(thread, 0) + int(np.count_nonzero(events >> np.uint64(32) == work))
    made = sorted(count for count in calls.values() if count)
    return made if len(made) == 2 else [0, *made]


def killed_after(folder: Path, delay_s: float) -> None:
    running, counts = counted(folder)
    time.sleep(delay_s)
    os.kill(target_of(running), signal.SIGKILL)
    assert running.wait(60) == 137
    assert running.stdout
    running.stdout.close()
    done = Recorded(folder / "t.atf", 137, "", "")
    known, found = known_calls(counts), found_calls(done.folder)
    # A thread is killed at any place: between a call's event and its count, so that one call more than it knew may be there.
    assert [more - less for more, less in zip(found, known, strict=True)] in ([0, 0], [0, 1], [1, 0], [1, 1])
    assert done.manifest.exit == {"signal": 9}
    assert done.manifest.drops == {}


def test_record__target_killed__then_every_call_before_is_there(tmp_path: Path, each_recorder: str) -> None:
    chance = random.Random(12)
    for number in range(KILLS):
        killed_after(tmp_path / str(number), chance.uniform(0, 0.05 if each_recorder == "native" else 0.3))


@pytest.mark.long
def test_record__target_killed_50_times__then_every_call_before_is_there(tmp_path: Path, each_recorder: str) -> None:
    chance = random.Random(50)
    for number in range(MANY_KILLS):
        killed_after(tmp_path / str(number), chance.uniform(0, 0.2 if each_recorder == "native" else 1))


def test_record__controller_killed__then_repaired(tmp_path: Path, each_recorder: str) -> None:
    running, counts = counted(tmp_path / "a")
    target = target_of(running)
    folder = tmp_path / "a" / "t.atf"
    os.kill(running.pid, signal.SIGKILL)
    assert running.wait(60) == -9
    before = known_calls(counts)
    early = planproof(tmp_path, "trace", "repair", str(folder))
    assert (early.returncode, f"process {target} still records" in early.stderr) == (3, True)
    assert "not closed" in planproof(tmp_path, "trace", "info", str(folder)).stdout
    time.sleep(1.5 if each_recorder == "native" else 0.1)  # native threads wait a second for a controller's heart
    os.kill(target, signal.SIGKILL)
    assert running.stdout
    running.stdout.read()  # the program's end of the pipe is closed when it is gone
    running.stdout.close()
    repaired = planproof(tmp_path, "trace", "repair", str(folder))
    assert repaired.returncode == 0, repaired.stdout + repaired.stderr
    assert "saved from lanes" in repaired.stdout
    known, found = known_calls(counts), found_calls(folder)
    assert sum(known) > sum(before)
    manifest = read_manifest(str(folder))
    if each_recorder == "native":  # its threads don't wait for a controller that is gone, they count
        assert manifest.drops.keys() <= {"controller_gone", "pool_empty", "torn"}
        assert 0 < sum(found) <= sum(known) + 2
    else:
        assert [more - less for more, less in zip(found, known, strict=True)] in ([0, 0], [0, 1], [1, 0], [1, 1])
    assert manifest.exit is None
    assert any("trace repair" in warning for warning in manifest.warnings)
    assert not Path(manifest.session_directory or "nowhere").exists()


def test_record__target_killed_over_a_block__then_written_whole(tmp_path: Path) -> None:
    """What a kill in the middle of a write leaves: half a block in the file, all of it in the lane."""
    folder, lanes = tmp_path / "t.atf", tmp_path / "lanes"
    program = (
        "import os, signal, sys\n"
        "def work(): pass\n"
        "for _ in range(5000): work()\n"
        "path = f'{sys.argv[1]}/events-{os.getpid()}.idx'\n"
        "data = open(path, 'rb').read()\n"
        "open(path, 'ab').write(data[64:20000])\n"
        "os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    (tmp_path / "program.py").write_text(program)
    command = [sys.executable, str(tmp_path / "program.py"), str(folder)]
    done = record(tmp_path, command, "--directory", str(lanes), "--include", "__main__")
    assert done.status == 137
    assert list(done.calls().values()) == [5000]
    assert done.manifest.drops == {}


def test_repair__torn_tail__then_cut_off_and_kept_beside(tmp_path: Path) -> None:
    running, _ = counted(tmp_path / "a")
    os.kill(target_of(running), signal.SIGKILL)
    running.wait(60)
    assert running.stdout
    running.stdout.close()
    folder = tmp_path / "a" / "t.atf"
    rows = len(rows_of_whole(folder))
    events = next(folder.glob("events-*.idx"))
    with events.open("ab") as file:
        file.write(b"half a block")
    ran = planproof(tmp_path, "trace", "repair", str(folder))
    assert ran.returncode == 1
    assert f"torn: 12 bytes at the end of {events.name}" in ran.stdout
    assert Path(f"{events}.torn").read_bytes() == b"half a block"
    assert len(rows_of_whole(folder)) == rows
    again = planproof(tmp_path, "trace", "repair", str(folder))
    assert (again.returncode, "nothing to repair" in again.stdout) == (0, True)
