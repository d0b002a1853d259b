"""Documents that somebody filled before the interview: read as answers with their places, and only the rest is asked."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from planproof.plan.interview.answers import is_none
from planproof.plan.interview.from_documents import answers_in_documents
from planproof.plan.interview.session import Session
from planproof.plan.write.whole import write_plan
from tests.plan.interview.projects import (
    C_ANSWERS,
    PYTHON_ANSWERS,
    again,
    answers_of,
    begun,
    c_project,
    python_project,
)

Make = Callable[[Path, str], Path]
# What documents don't say: READMEs have it, or a part is left out where there is nothing.
UNSAID = {"milestone.about", "epic.about", "performance.reason"}


def documented(root: Path, answers: Path) -> Session:
    """An iteration whose documents are filled, as if by hand: there is no INTERVIEW.toml."""
    session = begun(root)
    assert session.give_all(answers_of(answers), keep_proposals=False) == {}
    texts = write_plan(session.record.answers, session.look, ()).texts
    for kind, text in texts.items():
        (session.folder / f"{kind}.md").write_text(text, encoding="utf-8")
    (session.folder / "INTERVIEW.toml").unlink()
    return again(session)


@pytest.mark.parametrize("document_set", ["three", "both"])
@pytest.mark.parametrize(("make", "file"), [(python_project, PYTHON_ANSWERS), (c_project, C_ANSWERS)])
def test_answers_in_documents__written_plan__then_the_same_answers_come_back(
    make: Make, file: Path, document_set: str, tmp_path: Path
) -> None:
    session = documented(make(tmp_path, document_set), file)
    found = answers_in_documents(session.look, {})
    for question, answer in answers_of(file).items():
        if question not in UNSAID and not is_none(answer.text):
            assert found.text(question).rstrip(".") == answer.text.strip().rstrip("."), question
    assert set(found) <= set(answers_of(file)) | {"layout.1.structure", "message.1.name", "shared.1.field"}


def test_take_documents__filled__then_answered_with_places_and_only_the_rest_is_asked(tmp_path: Path) -> None:
    session = documented(python_project(tmp_path), PYTHON_ANSWERS)
    found, refused = session.take_documents()
    assert refused == {}
    assert len(found) > 100
    basis = session.record.answers["goal"].basis
    assert basis is not None
    line = int(basis.place.rpartition(":")[2])
    text = (tmp_path / basis.place.rpartition(":")[0]).read_text(encoding="utf-8").split("\n")[line - 1]
    assert text == session.record.answers.text("goal")
    assert set(again(session).progress().open) == {"milestone.about", "epic.about", "task.2.data"}
    assert again(session).take_documents()[0] == {}


def test_take_documents__some_parts_are_gaps_or_vague__then_these_are_asked_and_their_text_proposed(
    tmp_path: Path,
) -> None:
    session = documented(python_project(tmp_path), PYTHON_ANSWERS)
    changes = {
        "Users can keep names in a file and see how many they have kept.": "Users can keep names quickly.",
        "### S1: Keep a name": "### S1: [title_of_the_story]",
    }
    for path in session.folder.glob("*.md"):
        text = path.read_text(encoding="utf-8")
        for old, new in changes.items():
            text = text.replace(old, new)
        path.write_text(text, encoding="utf-8")
    session = again(session)
    _, refused = session.take_documents()
    assert "'quickly'" in refused["goal"][0].message
    asked = session.question("goal")
    proposal = session.proposal(asked)
    assert proposal is not None
    assert proposal.text == "Users can keep names quickly."
    assert proposal.place.partition(":")[0].endswith("TECH_DESIGN.md")
    assert session.record.answers.text("story.1.title") == "Count the names"
    assert is_none(session.record.answers.text("story.2.title"))


def test_take_documents__templates_alone__then_nothing(tmp_path: Path) -> None:
    session = begun(python_project(tmp_path))
    assert session.take_documents() == ({}, {})


def test_take_documents__what_plan_wrote__then_nothing(tmp_path: Path) -> None:
    session = documented(python_project(tmp_path), PYTHON_ANSWERS)
    from planproof.plan.write.deliver import text_digest

    written = {path.stem: text_digest(path.read_text(encoding="utf-8")) for path in session.folder.glob("*.md")}
    assert answers_in_documents(session.look, written) == {}


def test_take_documents__answers_there_already__then_left_alone(tmp_path: Path) -> None:
    session = documented(python_project(tmp_path), PYTHON_ANSWERS)
    session.give(session.question("goal"), "Users can count the names that they keep.")
    assert again(session).take_documents()[0] == {}
    assert again(session).record.answers.text("goal") == "Users can count the names that they keep."


def test_take_documents__standards_in_bold__then_taken_without_it(tmp_path: Path) -> None:
    session = documented(python_project(tmp_path), PYTHON_ANSWERS)
    for path in session.folder.glob("*.md"):
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace("- Functions have types", "- **Types**: functions have types"), encoding="utf-8")
    session = again(session)
    assert session.take_documents()[1] == {}
    assert session.record.answers.text("standards").startswith("Types: functions have types and a docstring\n")
