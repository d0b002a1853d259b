"""`amend` on a project with evidence: what changed, what went stale, and the row that says why."""

from __future__ import annotations

import json
from typing import Any

import pytest

from planproof.proof.model import RowKind, Verdict
from tests.proof.small_plan import ID
from tests.proof.small_project import SmallProject

pytestmark = pytest.mark.xdist_group("small project")

TEST = "tests/test_words.py::test_greeting__a_name__then_greeted"


def amend(project: SmallProject, *arguments: str, code: int) -> dict[str, Any]:
    ran = project.planproof("amend", ID, *arguments, "--json", PLANPROOF_NAME="ada")
    assert ran.returncode == code, ran.stdout + ran.stderr
    return dict(json.loads(ran.stdout))


def amended(project: SmallProject) -> list[Any]:
    return [row for row in project.rows() if row.kind is RowKind.AMENDMENT]


def test_amend__nothing_changed__then_says_so_and_writes_nothing(built: SmallProject) -> None:
    found = amend(built, "--reason", "because", code=0)
    assert (found["parts"], found["tests"], found["stale"], found["written"]) == ([], [], [], False)
    assert "nothing has changed" in built.planproof("amend", ID).stdout
    assert amended(built) == []


def test_amend__plan_changed__then_part_old_words_and_what_is_stale(built: SmallProject) -> None:
    built.edit_plan("mean <= 5 ms", "mean <= 9 ms")
    found = amend(built, code=1)
    (part,) = found["parts"]
    assert (part["kind"], part["name"], part["how"]) == ("performance target", "a greeting", "changed")
    assert [(field["before"], field["after"]) for field in part["fields"]] == [("mean <= 5 ms", "mean <= 9 ms")]
    assert {"plan.findings", "prove.target"} <= {state["check"] for state in found["stale"]}
    reasons = {state["check"]: state["reason"] for state in found["stale"]}
    assert reasons["prove.target"] == "the plan it rests on has changed since"
    assert found["exact"]
    assert found["diagnostics"][0]["code"] == "not-amended"
    shown = built.planproof("amend", ID).stdout
    assert "figure: mean <= 5 ms -> mean <= 9 ms" in shown
    assert "nothing says why" in shown
    assert amended(built) == []


def test_amend__with_a_reason__then_one_row_with_who_and_what_and_it_is_quiet_again(built: SmallProject) -> None:
    built.edit_plan("mean <= 5 ms", "mean <= 9 ms")
    assert amend(built, "--reason", "the clock is coarse", code=0)["written"]
    (row,) = amended(built)
    assert (row.reason, row.details["by"]) == ("the clock is coarse", "ada")
    assert row.details["parts"] == [{"kind": "performance target", "name": "a greeting", "how": "changed"}]
    assert "prove.target a greeting" in row.details["stale"]
    again = amend(built, code=0)
    assert again["parts"] == []
    assert again["stale"]  # an amendment proves nothing
    assert built.stands("prove.target").verdict is Verdict.STALE
    shown = built.planproof("status", ID).stdout
    assert "amended after Plan: the clock is coarse (performance target a greeting changed), by ada" in shown


def test_amend__proved_again_without_a_reason__then_still_asked_for(built: SmallProject) -> None:
    built.edit_plan("greeted by name.", "greeted by their name.")
    built.prove()
    assert [part["kind"] for part in amend(built, code=1)["parts"]] == ["goal"]


def test_amend__twice__then_each_row_has_its_own_change(built: SmallProject) -> None:
    built.edit_plan("greeted by name.", "greeted by their name.", commit=False)
    amend(built, "--reason", "grammar", code=0)
    built.edit_plan("mean <= 5 ms", "mean <= 9 ms")
    amend(built, "--reason", "clock", code=0)
    kinds = [[part["kind"] for part in row.details["parts"]] for row in amended(built)]
    assert kinds[0] == ["goal"]
    assert "performance target" in kinds[1]


def test_amend__body_of_a_test_changed__then_named_and_specified_anew(built: SmallProject) -> None:
    built.edit("tests/test_words.py", 'greeting("Ada") == "Hello, Ada!"', 'greeting("Eve") == "Hello, Eve!"')
    assert amend(built, code=1)["tests"] == [TEST]
    assert amend(built, "--reason", "Ada has left", code=0)["written"]
    (row,) = amended(built)
    assert (row.reason, row.details["changed"], row.details["by"]) == ("Ada has left", [TEST], "ada")
    assert amend(built, code=0)["tests"] == []


def test_amend__changed_test_is_not_red_over_the_stub__then_nothing_written(built: SmallProject) -> None:
    built.edit("tests/test_words.py", 'greeting("Ada") == "Hello, Ada!"', "True")
    found = amend(built, "--reason", "easier", code=1)
    assert not found["written"]
    assert amended(built) == []
    assert built.check("build.bodies").verdict is Verdict.REFUTED


def test_amend__empty_reason__then_usage(built: SmallProject) -> None:
    assert amend(built, "--reason", " ", code=2)["diagnostics"][0]["message"] == "an amendment says why"
