"""Plans that other people wrote, unchanged: none is said to contradict itself without cause, and each can be brought in whole.

The plans lie beside the project (`../shared/corpus`, or `PLANPROOF_CORPUS`); without them these tests are skipped.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from planproof.config import Config
from planproof.plan.desk import ProjectDesk
from planproof.plan.foreign.detect import found_at
from planproof.plan.foreign.importing import plan_import
from planproof.plan.foreign.model import ForeignPlan
from planproof.plan.foreign.read import read_foreign
from planproof.plan.new import plan_new, write_new
from planproof.plan.rule import Severity
from planproof.plan.rules import all_rules
from planproof.plan.tree import read_project
from tests.plan.foreign.test_importing import assert_every_line_has_a_place

BESIDE = Path(__file__).resolve().parents[3].parent / "shared" / "corpus"
CORPUS = Path(os.environ.get("PLANPROOF_CORPUS", BESIDE))

pytestmark = [
    pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus of other people's plans is not there"),
    pytest.mark.xdist_group("corpus-of-plans"),
]
PLANS_COUNT = {"spec-gates": 4, "openspec": 13, "cc-sdd": 4, "superpowers": 12}


def plans_of(name: str) -> tuple[ForeignPlan, ...]:
    return read_foreign(CORPUS / name, found_at(CORPUS / name))


@pytest.mark.parametrize("name", PLANS_COUNT)
def test_corpus__each_collection__then_all_plans_are_read_without_a_problem(name: str) -> None:
    plans = plans_of(name)
    assert len(plans) == PLANS_COUNT[name]
    assert [problem for plan in plans for problem in plan.problems] == []
    assert all(plan.tasks or name == "openspec" for plan in plans)


@pytest.mark.parametrize("name", PLANS_COUNT)
def test_corpus__rules_of_error_weight__then_silent(name: str) -> None:
    desk = ProjectDesk(CORPUS / name, Config())
    rules = [rule for rule in all_rules() if rule.check_foreign and rule.severity is Severity.ERROR]
    found = [
        (rule.code, hit.place, hit.message)
        for plan in plans_of(name)
        for rule in rules
        if rule.check_foreign
        for hit in rule.check_foreign(plan, desk)
    ]
    assert found == []


@pytest.mark.parametrize("name", PLANS_COUNT)
def test_corpus__imported__then_every_line_has_a_place(name: str, tmp_path: Path) -> None:
    config = Config()
    write_new(tmp_path, plan_new(tmp_path, config, "milestone", None, "Theirs"))
    write_new(tmp_path, plan_new(tmp_path, config, "epic", "M1", name))
    wanted = []
    for plan in plans_of(name):
        done = plan_import(tmp_path, config, plan, "M1_E1")
        write_new(tmp_path, done.new)
        assert_every_line_has_a_place(done)
        wanted.append(max(done.tasks_count, 1))
    assert [len(plan.tasks) for plan in read_project(tmp_path, config).plans] == wanted
