"""No answer makes the interview raise: every question gets texts that somebody might paste, and gives refusals or takes them."""

from __future__ import annotations

from pathlib import Path

import pytest

from planproof.plan.interview.agenda import agenda, next_question, progress
from planproof.plan.interview.answers import Answer
from planproof.plan.interview.session import Session
from planproof.plan.interview.vet import normal, review, vet
from planproof.plan.write.documents import draft
from tests.plan.interview.projects import C_ANSWERS, answers_of, begun, c_project

TEXTS = [
    "x",
    "{}",
    "{0} {name} %s",
    "|" * 50,
    "`" * 7,
    "```\n```\n# Expected output\n",
    "<!-- planproof: allow PP108 reason -->",
    "<!-- planproof:status -->",
    "---\n---",
    "- a\n  - b\n    - c",
    "\\",
    "'\"$(`",
    "é\u202e記\U0001f4cb",
    "[[[[[" * 30,
    "((((((((((" * 200,
    "a -> b: c -> d: e\n-> : ",
    "0",
    "99999999999999999999 hours",
    "task 99999999999999999999",
    "\ud800",
    "\x00",
    "None",
    "a.h (new) - x\n - \n(new)",
    "field | type | 1 | 2 | 3\ntotal | | | |",
    "case x in\nesac; if",
    "[" * 3000,
    "/(((a+)+)+)+$/",
    "(json)\n{",
    "exit code:",
    "\n\n\n",
]


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Session:
    """A C project whose interview is answered."""
    session = begun(c_project(tmp_path_factory.mktemp("hostile")))
    assert session.give_all(answers_of(C_ANSWERS), keep_proposals=False) == {}
    return session


# One question of each kind: what a kind does with a text doesn't depend on the item's number.
KINDS = [
    *("goal", "outcome", "standards", "integration.flow", "interface.1.path", "interface.1.code", "layout.1.structure"),
    *("layout.1.rows", "shared.1.ordering", "test.1.name", "test.1.file", "target.1.figure", "target.1.benchmark"),
    *("task.1.type", "task.1.depends", "task.1.estimate", "task.1.files", "task.1.core", "task.1.data", "task.1.smoke"),
    *("task.1.command", "task.1.output", "matrix.unit", "out.1.reason", "task.1.receives"),
]


@pytest.mark.parametrize("question", KINDS)
def test_vet__hostile_text__then_taken_or_refused_and_the_plan_still_written(question: str, whole: Session) -> None:
    asked = whole.question(question)
    for text in TEXTS:
        text = normal(text, asked)
        refusals = vet(asked, text, whole.record.answers, whole.look)
        assert all(refusal.message for refusal in refusals)
        if not refusals:
            answers = whole.record.answers.with_answer(Answer(asked.id, text))
            assert draft(answers, whole.look).plan().id == "M1_E1_I1"


@pytest.mark.parametrize("text", TEXTS)
def test_review__every_answer_hostile__then_doubts_and_a_next_question(text: str, whole: Session) -> None:
    answers = whole.record.answers
    for name in KINDS:
        answers = answers.with_answer(Answer(name, text))
    doubts = review(answers, whole.look)
    assert progress(answers, whole.look, doubts).answered >= 0
    assert next_question(answers, whole.look, doubts) is not None
    assert list(agenda(answers, whole.look))


def test_file__hostile_texts_taken__then_read_again(tmp_path: Path) -> None:
    session = begun(c_project(tmp_path))
    for text in TEXTS:
        asked = session.question("outcome")
        if not session.give(asked, text):
            assert session.record.answers.text("outcome") == normal(text, asked)
