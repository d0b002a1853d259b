"""What is proposed: what the repository holds, with its place, and what other answers imply."""

from __future__ import annotations

from pathlib import Path

import pytest

from planproof.plan.interview.agenda import agenda, proposal_for
from planproof.plan.interview.answers import Answer, Answers
from planproof.plan.interview.question import Proposal
from planproof.plan.interview.session import Session
from tests.plan.interview.projects import C_ANSWERS, PYTHON_ANSWERS, again, answers_of, begun, c_project, python_project

_APP = '''\
from fastapi import FastAPI

app = FastAPI()


@app.get("/names")
def names() -> list[str]:
    """All names."""
    return []
'''
_COMPOSE = """\
services:
  db:
    image: postgres:16
    ports: ["5432:5432"]
"""


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Session:
    """A Python project with a route and a database; no test writes into it."""
    root = python_project(tmp_path_factory.mktemp("service"))
    (root / "src" / "names" / "app.py").write_text(_APP, "utf-8")
    (root / "compose.yaml").write_text(_COMPOSE, "utf-8")
    return begun(root)


def proposed(question: str, session: Session, answers: Answers | None = None) -> Proposal | None:
    given = answers_of(PYTHON_ANSWERS) if answers is None else answers
    asked = next(each for each in agenda(given, session.look) if each.id == question)
    return proposal_for(asked, given, session.look)


def test_proposal__route_and_module__then_the_current_state_with_places(service: Session) -> None:
    found = proposed("context.current", service)
    assert found
    assert "`GET /names` (src/names/app.py:6)" in found.text
    assert "tests" not in found.text
    assert found.place == "src/names/app.py:6"
    assert len(found.digest) == 64


def test_proposal__compose_file__then_what_has_to_run(service: Session) -> None:
    for question in ("context.infrastructure", "integration.dependencies"):
        found = proposed(question, service)
        assert found
        assert "`db` postgres:16 on port 5432" in found.text
        assert "compose.yaml:" in found.reason


def test_proposal__settings_found__then_no_standard_has_to_be_typed(service: Session) -> None:
    found = proposed("standards", service)
    assert found
    assert found.text == "none"
    assert "embedded" in found.reason


def test_proposal__nothing_to_see__then_none(service: Session) -> None:
    assert proposed("goal", service) is None
    assert proposed("story.1.title", service) is None


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("outcome", "Kept names"),
        ("test.1.interface", "Names.add"),
        ("test.3.interface", "Names.count"),
        ("test.2.level", "unit"),
        ("test.2.file", "tests/test_store.py"),
        ("test.1.shows", "new name gives counted"),
        ("task.1.priority", "1"),
        ("task.2.depends", "Task 1"),
        ("task.1.depends", "None"),
        ("matrix.unit", "python -m pytest tests/test_store.py"),
        ("matrix.benchmark", "python -m pytest tests/test_speed.py --benchmark-only"),
        ("testing.1.name", "Unit tests (4 planned)"),
        ("testing.2.name", "Integration tests (1 planned)"),
    ],
)
def test_proposal__implied_by_other_answers__then_proposed(question: str, text: str, service: Session) -> None:
    found = proposed(question, service)
    assert found
    assert found.text == text


def test_proposal__first_task__then_the_interface_that_nobody_makes_yet(service: Session) -> None:
    answers = answers_of(PYTHON_ANSWERS).without("task.1.files").without("task.1.core")
    files = proposed("task.1.files", service, answers)
    assert files
    assert files.text.startswith("src/names/store.py (new) - declares Names")


def test_proposal__iterations_before__then_named_as_built(tmp_path: Path) -> None:
    from planproof.config import load_config
    from planproof.plan.interview.session import open_session
    from planproof.plan.interview.start import make_iteration

    first = begun(python_project(tmp_path))
    found = proposed("context.built", first)
    assert found
    assert found.text == "none: no iteration was planned before this one"
    made = make_iteration(tmp_path, load_config(tmp_path), "M1_E1", "Second", "", "")
    second = open_session(tmp_path, load_config(tmp_path), made[-1].id)
    built = proposed("context.built", second)
    assert built
    assert built.text == "M1_E1_I1 Kept names"


def test_give_all__proposals_kept__then_only_what_nobody_can_see_is_left(tmp_path: Path) -> None:
    session = begun(python_project(tmp_path))
    visible = (
        "context.built",
        "standards",
        "test.1.level",
        "test.1.interface",
        "test.2.file",
        "task.2.depends",
        "matrix.unit",
    )
    given = Answers({name: answer for name, answer in answers_of(PYTHON_ANSWERS).items() if name not in visible})
    assert session.give_all(given, keep_proposals=False) == {}
    assert set(session.progress().open) == set(visible)
    session.give_all(Answers(), keep_proposals=True)
    assert session.progress().open == ()
    assert again(session).doubts == {}


def test_proposal__c_interface_with_structures__then_choice_and_compiler_numbers(tmp_path: Path) -> None:
    session = begun(c_project(tmp_path))
    answers = answers_of(C_ANSWERS).with_answer(Answer("layout.1.structure", "slot_claim")).without("layout.1.rows")
    found = proposed("layout.1.rows", session, answers)
    assert found
    assert "owner | uint64_t | 0 | 8 | 8" in found.text
    assert found.text.endswith("total | | | 16 | 8")
