"""A whole interview, from an empty project to documents in which `check` finds nothing."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from planproof.config import load_config
from planproof.plan.check import check_project
from planproof.plan.tree import read_project
from planproof.plan.write.deliver import deliver, plan_delivery
from planproof.plan.write.folders import fill_readmes
from planproof.plan.write.whole import write_plan
from tests.plan.interview.projects import C_ANSWERS, PYTHON_ANSWERS, answers_of, begun, c_project, python_project

Make = Callable[[Path, str], Path]


@pytest.mark.parametrize("document_set", ["three", "iteration", "both"])
@pytest.mark.parametrize(("make", "file"), [(python_project, PYTHON_ANSWERS), (c_project, C_ANSWERS)])
def test_interview__all_answered__then_plan_without_a_finding(
    make: Make, file: Path, document_set: str, tmp_path: Path
) -> None:
    root = make(tmp_path, document_set)
    session = begun(root)
    assert session.give_all(answers_of(file), keep_proposals=False) == {}
    assert session.next() is None
    written = write_plan(session.record.answers, session.look, ())
    config = load_config(root)
    deliveries = plan_delivery(root, config, session.look.folder, written.texts, {}, beside=False)
    assert {each.action for each in deliveries} == {"replaced"}
    deliver(root, [*deliveries, *fill_readmes(session.record.answers, session.look)])
    report = check_project(read_project(root, config), config)
    assert [f"{each.place}: {each.code} {each.message}" for each in report.findings] == []
