"""Files that are broken, huge, deep or of the wrong types: a problem with its place, in bounded time and memory."""

from __future__ import annotations

import json
import time
import tracemalloc
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planproof.plan.foreign.detect import Found
from planproof.plan.foreign.json_places import JsonPlaces
from planproof.plan.foreign.model import ForeignFormat, ForeignPlan
from planproof.plan.foreign.read import read_foreign


def read_json(folder: Path, text: str | bytes) -> ForeignPlan:
    path = folder / "tasks.json"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return read_foreign(folder, [Found(ForeignFormat.TASK_MASTER, path)])[0]


def read_markdown(folder: Path, text: str) -> ForeignPlan:
    path = folder / "plan.md"
    path.write_text(text, encoding="utf-8")
    return read_foreign(folder, [Found(ForeignFormat.MARKDOWN, path)])[0]


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ('{"tasks": [\n  {"id": 1,}\n]}', 2, "is no JSON"),
        ('{"tasks": [\n', 2, "is no JSON"),
        ("[]", 1, "holds no list of tasks"),
        ('{"master": 3}', 1, "holds no list of tasks"),
        ('{"tasks": {"1": "a"}}', 1, "tasks is an object; a list is expected"),
        ('{"tasks": [\n 7]}', 1, "tasks.0 is a number; an object is expected"),
        ('{"tasks": [\n{"title": "x"}]}', 2, "tasks.0.id is missing"),
        ('{"tasks": [\n{"id": true}]}', 2, "tasks.0.id is true or false"),
        ('{"tasks": [{"id": 1,\n"title": ["x"]}]}', 2, "tasks.0.title is a list; text is expected"),
        ('{"tasks": [{"id": 1,\n"dependencies": [{}]}]}', 2, "dependencies holds an object"),
        ('{"tasks": [{"id": 1,\n"subtasks": "none"}]}', 2, "subtasks of 1 is text; a list is expected"),
        ("[" * 100_000, 1, "nests too deeply"),
        (b'{"tasks": \xff\xfe', 1, "not UTF-8"),
        (b"\0\0", 1, "binary"),
    ],
)
def test_task_master__a_broken_file__then_a_problem_with_its_line(
    text: str | bytes, line: int, words: str, tmp_path: Path
) -> None:
    plan = read_json(tmp_path, text)
    assert any(words in problem.message and problem.place.line == line for problem in plan.problems), plan.problems


def test_task_master__fifty_megabytes_with_circles__then_refused_at_once_in_little_memory(tmp_path: Path) -> None:
    one = json.dumps({"id": 1, "title": "x" * 1000, "status": "done", "dependencies": [1]})
    path = tmp_path / "tasks.json"
    with path.open("w") as file:
        file.write('{"tasks": [')
        file.writelines(f"{one},\n" for _ in range(50_000_000 // len(one)))
        file.write(f"{one}]}}")
    tracemalloc.start()
    started = time.process_time()
    plan = read_foreign(tmp_path, [Found(ForeignFormat.TASK_MASTER, path)])[0]
    spent_s = time.process_time() - started
    peak_bytes = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert [problem.message for problem in plan.problems] == ["over 8 MB, so it was not read"]
    assert plan.tasks == ()
    assert peak_bytes < 40_000_000
    assert spent_s < 20


def test_task_master__thousands_of_tasks_in_one_circle__then_read(tmp_path: Path) -> None:
    count = 5000
    tasks = [{"id": number, "title": "t", "dependencies": [(number + 1) % count]} for number in range(count)]
    plan = read_json(tmp_path, json.dumps({"tasks": tasks}))
    assert len(plan.tasks) == count
    assert all(task.depends_on[0].key for task in plan.tasks)
    assert plan.problems == ()


def test_task_master__an_id_used_twice__then_both_are_kept(tmp_path: Path) -> None:
    plan = read_json(tmp_path, '{"tasks": [{"id": 1, "title": "a"},\n{"id": 1, "title": "b"}]}')
    assert [task.title for task in plan.tasks] == ["a", "b"]
    assert len({task.key for task in plan.tasks}) == 2


def test_markdown__deep_lists_and_many_boxes__then_read(tmp_path: Path) -> None:
    deep = "".join("  " * level + f"- [ ] level {level}\n" for level in range(90))
    plan = read_markdown(tmp_path, deep + "- [x] T001 wide\n" * 20_000)
    assert len(plan.tasks) > 20_000
    assert len({task.key for task in plan.tasks}) == len(plan.tasks)


def test_a_source__that_can_not_be_read__then_a_problem(tmp_path: Path) -> None:
    plan = read_foreign(tmp_path, [Found(ForeignFormat.TASK_MASTER, tmp_path / "gone.json")])[0]
    assert "can't be read" in plan.problems[0].message


@settings(max_examples=150, deadline=None)
@given(
    data=st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=20),
        lambda inner: (
            st.lists(inner, max_size=4)
            | st.dictionaries(
                st.sampled_from(["id", "title", "status", "subtasks", "dependencies", "tasks", "x"]), inner
            )
        ),
        max_leaves=20,
    )
)
def test_task_master__any_json__then_never_raises(data: object, tmp_path_factory: pytest.TempPathFactory) -> None:
    read_json(tmp_path_factory.mktemp("any"), json.dumps({"master": {"tasks": [data, {"id": 1, "subtasks": [data]}]}}))


@settings(max_examples=150, deadline=None)
@given(text=st.text(alphabet=st.sampled_from(list("-[ ]x*#T01`.\n|:_✅ abTask")), max_size=300))
def test_markdown__any_text__then_never_raises(text: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    read_markdown(tmp_path_factory.mktemp("any"), text)


@settings(max_examples=100, deadline=None)
@given(
    data=st.recursive(
        st.none() | st.integers() | st.text(max_size=8),
        lambda inner: (
            st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["a", "b", "c"]), inner, max_size=3)
        ),
        max_leaves=12,
    ),
    indent=st.sampled_from([None, 2]),
)
def test_json_places__any_json__then_each_object_begins_with_its_brace(data: object, indent: int | None) -> None:
    text = json.dumps({"root": data}, indent=indent)
    places = JsonPlaces("a.json", text)
    lines = text.split("\n")

    def look(value: object, path: tuple[str | int, ...]) -> None:
        if isinstance(value, dict):
            place = places.place(*path)
            assert lines[place.line - 1][place.column - 1] in '{"'
            for key, inner in value.items():
                look(inner, (*path, key))
        elif isinstance(value, list):
            for number, inner in enumerate(value):
                look(inner, (*path, number))

    look(data, ("root",))
