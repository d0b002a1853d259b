"""What evidence shows as built, asked by the rule about "Built" of a project in git."""

from __future__ import annotations

from pathlib import Path

import pytest

from planproof.config import load_config
from planproof.plan.check import check_tree
from planproof.proof.shown import Shown

FOLDER = "docs/progress_trackings/M1_A/M1_E1_B"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for name, text in (
        (
            "M1_E1_I1_STORE",
            "# Iteration 1: Store\n\n## Tasks\n\n### 1. Store 📋 Planned\n\n**What to build**: a store\n",
        ),
        ("M1_E1_I2_ROWS", "# Iteration 2: Rows\n\n## Context\n\n- **Built**: the store (M1_E1_I1, M1_E1_I1_T1)\n"),
    ):
        (tmp_path / FOLDER / name).mkdir(parents=True)
        (tmp_path / FOLDER / name / "ITERATION.md").write_text(text, encoding="utf-8")
    return tmp_path


def test_shown__iteration_without_evidence__then_says_so(root: Path) -> None:
    shown = Shown(root)
    assert shown("M1_E1_I1") == "no evidence shows that M1_E1_I1 was built"
    assert shown("M1_E1") == "no evidence shows that M1_E1_I1, M1_E1_I2 was built"
    assert shown("M1_E1_I1_T1") == "evidence says Planned"
    assert shown("M1_E1_I9") is None
    assert shown("M1_E1_I1_T9") is None


def test_shown__evidence_that_is_broken__then_a_reason_and_no_error(root: Path) -> None:
    (root / FOLDER / "M1_E1_I1_STORE" / "EVIDENCE.jsonl").write_text("{nonsense\n", encoding="utf-8")
    assert str(Shown(root)("M1_E1_I1")).startswith("evidence can't be read: ")


def test_built_unproved__asked_with_evidence__then_both_ids_are_named(root: Path) -> None:
    config = load_config(root)
    found = check_tree(root, config, codes=["PP513"], evidence=Shown(root)).findings
    assert [finding.message.split(":")[0] for finding in found] == [
        "M1_E1_I1 is named as built",
        "M1_E1_I1_T1 is named as built",
    ]
    assert check_tree(root, config, codes=["PP513"]).findings == ()
