"""Status words that somebody typed, and words that only look like one."""

from __future__ import annotations

import pytest

from planproof.plan.lifecycle import typed_statuses
from planproof.plan.markdown import read_document


def words(text: str) -> list[tuple[str, str, str]]:
    """(word, state, line:column) of every status in a document."""
    found = typed_statuses(read_document("a.md", text.encode(), "ITERATION"))
    return [(status.word, status.state, f"{status.place.line}:{status.place.column}") for status in found]


@pytest.mark.parametrize(
    ("heading", "word", "state"),
    [
        ("### 1. Store ✅ Complete", "complete", "complete"),
        ("### 1. Store ✅", "✅", "complete"),
        ("### 1. Store - Done", "done", "complete"),
        ("### 1. Store (In Progress)", "in progress", "in progress"),
        ("### 1. Store 🔄 **In Progress**", "in progress", "in progress"),
        ("### 1. Store 📋 Planned", "planned", "planned"),
        ("### 1. Store âœ… Complete", "complete", "complete"),
    ],
)
def test_typed_statuses__task_heading__then_word_and_state(heading: str, word: str, state: str) -> None:
    assert [found[:2] for found in words(f"# T\n\n## Tasks\n\n{heading}\n")] == [(word, state)]


@pytest.mark.parametrize("heading", ["### 1. Mark a link as done", "### 1. Close open files", "### 1. Done: a page"])
def test_typed_statuses__word_that_is_part_of_the_title__then_none(heading: str) -> None:
    assert words(f"# T\n\n## Tasks\n\n{heading}\n") == []


def test_typed_statuses__progress_section__then_items_and_cells() -> None:
    text = (
        "# T\n\n## Progress Tracking\n\n- [ ] Task 1: Store - Done\n\n| Task | Status |\n|---|---|\n| 2 | Completed |\n"
    )
    assert words(text) == [("done", "complete", "5:23"), ("completed", "complete", "9:7")]


def test_typed_statuses__between_the_markers__then_none() -> None:
    text = "# T\n\n## Progress Tracking\n\n<!-- planproof:status -->\n- Task 1 - Done\n<!-- /planproof:status -->\n"
    assert words(text) == []


def test_typed_statuses__legend__then_marked_as_one() -> None:
    text = "# T\n\n## Progress Tracking\n\n**Status Legend**: 📋 Planned | 🔄 In Progress | ✅ Complete\n"
    found = typed_statuses(read_document("a.md", text.encode(), "ITERATION"))
    assert [status.legend for status in found] == [True, True, True]


def test_typed_statuses__status_line__then_found_anywhere() -> None:
    assert words("# T\n\n**Status**: Completed\n") == [("completed", "complete", "3:13")]
