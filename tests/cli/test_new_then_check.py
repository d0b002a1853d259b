"""A fresh template is honest: `check` finds what isn't filled in, and nothing that is wrong with the form."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from planproof.cli.main import run
from planproof.config import load_config
from planproof.plan.initialise import DOCUMENT_SETS
from planproof.plan.tree import read_project


@pytest.mark.parametrize("document_set", sorted(DOCUMENT_SETS))
def test_new__fresh_iteration__then_each_unfilled_field_is_found_once(
    document_set: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    project = ["--project", str(tmp_path)]
    assert run(["init", "--documents", document_set, *project]) == 0
    assert run(["new", "milestone", "Recorder", *project]) == 0
    assert run(["new", "epic", "M1", "Lanes", *project]) == 0
    assert run(["new", "iteration", "M1_E1", "Thread registry", *project]) == 0
    capsys.readouterr()
    assert run(["check", "--json", *project]) == 1
    found = json.loads(capsys.readouterr().out)["diagnostics"]
    others = [f"{one['target']} {one['code']} {one['message']}" for one in found if one["code"] != "PP108"]
    assert others == []
    assert len(found) > 50
    assert len({(one["target"], one["message"]) for one in found}) == len(found)


@pytest.mark.parametrize("document_set", sorted(DOCUMENT_SETS))
def test_new__fresh_iteration__then_every_part_of_a_plan_has_its_place(document_set: str, tmp_path: Path) -> None:
    project = ["--project", str(tmp_path)]
    for words in (["milestone", "A"], ["epic", "M1", "B"], ["iteration", "M1_E1", "C"]):
        assert run(["init", "--documents", document_set, *project]) == 0
        assert run(["new", *words, *project]) == 0
    (plan,) = read_project(tmp_path, load_config(tmp_path)).plans
    (task,) = plan.tasks
    # One document doesn't hold what only native or threaded code needs; its tests stand in its table of test cases.
    apart = {"memory_layouts", "shared_fields", "thread_rules", "coverage_map", "test_matrix"}
    allowed = apart if document_set == "iteration" else set()
    assert {name for name in plan.__slots__ if not getattr(plan, name)} == allowed
    assert {name for name in task.__slots__ if not getattr(task, name)} == {"depends_on", "found_at", "part_estimates"}
    assert {case.level for case in plan.test_cases} == {"unit", "integration", "system", "benchmark"}
    assert len({gate.group for gate in plan.gates}) == 3
