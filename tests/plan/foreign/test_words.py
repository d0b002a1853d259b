"""What words claim and name."""

from __future__ import annotations

import pytest

from planproof.plan.document import Place
from planproof.plan.foreign.model import State
from planproof.plan.foreign.words import commands_in_text, files_in_text, named_tests, state_of_words

HERE = Place("tasks.md", 1)


@pytest.mark.parametrize(
    ("words", "state"),
    [
        ("Complete", State.DONE),
        ("✅ **Complete** (2026-07-07)", State.DONE),
        ("✅", State.DONE),
        ("done — all of it", State.DONE),
        ("Complete once merged", State.UNSTATED),
        ("Completed?", State.UNSTATED),
        ("Done-ish", State.UNSTATED),
        ("not started", State.OPEN),
        ("📋 Planned", State.OPEN),
        ("In Progress", State.OPEN),
        ("Cancelled", State.DROPPED),
        ("see the board", State.UNSTATED),
        ("", State.UNSTATED),
    ],
)
def test_state_of_words__a_status__then_what_it_says(words: str, state: State) -> None:
    assert state_of_words(words) is state


def test_files_in_text__creating_and_mentioning__then_only_the_first_is_created() -> None:
    found = list(files_in_text("T001 [P] Create `src/a.py` like `src/b.py`, see https://x.example/c/d.html", HERE))
    assert [(file.path, file.created, file.place.column) for file in found] == [
        ("src/a.py", True, 18),
        ("src/b.py", False, 34),
    ]


@pytest.mark.parametrize("text", ["Remove `src/a.py`", "Create b by moving `src/a.py`", "Extend `src/a.py`"])
def test_files_in_text__no_creation__then_not_created(text: str) -> None:
    assert [file.created for file in files_in_text(text, HERE)] == [False]


@pytest.mark.parametrize(
    "text", ["origin/dev...HEAD", "and/or", "src/<name>.py", "1/2.5x", "`a.py`", "~/.config/x.toml"]
)
def test_files_in_text__no_path_of_the_project__then_none(text: str) -> None:
    assert list(files_in_text(text, HERE)) == []


def test_commands_and_named_tests__code_ticks__then_told_apart() -> None:
    text = "Run `pytest -q` and `npm run lint`; `pytest` alone, `test_store_keeps`, `tests/a.py::test_b_c`, `make`"
    assert [each.value for each in commands_in_text(text, HERE)] == ["pytest -q", "npm run lint"]
    assert [each.value for each in named_tests(text, HERE)] == ["test_store_keeps", "test_b_c"]
