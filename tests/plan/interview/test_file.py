"""INTERVIEW.toml and prepared answers: what is written is read again, and what is broken is named and left alone."""

from __future__ import annotations

import json
import multiprocessing
import random
import tomllib
from pathlib import Path

import pytest
from msgspec.structs import replace

from planproof.errors import InterviewError
from planproof.plan.interview.answers import Answer, Answers, Basis
from planproof.plan.interview.file import INTERVIEW_NAME, Record, answers_digest, changing, read_record
from planproof.plan.interview.prepared import read_answers_file


def put(folder: Path, *answers: Answer) -> None:
    with changing(folder, "shown", "M1_E1_I1") as held:
        for answer in answers:
            held[0] = replace(held[0], answers=held[0].answers.with_answer(answer))


def texts(folder: Path) -> dict[str, str]:
    return {name: answer.text for name, answer in read_record(folder, "shown").answers.items()}


def test_record__no_file__then_empty(tmp_path: Path) -> None:
    assert read_record(tmp_path, "shown") == Record()


def test_record__every_part__then_read_as_written(tmp_path: Path) -> None:
    answers = [
        Answer("goal", "Users can", "2026-03-01T12:00:00Z", Basis("pyproject.toml:12", "ab" * 32)),
        Answer("task.1.core", "def f():\n    return '''x'''\n", "2026-03-01T12:00:01Z"),
        Answer("story.1.command", "echo \"a\\b\" 'c'\n\ttab", "2026-03-01T12:00:02Z"),
        Answer("task.1.smoke", "assert x == 'ends in a quote'", "2026-03-01T12:00:03Z"),
        Answer("context.built", "", "2026-03-01T12:00:04Z", None, skipped=True),
        Answer("outcome", "größer ⏎ 記録 \U0001f4cb", "2026-03-01T12:00:05Z"),
    ]
    put(tmp_path, *answers)
    assert list(read_record(tmp_path, "shown").answers.values()) == answers


def test_record__random_texts__then_read_as_written(tmp_path: Path) -> None:
    chance = random.Random(3)
    pieces = ["'", '"', "'''", '"""', "\\", "\n", "\n\n", "#", "=", " ", "a", "é", "\t", "{", "]", "\\n"]
    pieces += ['[answers."goal"]\n', "[written]\n"]
    kept: dict[str, str] = {}
    for _ in range(150):
        name = chance.choice(["goal", "outcome", "task.1.core", "task.2.core", "demo.1.output"])
        kept[name] = "x" + "".join(chance.choices(pieces, k=chance.randint(0, 12)))
        put(tmp_path, Answer(name, kept[name], "2026-03-01T12:00:00Z"))
        assert texts(tmp_path) == kept


def test_changing__comment_by_hand__then_kept(tmp_path: Path) -> None:
    put(tmp_path, Answer("goal", "Users can"), Answer("outcome", "Links"))
    path = tmp_path / INTERVIEW_NAME
    path.write_text(
        path.read_text("utf-8").replace('[answers."outcome"]', '# ask Ada about this\n[answers."outcome"]'), "utf-8"
    )
    put(tmp_path, Answer("goal", "Users may"), Answer("task.1.name", "Store"))
    assert "# ask Ada about this" in path.read_text("utf-8")
    assert texts(tmp_path) == {"goal": "Users may", "outcome": "Links", "task.1.name": "Store"}


def test_changing__nothing_changed__then_not_written(tmp_path: Path) -> None:
    put(tmp_path)
    assert not (tmp_path / INTERVIEW_NAME).exists()


BROKEN = [
    ("schema = 1\n[answers", ":2", "is no TOML"),
    ("schema = 2\n", ":1", "schema 2"),
    ('[answers."goal"]\ntext = "x"\n', ":1", "it has no schema"),
    ('schema = 1\n\n[answers."gaol"]\ntext = "x"\n', ":3", "no question 'gaol'"),
    ('schema = 1\n[answers."task.0.name"]\ntext = "x"\n', ":2", "no question"),
    ('schema = 1\n[answers."goal"]\ntext = 3\n', ":2", "another type"),
    ('schema = 1\n[answers."goal"]\nanswer = "x"\n', ":2", "is a table"),
    ('schema = 1\n[answers."goal"]\ntext = "x"\nfact = 3\n', ":2", "goal.fact"),
    ("schema = 1\n[answers]\ngoal = 1.5\n", ":3", "a number"),
    ("schema = 1\nanswers = 3\n", ":2", "answers is no table"),
    ("schema = 1\nanswer = 3\n", ":2", "no key of an interview"),
    ("schema = 1\nwritten = 3\n", ":2", "written"),
]


@pytest.mark.parametrize(("text", "line", "said"), BROKEN)
def test_record__broken_by_hand__then_named_with_its_line_and_left_alone(
    text: str, line: str, said: str, tmp_path: Path
) -> None:
    path = tmp_path / INTERVIEW_NAME
    path.write_text(text, "utf-8")
    with pytest.raises(InterviewError) as caught:
        put(tmp_path, Answer("goal", "Users can"))
    assert caught.value.place == f"shown/{INTERVIEW_NAME}{line}"
    assert said in caught.value.message
    assert path.read_text("utf-8") == text


def test_record__not_utf8__then_named(tmp_path: Path) -> None:
    (tmp_path / INTERVIEW_NAME).write_bytes(b"schema = 1\n# \xff\n")
    with pytest.raises(InterviewError, match="UTF-8"):
        read_record(tmp_path, "shown")


def test_answers_file__short_form__then_lists_count_and_end(tmp_path: Path) -> None:
    path = tmp_path / "answers.toml"
    path.write_text(
        'epic = "Links"\nmilestone = {name = "Web", about = "More"}\ngoal = "Users can"\nshared = []\n'
        'standards = ["one", "two"]\n[[task]]\nname = "Store"\npriority = 1\n[[task]]\nname = "Page"\n',
        "utf-8",
    )
    answers, names, lines = read_answers_file(path)
    assert names == {"milestone": "Web", "epic": "Links"}
    assert {name: answer.text for name, answer in answers.items()} == {
        "milestone.about": "More",
        "goal": "Users can",
        "shared.1.field": "none",
        "standards": "one\ntwo",
        "task.1.name": "Store",
        "task.1.priority": "1",
        "task.2.name": "Page",
        "task.3.name": "none",
    }
    assert (lines["goal"], lines["task.1.name"], lines["task.2.name"]) == (3, 7, 10)


def test_answers_file__json_and_own_format__then_the_same_answers(tmp_path: Path) -> None:
    put(tmp_path, Answer("goal", "Users can"), Answer("task.1.name", "Store"))
    own, _, _ = read_answers_file(tmp_path / INTERVIEW_NAME)
    path = tmp_path / "answers.json"
    path.write_text(json.dumps({"answers": {"goal": "Users can", "task.1.name": {"text": "Store"}}}), "utf-8")
    by_json, _, _ = read_answers_file(path)
    assert {n: a.text for n, a in own.items()} == {n: a.text for n, a in by_json.items()} == texts(tmp_path)


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("a.toml", "goal = ", "is no TOML"),
        ("a.json", '{"goal": }', "is no JSON"),
        ("a.json", "[]", "no JSON object"),
        ("a.json", "[" * 100_000, "nested too deeply"),
        ("a.toml", 'gaol = "x"', "no question 'gaol'"),
        ("a.toml", "[[task]]\nname = [1]\n", "a list"),
        ("gone.toml", None, "can't be read"),
    ],
)
def test_answers_file__nonsense__then_named(name: str, text: str | None, said: str, tmp_path: Path) -> None:
    if text is not None:
        (tmp_path / name).write_text(text, "utf-8")
    with pytest.raises(InterviewError, match=said):
        read_answers_file(tmp_path / name)


def _put_many(folder: Path, first: int) -> None:
    for number in range(first, first + 10):
        put(folder, Answer(f"task.{number}.name", f"Task {number}"))


def test_changing__two_processes_at_once__then_no_answer_is_lost(tmp_path: Path) -> None:
    fork = multiprocessing.get_context("spawn")
    both = [fork.Process(target=_put_many, args=(tmp_path, first)) for first in (1, 11)]
    for process in both:
        process.start()
    for process in both:
        process.join(60)
    assert [process.exitcode for process in both] == [0, 0]
    assert texts(tmp_path) == {f"task.{n}.name": f"Task {n}" for n in range(1, 21)}
    assert tomllib.loads((tmp_path / INTERVIEW_NAME).read_text("utf-8"))["schema"] == 1
    assert [path.name for path in tmp_path.iterdir()] == [INTERVIEW_NAME]


def test_record__approved__then_until_an_answer_changes(tmp_path: Path) -> None:
    put(tmp_path, Answer("goal", "Users can"))
    with changing(tmp_path, "shown", "M1_E1_I1") as held:
        digest = answers_digest(Answers(held[0].answers))
        held[0] = replace(
            held[0], approved_time="2026-03-01T12:00:00Z", approved_digest=digest, written={"ITERATION": "ab"}
        )
    assert read_record(tmp_path, "shown").is_approved
    put(tmp_path, Answer("goal", "Users may"))
    record = read_record(tmp_path, "shown")
    assert not record.is_approved
    assert record.written == {"ITERATION": "ab"}
