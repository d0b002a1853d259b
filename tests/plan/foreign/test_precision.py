"""Forms found in public plans that say less than they seem to: nothing is read into them."""

from __future__ import annotations

from pathlib import Path

import pytest

from planproof.config import Config
from planproof.plan.check import check_tree
from planproof.plan.rule import Severity
from tests.plan.foreign.writing import write

PLANS = "docs/superpowers/plans/a.md"
KIRO = ".kiro/specs/a/tasks.md"
REQUIREMENTS = {
    ".kiro/specs/a/requirements.md": "### Requirement 4: Keep\n\n#### Acceptance Criteria\n\n1. One\n2. Two\n3. Three\n",
}


def errors(root: Path) -> list[str]:
    report = check_tree(root, Config(), codes=["PP9"])
    return [f"{each.code} {each.message}" for each in report.findings if each.severity is Severity.ERROR]


def warnings(root: Path, code: str) -> list[str]:
    return [each.message for each in check_tree(root, Config(), codes=[code]).findings]


@pytest.mark.parametrize(
    "text",
    [
        "# Plan\n\n## Summary\n\n- Phase 2: features (5/5 tasks complete, 2.5 remaining)\n\n## Work\n\n- [x] a\n- [ ] b\n",
        "# Phase 1\n\n- [ ] a\n- [ ] b\n\n# Phase 2\n\n**Status**: ✅ Complete (100%)\n\n- [x] c\n",
        "# Plan\n\n## Work\n\n- [x] **Task 1.1**: a\n  - **Status**: ✅ COMPLETED - migrated\n- [ ] **Task 1.2**: b\n",
        "# Plan\n\n## Work\n\n**One**\n\n**Status**: Done\n\n**Two**\n\n**Status**: Planned\n\n- [ ] b\n",
        "# Plan\n\n## Store\n\n**Status**: ✅ Complete and ready for configuration\n\n- [ ] b\n",
        "# Plan\n\n## Phase 1: Complete the store\n\n- [ ] b\n",
        "# Plan\n\n## TODO\n\n- [x] a\n\n## Rules\n\n### ✅ Do\n\n- write tests\n",
        "# Plan\n\n- [ ] S3 bucket; depends on EC2 and P1\n- [x] b\n",
    ],
)
def test_markdown__words_that_claim_nothing_of_these_boxes__then_no_error(text: str, tmp_path: Path) -> None:
    write(tmp_path, {PLANS: text})
    assert errors(tmp_path) == []


@pytest.mark.parametrize(
    "text",
    [
        "- [ ] 1. Parent\n  - [x] 1.1 First\n    - _Dependencies: 1_\n  - [ ] 1.2 Second\n",
        "- [x] 1.18.0-MV-1 One\n- [x] 1.18.0-MV-2 Two\n  - _Dependencies: 1.18.0-MV-1_\n",
        "## A\n\n- [x] 1. One\n- [ ] 2. Two\n\n## B\n\n- [x] 1. One\n",
        "- [x] 1. One\n  - _Depends: 12 other teams_\n- [x] 2. Two, depends on version 3.11 of Python\n",
    ],
)
def test_kiro__numbers_that_are_no_ids_of_the_plan__then_no_error(text: str, tmp_path: Path) -> None:
    write(tmp_path, {KIRO: text}, REQUIREMENTS)
    assert errors(tmp_path) == []


def test_spec_kit__parts_of_a_task_with_its_id__then_ids_of_their_own(tmp_path: Path) -> None:
    text = "- [x] T001 One\n  - [x] T001.1 Part\n  - [x] T001.2 Part\n- [ ] T002 Two (depends on T001.2)\n"
    write(tmp_path, {"specs/001-a/tasks.md": text, "specs/001-a/spec.md": "# A\n"})
    assert errors(tmp_path) == []


def test_kiro__ranges_and_foreign_numbers_of_requirements__then_read_as_meant(tmp_path: Path) -> None:
    text = "- [ ] 1. One\n  - _Requirements: 4.1-4.3, HS-2.3-HS-2.6_\n"
    write(tmp_path, {KIRO: text}, REQUIREMENTS)
    assert warnings(tmp_path, "PP909") == []
    assert warnings(tmp_path, "PP911") == []


def test_markdown__the_count_of_all_tasks__then_held_against_them(tmp_path: Path) -> None:
    write(tmp_path, {PLANS: "# Plan\n\nAll done: 2/2 tasks complete.\n\n- [x] a\n- [ ] b\n"})
    assert errors(tmp_path) == ["PP901 '2/2 tasks complete', but 1 of 2 below it is open: “b”"]
