"""Answers that are refused: vagueness, commands that lie, things that are not there; and what is said instead."""

from __future__ import annotations

import pytest

from planproof.plan.interview.agenda import agenda
from planproof.plan.interview.answers import Answer
from planproof.plan.interview.session import Session
from planproof.plan.interview.vet import normal, review, vet
from tests.plan.interview.projects import PYTHON_ANSWERS, answers_of, begun, python_project

REFUSED = [
    ("outcome", "Kept names\nand more", "several lines"),
    ("outcome", "x" * 400, "400 characters"),
    ("goal", "", "empty"),
    ("goal", "none", "`none` is no answer"),
    ("goal", "Users can keep names quickly.", "PP601"),
    ("goal", "Implement the storage layer.", "PP604"),
    ("goal", "Users keep names. They count them. They export them, too.", "PP608"),
    ("goal", "Users can keep [what_they_want].", "PP108"),
    ("goal", "Users can keep names; the format is TBD.", "PP607"),
    ("goal", "Users can\n\n## Tasks\n\nkeep names", "structure"),
    ("goal", "Users can keep \x1b[31mnames", "control character"),
    ("context.next", "**Built**: everything", "structure"),
    ("integration.flow", "the name goes into the file", "from -> to: message"),
    ("message.1.example", '{"name": "Ada",}', "no JSON"),
    ("interface.1.path", "/etc/store.py", "inside the project"),
    ("interface.1.path", "src/../../store.py", "inside the project"),
    ("interface.1.path", "src/store", "suffix"),
    ("interface.1.code", "class Names(Protocol:\n    pass", "no python"),
    ("interface.1.code", "class Names:\n    def add(self, name: str) -> int: ...", "PP211"),
    (
        "interface.1.code",
        "from typing import Protocol\n\nclass Names(Protocol):\n    def add(self, name): ...",
        "PP210",
    ),
    ("test.1.name", "test_add", "unit, condition"),
    ("test.1.level", "e2e", "allowed: unit, integration, system"),
    ("test.1.interface", "Names.remove", "allowed: Names, Names.add"),
    ("target.1.figure", "fast", "can't be met or missed"),
    ("target.1.figure", "50 ms", "can't be met or missed"),
    ("target.1.benchmark", "the fast one", "no name"),
    ("task.1.type", "feature", "allowed: implementation, spike"),
    ("task.1.estimate", "a while", "no time"),
    ("task.1.estimate", "5 hours", "PP405"),
    ("task.1.depends", "Task 1", "PP40"),
    ("task.2.depends", "Task 9", "PP401"),
    ("task.2.depends", "the first one", "names no task"),
    ("task.1.files", "src/names/store.py", "path - purpose"),
    ("task.1.files", "src/names/__init.py - greets", "PP501"),
    ("task.1.files", "src/names/__init__.py (new) - greets", "PP502"),
    ("task.1.core", "class NameFile\n    def add(self): ...", "no python"),
    ("task.1.data", '{"name": Ada}', "no JSON"),
    ("task.1.smoke", "def test_names_add():\n    NameFile().add('Ada')", "PP309"),
    ("task.1.smoke", "def test_a():\n    assert 1\n\ndef test_b():\n    assert 2", "PP307"),
    ("task.1.smoke", "def test_a():\n    time.sleep(30)\n    assert names() == 1", "PP310"),
    ("task.1.command", "check that the name is kept", "PP701"),
    ("task.1.command", "true", "PP702"),
    ("task.1.command", "python -m names count || true", "PP703"),
    ("task.1.command", "grep -c Ada names.txt || echo 0", "PP704"),
    ("task.1.command", "python -m names count | tee log.txt", "PP705"),
    ("task.1.command", "python -m pytest -q tests/test_gone.py", "PP707"),
    ("task.1.command", "namesctl count", "no command `namesctl`"),
    ("task.1.command", "./scripts/count.sh", "no command `./scripts/count.sh`"),
    ("task.1.command", "python -m names count 'unclosed", "bash can't read"),
    ("task.1.command", "python -m names count\n# Expected output\n1 name", "the next question"),
    ("story.1.command", "curl -H 'Authorization: Bearer ghp_R7q2Lw9ZkT4mVb8XcN3sYd6FhJ1gPa5Ue0Qi' localhost", "PP708"),
    ("story.1.output", "The name should be kept.", "nothing can decide this"),
    ("story.1.output", "...", "nothing can decide this"),
    ("story.1.output", "exit code: 999", "nothing can decide this"),
    ("task.1.receives", "the data", "PP418"),
    ("task.1.core", "def add(self, name):\n    return 1", "PP222"),
    ("task.1.data", '{"token": "ghp_R7q2Lw9ZkT4mVb8XcN3sYd6FhJ1gPa5Ue0Qi"}', "PP224"),
    ("assumption.1.refuted", "it does not work properly", "PP60"),
    ("out.1.reason", "TBD", "PP60"),
]


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Session:
    """A Python project whose interview is answered; no test changes it."""
    session = begun(python_project(tmp_path_factory.mktemp("whole")))
    assert session.give_all(answers_of(PYTHON_ANSWERS), keep_proposals=False) == {}
    return session


@pytest.mark.parametrize(("question", "text", "said"), REFUSED)
def test_vet__answer_that_decides_nothing__then_refused_with_a_reason(
    question: str, text: str, said: str, whole: Session
) -> None:
    asked = whole.question(question)
    refusals = vet(asked, normal(text, asked), whole.record.answers, whole.look)
    assert refusals
    assert said in " ".join(f"{refusal.message} {refusal.hint}" for refusal in refusals)


TAKEN = [
    ("goal", "Users can keep names fast: within 50 ms."),
    ("context.built", "none"),
    ("message.1.example", "GET /names HTTP/1.1"),
    ("target.1.figure", "p99 <= 25 ms"),
    ("task.1.estimate", "90 min"),
    ("task.1.files", "src/names/__init__.py - greets\nsrc/names/store.py (new) - keeps"),
    ("task.1.command", "count() { python -m names count; }\ncount"),
    ("story.1.output", '(json)\n{"names": 1}'),
    ("story.1.output", "# a heading\nkept Ada"),
    ("story.1.output", "exit code: 2"),
]


@pytest.mark.parametrize(("question", "text"), TAKEN)
def test_vet__answer_that_decides__then_taken(question: str, text: str, whole: Session) -> None:
    asked = whole.question(question)
    assert vet(asked, normal(text, asked), whole.record.answers, whole.look) == []


def test_review__answers_that_were_taken__then_none_is_doubted(whole: Session) -> None:
    assert review(whole.record.answers, whole.look) == {}


@pytest.mark.parametrize(
    ("path", "code", "said"),
    [
        ("src/names.ts", "export interface Names {\n  add(name: string): Promise<number>;\n}", ""),
        ("src/names.ts", "export interface Names {\n  add(name: any): number;\n}", "PP220"),
        ("src/names.ts", "export interface Names {\n  add(name: string: number;\n}", "no typescript"),
        ("src/lib.rs", "pub trait Names {\n    fn add(&mut self, name: &str) -> u64;\n}", ""),
        ("src/lib.rs", "pub struct Slot { ... }", "no rust"),
        ("src/names.go", "package names\n\ntype Names interface {\n\tAdd(name string) int\n}", "PP218"),
        ("include/names.h", "#pragma once\nint names_add(const char *name);", 'without extern "C"'),
        ("include/names.h", "#pragma once\nuint64_t names_add(void);", "PP201"),
        ("include/names.hpp", "#pragma once\nstd::vector<int> names();", "PP202"),
    ],
)
def test_vet__interface_in_another_language__then_read_by_its_own_parser(
    path: str, code: str, said: str, whole: Session
) -> None:
    answers = whole.record.answers.with_answer(Answer("interface.1.path", path))
    refusals = vet(whole.question("interface.1.code"), code, answers, whole.look)
    assert bool(refusals) == bool(said)
    assert said in " ".join(refusal.message for refusal in refusals)


@pytest.mark.parametrize(
    ("dropped", "said"),
    [("test.5.name", "no integration test"), ("test.6.name", "no system test")],
)
def test_vet__list_of_tests_ended_too_early__then_refused_with_what_lacks(
    dropped: str, said: str, whole: Session
) -> None:
    asked = whole.question(dropped)
    refusals = vet(asked, "none", whole.record.answers, whole.look)
    assert said in " ".join(refusal.message for refusal in refusals)


def test_vet__tests_ended_with_a_function_untested__then_named(whole: Session) -> None:
    answers = whole.record.answers.with_answer(Answer("target.1.name", "none"))
    asked = next(each for each in agenda(answers, whole.look) if each.id == "test.3.name")
    assert "count" in " ".join(refusal.message for refusal in vet(asked, "none", answers, whole.look))
