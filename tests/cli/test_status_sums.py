"""`status` of milestones and epics, and `order`: processes on real projects."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.proof.conftest import commit_all
from tests.proof.small_plan import FOLDER, ID, PLAN
from tests.proof.small_project import SmallProject

pytestmark = pytest.mark.xdist_group("small project")

SECOND = FOLDER.replace("M1_E1_I1_GREETING", "M1_E1_I2_PARTING")
THIRD = "docs/progress_trackings/M2_MORE/M2_E1_SONGS/M2_E1_I1_TUNE"


def document(project: SmallProject, *arguments: str, code: int) -> dict[str, Any]:
    ran = project.planproof(*arguments, "--json")
    assert ran.returncode == code, ran.stdout + ran.stderr
    return dict(json.loads(ran.stdout))


@pytest.fixture
def several(closed: SmallProject) -> SmallProject:
    """A closed iteration, one that needs a task of it, and one in another milestone that needs the second as a whole."""
    second = PLAN.replace("**Depends on**: None", f"**Depends on**: {ID}_T1").replace("words.py (new)", "part.py (new)")
    third = PLAN.replace("**Depends on**: None", "**Depends on**: M1_E1_I2").replace("**Estimated time**: 4 hours", "")
    closed.write({f"{SECOND}/ITERATION.md": second, f"{THIRD}/ITERATION.md": third})
    return closed


def test_status__milestones_and_epics__then_sums_of_what_is_below(several: SmallProject) -> None:
    found = document(several, "status", code=1)
    assert (found["id"], found["recorded"]) == ("", False)
    first, second = found["milestones"]
    assert (first["id"], first["name"], second["id"]) == ("M1", "HELLO", "M2")
    assert (first["progress"]["tasks"], first["progress"]["tasksProved"]) == (2, 1)
    assert (first["progress"]["hours"], first["progress"]["hoursProved"]) == (8.0, 4.0)
    assert (first["progress"]["iterations"], first["progress"]["iterationsClosed"]) == (2, 1)
    assert second["progress"]["unestimated"] == 1
    assert found["progress"]["tasks"] == 3
    closed, planned = first["epics"][0]["iterations"]
    assert closed["provedStages"] == [1, 2, 3, 4, 5, 6, 7, 8, 9]
    assert (closed["stale"], closed["closed"]["holds"]) == (0, True)  # what its Close looked at has changed since
    assert (planned["provedStages"], planned["stale"]) == ([], None)


def test_status__plan_and_code_changed_since__then_stale_and_no_longer_counted(several: SmallProject) -> None:
    several.edit("src/greet/words.py", "Hello, {name}!", "Hello {name}!")
    assert document(several, "status", "M1_E1", code=1)["epics"][0]["progress"]["tasksProved"] == 1
    several.edit_plan("Users can have", "Writers can have")
    found = document(several, "status", "M1_E1", code=1)
    (epic,) = found["epics"]
    assert epic["progress"]["tasksProved"] == 0
    assert epic["iterations"][0]["stale"] > 0
    recorded = document(several, "status", "M1_E1", "--recorded", code=1)
    assert recorded["recorded"]
    assert recorded["epics"][0]["progress"]["tasksProved"] == 1


def test_status__only_closed_iterations_below__then_exit_0(several: SmallProject) -> None:
    shutil.rmtree(several.root / SECOND)
    shutil.rmtree(several.root / THIRD)
    commit_all(several.root)
    found = document(several, "status", "M1", code=0)
    assert found["progress"]["taskShare"] == 1.0
    assert found["progress"]["iterationsStale"] == 0


def test_status__text__then_one_line_each_with_shares(several: SmallProject) -> None:
    lines = several.planproof("status").stdout.splitlines()
    assert lines[0].split() == "M1 HELLO 1 of 2 tasks, 4 of 8 h, 1 of 2 iterations closed".split()
    assert lines[2].split()[:4] == [ID, "Greeting", "123456789", "1"]
    assert "  closed at " in lines[2]
    all_of_it = "1 of 3 tasks, 4 of 8 h, 1 of 3 iterations closed (1 without an estimate)"
    assert lines[-1] == f"all  {all_of_it}"


def test_status__iteration__then_its_tasks_under_the_board(several: SmallProject) -> None:
    found = document(several, "status", ID, code=0)
    assert (found["progress"]["tasks"], found["progress"]["tasksProved"]) == (1, 1)
    assert several.planproof("status", ID).stdout.splitlines()[-1] == " 1 of 1 tasks, 4 of 4 h"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("M7",), "nothing has the id M7"),
        ((ID, "--recorded"), "--recorded is for several iterations"),
        (("--recorded", "--origin", "ci"), "every origin"),
    ],
)
def test_status__wrong_question__then_usage(several: SmallProject, arguments: tuple[str, ...], words: str) -> None:
    ran = several.planproof("status", *arguments)
    assert ran.returncode == 2
    assert words in ran.stderr


def test_order__other_iterations_are_named__then_waited_for(several: SmallProject) -> None:
    found = document(several, "order", code=0)
    assert [task["id"] for task in found["tasks"]] == [f"{ID}_T1", "M1_E1_I2_T1", "M2_E1_I1_T1"]
    assert found["ready"] == found["together"] == ["M1_E1_I2_T1"]
    assert found["tasks"][2]["waitsFor"] == [{"task": "M1_E1_I2_T1", "file": None, "planned": True}]
    assert found["criticalPath"] == ["M1_E1_I2_T1", "M2_E1_I1_T1"]
    assert (found["criticalHours"], found["hoursLeft"], found["unestimated"]) == (4.0, 4.0, ["M2_E1_I1_T1"])


def test_order__below_an_id__then_waits_beyond_it_still_count(several: SmallProject) -> None:
    found = document(several, "order", "M2", code=1)
    assert [task["id"] for task in found["tasks"]] == ["M2_E1_I1_T1"]
    assert (found["ready"], found["criticalPath"]) == ([], ["M1_E1_I2_T1", "M2_E1_I1_T1"])
    shown = several.planproof("order", "M2").stdout
    assert "waits for M1_E1_I2_T1" in shown
    assert "1 without an estimate count as 0" in shown


def test_order__tasks_share_a_file__then_not_side_by_side(several: SmallProject) -> None:
    path = several.root / THIRD / "ITERATION.md"
    path.write_text(path.read_text(encoding="utf-8").replace("**Depends on**: M1_E1_I2", ""), encoding="utf-8")
    found = document(several, "order", code=0)
    assert found["together"] == ["M1_E1_I2_T1"]
    (apart,) = found["apart"]
    assert (apart["task"], apart["other"]) == ("M2_E1_I1_T1", "M1_E1_I2_T1")
    assert "README.md" in apart["files"]
    assert "not beside M1_E1_I2_T1: M2_E1_I1_T1, both touch" in several.planproof("order").stdout


def test_order__unknown_dependency__then_named_and_a_diagnostic(several: SmallProject) -> None:
    path = several.root / THIRD / "ITERATION.md"
    path.write_text(path.read_text(encoding="utf-8").replace("M1_E1_I2", "M8_E1_I2_T1"), encoding="utf-8")
    found = document(several, "order", "M2", code=1)
    assert [one["code"] for one in found["diagnostics"]] == ["dependency-unknown"]
    assert "waits for M8_E1_I2_T1, which isn't planned" in several.planproof("order", "M2").stdout


def test_order__nothing_below__then_usage(several: SmallProject, tmp_path: Path) -> None:
    ran = several.planproof("order", "M7")
    assert ran.returncode == 2
    assert "no task below M7" in ran.stderr
