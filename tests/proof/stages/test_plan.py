"""Stage 1: documents at their paths, no error-level finding, interfaces that compile."""

from __future__ import annotations

import pytest

from planproof.proof.model import Verdict
from tests.proof.small_project import SmallProject


def test_plan__as_written__then_three_checks_are_proved(planned: SmallProject) -> None:
    for name in ("documents", "findings", "interfaces"):
        assert planned.check(f"plan.{name}").verdict is Verdict.PROVED


def test_documents__one_of_the_set_is_missing__then_refuted_with_its_path(planned: SmallProject) -> None:
    planned.settings('documents = ["ITERATION"]', 'documents = ["ITERATION", "TEST_PLAN"]')
    state = planned.check("plan.documents")
    assert state.verdict is Verdict.REFUTED
    assert "M1_E1_I1_GREETING/TEST_PLAN.md" in state.reason


def test_findings__placeholder_left__then_refuted_with_place_and_code(planned: SmallProject) -> None:
    planned.edit_plan("## Success Demo", "{Placeholder Left Here}\n\n## Success Demo")
    state = planned.check("plan.findings")
    assert state.verdict is Verdict.REFUTED
    assert "ITERATION.md:" in state.reason
    assert "PP1" in state.reason


def test_interfaces__one_that_is_no_python__then_refuted(planned: SmallProject) -> None:
    planned.edit_plan("def greeting(name: str) -> str: ...", "def greeting(name: str -> str: ...")
    state = planned.check("plan.interfaces")
    assert state.verdict is Verdict.REFUTED
    assert "PP2" in state.reason


def test_interfaces__none_declared__then_proved_and_says_so(planned: SmallProject) -> None:
    planned.edit_plan("```python\ndef greeting(name: str) -> str: ...\n```", "none")
    assert planned.check("plan.interfaces").reason == "the plan declares no interface of its own"


@pytest.mark.parametrize("check", ["plan.documents", "plan.findings", "plan.interfaces"])
def test_plan__document_edited_after_proof__then_stale(planned: SmallProject, check: str) -> None:
    planned.edit_plan("Users can have", "Writers can have", commit=False)
    state = planned.stands(check)
    assert state.verdict is Verdict.STALE
    assert "plan" in state.reason


def test_plan__only_line_ends_and_status_region_changed__then_still_proved(planned: SmallProject) -> None:
    text = planned.plan.read_text(encoding="utf-8")
    assert "| 1 Plan | ✅ proved | 3 of 3 |" in text
    planned.plan.write_bytes(text.replace("✅ proved", "❌ refuted").encode())
    assert planned.stands("plan.findings").verdict is Verdict.PROVED
