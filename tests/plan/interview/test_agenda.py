"""The state machine: the same answers give the same documents, whatever the order, however often somebody stopped or went back."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from planproof.plan.interview.agenda import agenda, next_question, progress
from planproof.plan.interview.answers import Answer, Answers, Basis
from planproof.plan.interview.session import Session
from planproof.plan.write.documents import draft
from tests.plan.interview.projects import C_ANSWERS, PYTHON_ANSWERS, again, answers_of, begun, c_project, python_project


@pytest.fixture(scope="module")
def python(tmp_path_factory: pytest.TempPathFactory) -> Session:
    """A begun interview of a Python project; no test writes into it."""
    return begun(python_project(tmp_path_factory.mktemp("python")))


def documents(answers: Answers, session: Session) -> dict[str, str]:
    drafted = draft(answers, session.look)
    return {kind: drafted.text(kind) for kind in drafted.pages}


def ordinary(file: Path) -> dict[str, str]:
    return {name: answer.text for name, answer in answers_of(file).items()}


def walk(session: Session, wanted: dict[str, str], chance: random.Random) -> Answers:
    """Answers what comes up, but wanders: another answer first, going back, editing, skipping and taking up again."""
    answers = Answers()
    wrong: set[str] = set()
    while True:
        asked = next_question(answers, session.look)
        done = [name for name in answers if name in wanted]
        if asked is None:
            open_again = [name for name, answer in answers.items() if answer.skipped or name in wrong]
            if not open_again:
                return answers
            for name in open_again:
                answers = answers.with_answer(Answer(name, wanted.get(name, "x")))
            wrong.clear()
        elif chance.random() < 0.15 and done:
            name = chance.choice(done)
            answers = answers.with_answer(Answer(name, wanted[name], time=str(chance.random())))
        elif chance.random() < 0.1 and not asked.ends_list and not asked.id.endswith((".1.name", ".1.title")):
            answers = answers.with_answer(Answer(asked.id, "", skipped=True))
        elif chance.random() < 0.1 and not asked.ends_list and asked.id in wanted:
            wrong.add(asked.id)
            text = "spike" if asked.id.endswith(".type") else "something else"
            answers = answers.with_answer(Answer(asked.id, text))
        else:
            answers = answers.with_answer(Answer(asked.id, wanted.get(asked.id, "x")))


@pytest.mark.parametrize("seed", range(12))
def test_agenda__wandering_through_it__then_the_same_documents(seed: int, python: Session) -> None:
    wanted = ordinary(PYTHON_ANSWERS)
    direct = Answers({name: Answer(name, text) for name, text in wanted.items()})
    wandered = walk(python, wanted, random.Random(seed))
    assert {name: wandered.text(name) for name in wanted} == wanted
    assert documents(wandered, python) == documents(direct, python)


@pytest.mark.parametrize("seed", range(5))
def test_answers__given_in_any_order__then_the_same_agenda_and_documents(seed: int, python: Session) -> None:
    names = list(ordinary(PYTHON_ANSWERS).items())
    random.Random(seed).shuffle(names)
    shuffled = Answers({name: Answer(name, text) for name, text in names})
    direct = answers_of(PYTHON_ANSWERS)
    assert [each.id for each in agenda(shuffled, python.look)] == [each.id for each in agenda(direct, python.look)]
    assert documents(shuffled, python) == documents(direct, python)


def test_session__opened_anew_after_each_answer__then_the_same_as_in_one_go(tmp_path: Path) -> None:
    wanted = ordinary(PYTHON_ANSWERS)
    session = begun(python_project(tmp_path / "stepwise"))
    seen: list[str] = []
    while (asked := session.next()) is not None:
        assert session.give(asked, wanted[asked.id]) == []
        seen.append(asked.id)
        session = again(session) if len(seen) % 10 == 0 else session
    whole = begun(python_project(tmp_path / "whole"))
    assert whole.give_all(answers_of(PYTHON_ANSWERS), keep_proposals=False) == {}
    assert documents(again(session).record.answers, session) == documents(whole.record.answers, whole)
    assert seen == [each.id for each in agenda(session.record.answers, session.look)]


def test_session__c_project_step_by_step__then_each_answer_is_taken(tmp_path: Path) -> None:
    wanted = ordinary(C_ANSWERS)
    session = begun(c_project(tmp_path))
    while (asked := session.next()) is not None:
        assert (asked.id, session.give(asked, wanted[asked.id])) == (asked.id, [])
    assert session.question("layout.1.rows").question.kind == "layout"


def test_agenda__list_of_three_ends_after_one__then_the_others_are_set_aside(python: Session) -> None:
    answers = answers_of(PYTHON_ANSWERS).with_answer(Answer("test.2.name", "none"))
    asked = [each.id for each in agenda(answers, python.look)]
    assert "test.1.shows" in asked
    assert "test.2.name" in asked
    assert "test.2.shows" not in asked
    assert "test.3.name" not in asked
    assert answers.text("test.3.name")


def test_agenda__spike__then_asks_for_a_deliverable_and_no_interfaces_of_its_own(python: Session) -> None:
    answers = answers_of(PYTHON_ANSWERS).with_answer(Answer("task.2.type", "spike"))
    asked = {each.id for each in agenda(answers, python.look)}
    assert {"task.2.deliverable", "task.2.files", "task.2.smoke"} <= asked
    assert not {"task.2.core", "task.2.receives", "task.2.database"} & asked
    assert "task.1.deliverable" not in asked


def test_agenda__no_structure_in_any_interface__then_no_layout_is_asked_for(python: Session) -> None:
    assert not [each.id for each in agenda(answers_of(PYTHON_ANSWERS), python.look) if each.id.startswith("layout")]


def test_progress__skipped_question__then_not_open_and_listed(python: Session) -> None:
    answers = answers_of(PYTHON_ANSWERS).with_answer(Answer("goal", "", skipped=True))
    found = progress(answers, python.look)
    assert (found.open, found.skipped, found.remaining) == ((), ("goal",), 0)


def test_next__fact_behind_an_answer_changed__then_asked_again(tmp_path: Path) -> None:
    session = begun(c_project(tmp_path))
    asked = session.question("context.current")
    proposal = session.proposal(asked)
    assert proposal
    assert proposal.place
    assert session.give(asked, proposal.text) == []
    basis = session.record.answers["context.current"].basis
    assert basis == Basis(proposal.place, proposal.digest)
    assert again(session).progress().changed == ()
    path = tmp_path / proposal.place.rpartition(":")[0]
    path.write_text("/* moved down */\n\n" + path.read_text("utf-8"), encoding="utf-8")
    assert again(session).progress().changed == ("context.current",)
    path.write_text("\n" * 5 + "int other(void);\n", encoding="utf-8")
    changed = again(session)
    assert changed.progress().changed == ("context.current",)
    fresh = changed.proposal(changed.question("context.current"))
    assert fresh
    assert fresh.text != proposal.text
