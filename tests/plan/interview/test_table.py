"""The table of questions: complete, unambiguous, and every kind, rule and example that it speaks of exists."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path

from planproof.plan.check import select_rules
from planproof.plan.interview.kinds import KINDS
from planproof.plan.interview.prepared import read_answers_file
from planproof.plan.interview.question import Group, Question
from planproof.plan.interview.table import TABLE
from planproof.plan.interview.vet import RULES_OF_KIND

PAGE = Path(__file__).resolve().parents[3] / "docs" / "formats" / "interview.md"


def questions() -> Iterator[tuple[str, Question]]:
    for entry in TABLE:
        if isinstance(entry, Group):
            yield from ((f"{entry.name}.{question.id}", question) for question in entry.questions)
        else:
            yield entry.id, entry


def test_table__ids__then_used_once_but_for_questions_that_exclude_each_other() -> None:
    names = [name for name, _ in questions()]
    assert [name for name in set(names) if names.count(name) > 1] == ["standards"]


def test_table__every_question__then_ends_as_one_and_names_its_item() -> None:
    for entry in TABLE:
        for question in entry.questions if isinstance(entry, Group) else (entry,):
            assert "?" in question.text
            assert ("{n}" in question.text) == isinstance(entry, Group), question.id


def test_table__kinds_and_rules__then_exist() -> None:
    for name, question in questions():
        assert question.kind == "choice" or question.kind in KINDS, name
        select_rules((*question.rules, *question.rules_at_end))
    for codes in RULES_OF_KIND.values():
        select_rules(codes)


def test_table__choices__then_some_value_can_be_chosen() -> None:
    assert [name for name, each in questions() if each.kind == "choice" and not (each.choices or each.allowed)] == []


def test_page__kinds__then_each_is_described() -> None:
    text = PAGE.read_text("utf-8")
    assert [kind for kind in (*KINDS, "choice") if f"`{kind}`" not in text and kind != "name"] == []


def test_page__examples__then_read_as_it_says(tmp_path: Path) -> None:
    blocks = PAGE.read_text("utf-8").split("```toml\n")[1:]
    own, short = (block.split("```")[0] for block in blocks)
    assert tomllib.loads(own)["schema"] == 1
    path = tmp_path / "answers.toml"
    path.write_text(short, "utf-8")
    answers, names, _ = read_answers_file(path)
    assert names == {"milestone": "Names", "epic": "Store"}
    assert answers.text("task.1.estimate") == "4 hours"
    assert answers.text("task.2.name") == "none"
