"""Two checks at a time, where the project allows it: tests that meet each other, a run that is stopped, rows in order."""

from __future__ import annotations

import signal
import time
from pathlib import Path
from threading import Barrier, Event

import pytest

from planproof.config import load_config
from planproof.errors import Cancelled
from planproof.proof.ledger.audit import audit
from planproof.proof.model import Stage, Verdict
from planproof.proof.side_by_side import in_order
from tests.proof.conftest import processes_with
from tests.proof.small_project import SmallProject
from tests.proof.test_prove import start

# Passes only while another process runs this very test; each leaves a file in which the other sees it.
MEETING = """import os
import time
from pathlib import Path

PLACE = Path("{place}")


def test_greeting__from_main__then_printed():
    own = PLACE / str(os.getpid())
    own.touch()
    until = time.monotonic() + {patience_s}
    while len(list(PLACE.iterdir())) < 2 and time.monotonic() < until:
        time.sleep(0.02)
    met = len(list(PLACE.iterdir())) == 2
    if not met:
        own.unlink()
    assert met
"""
WAITING = """import os
import subprocess
from pathlib import Path


def test_greeting__from_main__then_printed():
    (Path("{place}") / str(os.getpid())).touch()
    subprocess.run(["sleep", "{seconds}"])
"""
GREEN_AND_MATRIX = ("verify.green", "verify.matrix")


def side_by_side(project: SmallProject) -> None:
    project.settings("[limits]", "[tests]\nside_by_side = true\n\n[limits]")


def meeting(project: SmallProject, place: Path, patience_s: float) -> None:
    place.mkdir()
    project.write({"tests/test_program.py": MEETING.format(place=place, patience_s=patience_s)})


def test_prove__side_by_side__then_two_checks_of_a_stage_meet(closed: SmallProject, tmp_path: Path) -> None:
    side_by_side(closed)
    meeting(closed, tmp_path / "meeting", 20)
    report = closed.prove(Stage.VERIFY, checks=GREEN_AND_MATRIX)
    assert [(state.check.id, state.verdict) for state in report.ran] == [
        ("verify.green", Verdict.PROVED),
        ("verify.matrix", Verdict.PROVED),
    ]
    assert [row.check for row in closed.rows()[-2:]] == list(GREEN_AND_MATRIX)
    assert audit(closed.root).faults == ()


def test_prove__not_allowed_by_the_project__then_they_never_meet(closed: SmallProject, tmp_path: Path) -> None:
    assert load_config(closed.root).tests.side_by_side is False
    meeting(closed, tmp_path / "meeting", 0.5)
    report = closed.prove(Stage.VERIFY, checks=GREEN_AND_MATRIX)
    assert {state.verdict for state in report.ran} == {Verdict.REFUTED}


def test_prove__side_by_side_from_the_start__then_proved_as_one_by_one(built: SmallProject) -> None:
    side_by_side(built)
    stages = (Stage.BUILD, Stage.VERIFY, Stage.VALIDATE)
    report = built.prove(*stages)
    assert [state.check.id for state in report.ran if state.verdict is not Verdict.PROVED] == []
    assert {state.check.stage for state in report.ran} == set(stages)


def test_prove__side_by_side_and_services_around_the_stage__then_one_by_one(
    closed: SmallProject, tmp_path: Path
) -> None:
    side_by_side(closed)
    starting = "trap 'rm .planproof/up; exit' TERM; touch .planproof/up; sleep 60"
    service = f'start = "{starting}"\nready = "test -e .planproof/up"\nstages = ["verify"]\n'
    closed.add_settings(f"\n[services.x]\n{service}")
    meeting(closed, tmp_path / "meeting", 0.5)
    report = closed.prove(Stage.VERIFY, checks=GREEN_AND_MATRIX)
    assert {state.verdict for state in report.ran} == {Verdict.REFUTED}


def test_prove__interrupted_side_by_side__then_exit_130_and_both_commands_are_ended(
    closed: SmallProject, tmp_path: Path
) -> None:
    side_by_side(closed)
    place = tmp_path / "waiting"
    place.mkdir()
    seconds = f"{300 + time.monotonic_ns() % 10**6 / 10**6:.6f}"
    closed.write({"tests/test_program.py": WAITING.format(place=place, seconds=seconds)})
    process = start(closed, "--check", "verify.green", "--check", "verify.matrix")
    until = time.monotonic() + 60
    while len(list(place.iterdir())) < 2:
        assert time.monotonic() < until, "the two tests did not begin"
        time.sleep(0.02)
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "stopped" in errors
    assert "Traceback" not in errors
    assert processes_with(f"sleep {seconds}") == []
    assert audit(closed.root).faults == ()


def test_in_order__two_workers__then_together_and_in_order() -> None:
    together = Barrier(2, timeout=30)

    def work(number: int) -> int:
        together.wait()
        return number * 10

    with in_order([1, 2, 3, 4], work, workers=2, stop=lambda: None) as results:
        assert list(results) == [(1, 10), (2, 20), (3, 30), (4, 40)]


def test_in_order__one_worker__then_each_begins_when_the_one_before_was_taken() -> None:
    begun: list[int] = []
    with in_order([1, 2, 3], begun.append, workers=1, stop=lambda: None) as results:
        for number, _ in results:
            assert begun == list(range(1, number + 1))


def test_in_order__body_is_interrupted__then_stopped_and_cancelled() -> None:
    stopped = Event()
    with (
        pytest.raises(Cancelled),
        in_order([1, 2, 3], lambda number: stopped.wait(30), workers=2, stop=stopped.set),
    ):
        raise KeyboardInterrupt
    assert stopped.is_set()
