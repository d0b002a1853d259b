"""What `add` puts into a plan shows in `status`; `status --times` says what is known."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.proof.small_plan import FOLDER, ID
from tests.proof.small_project import SmallProject

pytestmark = pytest.mark.xdist_group("small project")

FOUND = ("--type", "debt", "--found-at", "src/greet/__init__.py:1", "--task", "T1", "--estimate", "90m")


def document(project: SmallProject, *arguments: str, code: int) -> dict[str, Any]:
    ran = project.planproof(*arguments, "--json")
    assert ran.returncode == code, ran.stdout + ran.stderr
    return dict(json.loads(ran.stdout))


def test_add__then_status_counts_it_as_discovered(planned: SmallProject) -> None:
    found = document(planned, "add", ID, "Drop the old words", *FOUND, code=0)
    assert (found["id"], found["number"], found["dryRun"]) == (f"{ID}_T2", 2, False)
    assert found["place"].startswith(f"{FOLDER}/ITERATION.md:")
    status = document(planned, "status", ID, code=1)
    assert status["scope"]["plannedAtStart"] == 1
    assert [task["id"] for task in status["scope"]["discovered"]] == [f"{ID}_T2"]
    assert status["scope"]["discovered"][0]["foundAt"] == "`src/greet/__init__.py:1`, in task 1"
    assert (status["progress"]["discovered"], status["progress"]["discoveredHours"]) == (1, 1.5)
    shown = planned.planproof("status", ID).stdout
    assert "0 of 2 tasks, 0 of 5.5 h; 1 discovered (1.5 h, 0 proved)" in shown
    assert f"discovered {ID}_T2 Drop the old words  at `src/greet/__init__.py:1`, in task 1" in shown


def test_add__dry_run__then_nothing_written(planned: SmallProject) -> None:
    before = planned.plan.read_bytes()
    assert document(planned, "add", ID, "Drop it", *FOUND, "--dry-run", code=0)["dryRun"]
    assert planned.plan.read_bytes() == before


def test_add__wrong_place_or_id__then_usage(planned: SmallProject) -> None:
    ran = planned.planproof("add", ID, "Drop it", "--type", "fix", "--found-at", "src/none.py:1")
    assert (ran.returncode, "src/none.py can't be read" in ran.stderr) == (2, True)
    ran = planned.planproof("add", "M1_E1_I7", "Drop it", *FOUND)
    assert (ran.returncode, ID in ran.stderr) == (2, True)


def test_status__task_added_by_hand_and_one_dropped__then_both_named(planned: SmallProject) -> None:
    planned.edit_plan("### 1. Words", "### 2. Other words")
    scope = document(planned, "status", ID, code=1)["scope"]
    assert [task["name"] for task in scope["added"]] == ["Other words"]
    assert scope["dropped"] == [{"id": f"{ID}_T1", "name": "Words"}]
    assert "without saying where it was found" in planned.planproof("status", ID).stdout


def test_status_times__closed__then_hours_and_ratio(closed: SmallProject) -> None:
    (times,) = document(closed, "status", "--times", code=0)["times"]
    (task,) = times["tasks"]
    assert (task["sawRed"], task["estimateHours"], task["unknown"]) == (True, 4.0, None)
    assert times["tookHours"] > 0
    shown = closed.planproof("status", ID, "--times").stdout
    assert "1 of 1 tasks known: 4 h planned" in shown


def test_status_times__not_proved_yet__then_says_so(specified: SmallProject) -> None:
    (times,) = document(specified, "status", ID, "--times", code=0)["times"]
    assert times["tasks"][0]["unknown"] == "not proved yet"
    assert times["began"]
    assert "nothing to compare" in specified.planproof("status", ID, "--times").stdout
