"""Reads Task Master's `tasks.json`, with tags (`{"master": {"tasks": […]}}`) or without (`{"tasks": […]}`).

    id, title, description, status, dependencies, priority, details, testStrategy, subtasks (one level, ids from 1)
    task_001.txt beside it       `# Task ID: 1`, `# Status: done`, `## 1. title [done]`: a second ledger

Source of the form: docs/task-structure.md and the types of @tm/core in eyaltoledano/claude-task-master.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import msgspec
from msgspec.structs import replace

from planproof.plan.decode import SIZE_LIMIT_BYTES
from planproof.plan.document import Place, ReadingProblem, Text
from planproof.plan.foreign.json_places import JsonPlaces
from planproof.plan.foreign.model import (
    Claim,
    ForeignFile,
    ForeignFormat,
    ForeignPlan,
    ForeignTask,
    Reference,
    Source,
    State,
)
from planproof.plan.foreign.sources import problems_of, read_source, shown_path
from planproof.plan.foreign.words import commands_in_text, files_in_text, named_tests

__all__ = ["STATES", "read_task_master", "tag_lists"]

STATES = {
    "done": State.DONE,
    "completed": State.DONE,
    "pending": State.OPEN,
    "in-progress": State.OPEN,
    "review": State.OPEN,
    "blocked": State.OPEN,
    "cancelled": State.DROPPED,
    "deferred": State.DROPPED,
}
_TEXTS = ("description", "details", "testStrategy", "acceptanceCriteria")
_FILE_TASK = re.compile(r"^# Task ID:\s*(\d+)\s*$", re.MULTILINE)
_FILE_STATUS = re.compile(r"^# Status:\s*([\w-]+)", re.MULTILINE)
_FILE_SUBTASK = re.compile(r"^## (\d+)\. .*\[([\w-]+)\]\s*$", re.MULTILINE)
_PROBLEMS_MAX = 50
_FILES_MAX = 1000


def read_task_master(base: Path, path: Path, limit_bytes: int = SIZE_LIMIT_BYTES) -> ForeignPlan:
    """One `tasks.json`.

    Args:
        base: what paths are shown relative to.
        path: absolute path of the file.
        limit_bytes: a larger file is not read.
    """
    source = read_source(base, path, "tasks", limit_bytes)
    reading = _Reading(source)
    files = [read_source(base, each, "task file") for each in _task_files(path.parent)]
    claims = [claim for each in files for claim in _claims(each, reading)]
    home = path.parent.parent
    name = home.parent.name if home.name == ".taskmaster" else home.name
    sources = (source, *files)
    return ForeignPlan(
        ForeignFormat.TASK_MASTER,
        shown_path(base, path),
        path.name,
        name,
        sources,
        (),
        tuple(reading.tasks),
        tuple(claims),
        (*problems_of(sources), *reading.problems),
    )


def tag_lists(data: Any) -> dict[str, Any]:
    """The task lists of a decoded `tasks.json` by tag; `master` for a file without tags; empty when there is none."""
    if not isinstance(data, dict):
        return {}
    if "tasks" in data:
        return {"": data["tasks"]}
    return {str(tag): each["tasks"] for tag, each in data.items() if isinstance(each, dict) and "tasks" in each}


class _Reading:
    """The tasks of one file while they are read, and what is wrong with it."""

    def __init__(self, source: Source) -> None:
        self.tasks: list[ForeignTask] = []
        self.problems: list[ReadingProblem] = []
        self.several_tags = False
        self._path = source.path
        self._keys: set[str] = set()
        text = source.document.text
        if not text:
            return
        self._places = JsonPlaces(source.path, text)
        data = self._decoded(text)
        lists = tag_lists(data)
        if data is not None and not lists:
            listed = (
                next((tag for tag, each in data.items() if isinstance(each, list)), None)
                if isinstance(data, dict)
                else None
            )
            self._problem(
                f"{listed} is a list of its own, so Task Master finds no tasks; it looks in {listed}.tasks"
                if listed
                else "holds no list of tasks, neither at the top nor under a tag"
            )
        self.several_tags = len(lists) > 1
        for tag, tasks in lists.items():
            self._read_list(tag, tasks)

    def _decoded(self, text: str) -> Any:
        if self._places.too_deep:
            self._problem("nests too deeply, so it was not read")
            return None
        try:
            return msgspec.json.decode(text)
        except (msgspec.DecodeError, ValueError, RecursionError) as error:
            offset = re.search(r"\(byte (\d+)\)", str(error))
            place = self._places.line_of_byte(text, int(offset[1]) if offset else len(text.encode()))
            message = re.sub(r"\s*\(byte \d+\)", "", str(error))
            self.problems.append(ReadingProblem("unreadable", f"is no JSON: {message}", place))
            return None

    def _read_list(self, tag: str, tasks: Any) -> None:
        where = (*((tag,) if tag else ()), "tasks")
        if not isinstance(tasks, list):
            self._problem(f"{'.'.join(where)} is {_kind(tasks)}; a list is expected", *where)
            return
        found: list[ForeignTask] = []
        for number, data in enumerate(tasks):
            task = self._task(data, tag, "", (*where, number))
            if task is None:
                continue
            found.append(task)
            inner = data.get("subtasks") or []
            if not isinstance(inner, list):
                self._problem(
                    f"subtasks of {task.label} is {_kind(inner)}; a list is expected", *where, number, "subtasks"
                )
                continue
            for position, below in enumerate(inner):
                step = self._task(below, tag, task.key, (*where, number, "subtasks", position))
                if step:
                    found.append(step)
        by_id: dict[str, str] = {}
        for task in found:
            by_id.setdefault(task.id, task.key)
        self.tasks += [replace(task, depends_on=tuple(_resolved(task, by_id, found))) for task in found]

    def _task(self, data: Any, tag: str, parent: str, where: tuple[str | int, ...]) -> ForeignTask | None:
        place = self._places.place(*where)
        shown = ".".join(map(str, where))
        if not isinstance(data, dict):
            self._problem(f"{shown} is {_kind(data)}; an object is expected", *where)
            return None
        number = data.get("id")
        if isinstance(number, bool) or not isinstance(number, int | str) or number == "":
            self._problem(f"{shown}.id is {_kind(number)}; a number or text is expected", *where)
            return None
        for name in ("title", "status", *_TEXTS):
            if data.get(name) is not None and not isinstance(data[name], str):
                self._problem(f"{shown}.{name} is {_kind(data[name])}; text is expected", *where, name)
        written = str(number)[:200]
        if parent and "." not in written:
            written = f"{parent.rpartition(':')[2]}.{written}"
        prefix = f"{tag}:" if tag else ""
        key = f"{prefix}{written}"
        if key in self._keys:
            key = f"{key}@{place.line}:{place.column}"
        self._keys.add(key)
        words = {name: data[name] for name in _TEXTS if isinstance(data.get(name), str) and data[name]}
        text = "\n\n".join(words.values())
        status = data["status"] if isinstance(data.get("status"), str) else ""
        return ForeignTask(
            key=key,
            id=written,
            title=_title(data, words),
            state=STATES.get(status, State.UNSTATED),
            status=status,
            place=place,
            end_line=self._places.end_line(*where),
            parent=parent,
            is_step=bool(parent),
            group=tag,
            text=text,
            depends_on=tuple(self._dependencies(data, where, shown)),
            files=tuple(_files(data, text, place)),
            tests=tuple(Text(test.value, place) for test in named_tests(text, place)),
            commands=tuple(Text(command.value, place) for command in commands_in_text(text, place)),
        )

    def _dependencies(self, data: Mapping[str, Any], where: tuple[str | int, ...], shown: str) -> Iterator[Reference]:
        named = data.get("dependencies")
        if named is None:
            return
        if not isinstance(named, list):
            self._problem(f"{shown}.dependencies is {_kind(named)}; a list is expected", *where, "dependencies")
            return
        place = self._places.place(*where, "dependencies")
        for each in named:
            if isinstance(each, bool) or not isinstance(each, int | str):
                self._problem(f"{shown}.dependencies holds {_kind(each)}; ids are expected", *where, "dependencies")
            else:
                yield Reference(str(each)[:200], None, place)

    def _problem(self, message: str, *where: str | int) -> None:
        if len(self.problems) < _PROBLEMS_MAX:
            place = self._places.place(*where) if where else Place(self._path, 1)
            self.problems.append(ReadingProblem("unreadable", message, place))


def _title(data: Mapping[str, Any], words: Mapping[str, str]) -> str:
    title = data.get("title") if isinstance(data.get("title"), str) else ""
    return " ".join(str(title or next(iter(words.values()), "")).split())[:300]


def _files(data: Mapping[str, Any], text: str, place: Place) -> Iterator[ForeignFile]:
    listed = data.get("relevantFiles")
    for each in listed if isinstance(listed, list) else []:
        if isinstance(each, dict) and isinstance(each.get("path"), str):
            yield ForeignFile(each["path"], each.get("action") == "create", place)
    for file in files_in_text(text, place):
        yield ForeignFile(file.path, file.created, place)


def _resolved(task: ForeignTask, by_id: Mapping[str, str], tasks: list[ForeignTask]) -> Iterator[Reference]:
    """A subtask's plain number means a subtask beside it, else a task; `3.1` means that subtask."""
    beside = task.id.rpartition(".")[0] if task.is_step else ""
    for each in task.depends_on:
        key = (by_id.get(f"{beside}.{each.text}") if beside and "." not in each.text else None) or by_id.get(each.text)
        yield Reference(each.text, key, each.place)


def _task_files(folder: Path) -> list[Path]:
    try:
        return sorted(path for path in folder.glob("task_*.txt") if path.is_file() and not path.is_symlink())[
            :_FILES_MAX
        ]
    except OSError:
        return []


def _claims(source: Source, reading: _Reading) -> Iterator[Claim]:
    """What a generated task file says of its task and subtasks; files of other tags carry the tag in their name."""
    text = source.document.text
    identifier = _FILE_TASK.search(text)
    stem = source.path.rpartition("/")[2].removesuffix(".txt")
    tag = re.sub(r"^task_\d+_?", "", stem) or "master"
    tasks = {task.id: task.key for task in reversed(reading.tasks) if task.group in ("", tag)}
    if not identifier or identifier[1] not in tasks:
        return
    stated = [(identifier[1], found) for found in _FILE_STATUS.finditer(text)][:1]
    stated += [(f"{identifier[1]}.{found[1]}", found) for found in _FILE_SUBTASK.finditer(text)]
    for named, found in stated:
        word = found[found.lastindex or 1]
        state = STATES.get(word, State.UNSTATED)
        if named in tasks and state is not State.UNSTATED:
            place = Place(source.path, text.count("\n", 0, found.start()) + 1)
            yield Claim(state, word, (tasks[named],), "task file", place)


def _kind(value: object) -> str:
    if value is None:
        return "missing"
    if isinstance(value, bool):
        return "true or false"
    names = {
        dict: "an object",
        list: "a list",
        str: "text" if value else "empty text",
        int: "a number",
        float: "a fraction",
    }
    return names.get(type(value), "something else")
