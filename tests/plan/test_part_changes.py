"""What differs between two states of a plan, by its parts."""

from __future__ import annotations

from pathlib import Path

from planproof.config import Config
from planproof.plan.model import Plan
from planproof.plan.part_changes import FieldChange, part_changes
from planproof.plan.tree import read_project
from tests.proof.small_plan import FOLDER, ID, PLAN


def plan(root: Path, text: str = PLAN) -> Plan:
    path = root / FOLDER / "ITERATION.md"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    (found,) = read_project(root, Config()).plans
    return found


def changed(root: Path, old: str, new: str) -> list[tuple[str, str, str]]:
    assert old in PLAN
    return [(part.kind, part.name, part.how) for part in part_changes(plan(root), plan(root, PLAN.replace(old, new)))]


def test_part_changes__nothing__then_empty(tmp_path: Path) -> None:
    assert part_changes(plan(tmp_path), plan(tmp_path)) == ()


def test_part_changes__status_typed_and_blank_lines__then_empty(tmp_path: Path) -> None:
    assert changed(tmp_path, "### 1. Words 📋 Planned\n", "### 1. Words ✅ Done\n") == [
        ("document", "ITERATION.md", "changed")
    ]
    assert changed(tmp_path, "## Tasks\n", "## Tasks\n\n\n\n") == []


def test_part_changes__field_of_a_task__then_the_task_with_old_and_new_words(tmp_path: Path) -> None:
    (part,) = part_changes(plan(tmp_path), plan(tmp_path, PLAN.replace("time**: 4 hours", "time**: 2 hours")))
    assert (part.kind, part.name, part.how) == ("task", f"{ID}_T1", "changed")
    assert part.fields == (FieldChange("estimate", "4 hours", "2 hours"),)
    assert part.place.startswith(f"{FOLDER}/ITERATION.md:")


def test_part_changes__goal_test_and_figure__then_each_named(tmp_path: Path) -> None:
    assert changed(tmp_path, "greeted by name.", "greeted.") == [("goal", "", "changed")]
    row = "| `test_greeting__no_name__then_refused` | `greeting` | `tests/test_words.py` | an empty name is refused |\n"
    assert changed(tmp_path, row, "") == [("test", "test_greeting__no_name__then_refused", "removed")]
    assert changed(tmp_path, "mean <= 5 ms", "mean <= 9 ms") == [("performance target", "a greeting", "changed")]


def test_part_changes__story_added__then_added(tmp_path: Path) -> None:
    story = "### S2: Be refused\n\nAs a user I give no name.\n\n```bash\npython -m greet\n```\n\n## Context From"
    assert changed(tmp_path, "## Context From", story) == [("user story", "S2", "added")]


def test_part_changes__words_of_no_part__then_the_document(tmp_path: Path) -> None:
    assert changed(tmp_path, "# Iteration 1: Greeting\n", "# Iteration 1: Greeting\n\nBy Ada.\n") == [
        ("document", "ITERATION.md", "changed")
    ]
