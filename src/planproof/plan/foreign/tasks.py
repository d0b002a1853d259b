"""From task boxes to tasks: ids, what they depend on, what they name. Formats differ in the shape of an id.

- [x] T014 [P] [US1] Create `src/store.py` (depends on T002, T003)
- [ ] 2.1 Draw the board
  _Requirements: 1.1, 1.2_
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence

import msgspec
from msgspec.structs import replace

from planproof.plan.document import CodeBlock, Document, Place, Text
from planproof.plan.foreign.boxes import Box, boxes_of
from planproof.plan.foreign.claims import is_progress_title
from planproof.plan.foreign.model import Claim, ForeignTask, Reference, State
from planproof.plan.foreign.words import (
    commands_in_code,
    commands_in_text,
    declared_tests,
    files_in_text,
    named_tests,
)

__all__ = ["BoxedTasks", "TaskForm", "boxed_tasks", "references", "task_of_text"]

_WAITS = re.compile(
    r"(?:\bdepends[ \t]on\**[ \t]*:?|\bdependenc(?:y|ies)\**[ \t]*:|\b_?depends[ \t]*:|\bblocked by\b|\brequires tasks?\b)"
    r"\**[ \t]*([^;)\n]{1,200})",
    re.IGNORECASE,
)
_RANGE = re.compile(r"\s*(?:–|—|-|\.\.|to|through)\s*")
_LABELS = re.compile(r"^\s*(?:(?:\[[A-Za-z]{1,4}\d*\]|\(P\))\s*)+")  # spec-kit's [P] and [US1], cc-sdd's (P)
_JOINT = re.compile(r"[\s,&+/`*_]*(?:and|or|–|—|-|\.\.|to|through)?[\s`*_]*(?:tasks?\s+)?")
_LEAD_LENGTH = 6  # of "Task " before the first id; after more words another sentence has begun
_TITLE_LENGTH = 160


class TaskForm(msgspec.Struct, frozen=True):
    """How one format writes tasks.

    Attributes:
        id_start: matches the id at the start of a box's text and what follows it; group 1 is the id.
        id_inside: finds ids in "depends on …"; the whole match is the id.
        requirement: finds the requirements that a task names; group 1 is the id, or a list of ids when `requirement_list`.
        requirement_list: finds the id at the end of one entry of such a list; group 2 is the end of a range.
        dotted: `2.1` is a part of `2`, and an id is a number: in "depends on 12 other teams" stands none.
    """

    id_start: re.Pattern[str]
    id_inside: re.Pattern[str]
    requirement: re.Pattern[str] | None = None
    requirement_list: re.Pattern[str] | None = None
    dotted: bool = False


class BoxedTasks(msgspec.Struct, frozen=True):
    """The tasks of one document, the titles around each by its key, and boxes that only repeat a task to show its state."""

    tasks: tuple[ForeignTask, ...]
    sections: dict[str, tuple[str, ...]]
    repeats: tuple[Claim, ...]


def boxed_tasks(document: Document, form: TaskForm, keep: Callable[[Box], bool] = lambda box: True) -> BoxedTasks:
    """Every task box of a document as a task.

    Args:
        form: how ids are written.
        keep: says which boxes are tasks.
    """
    boxes = [box for box in boxes_of(document) if keep(box)]
    tasks: list[ForeignTask] = []
    sections: dict[str, tuple[str, ...]] = {}
    repeats: list[tuple[str, Box]] = []
    key_of_box: dict[int, str] = {}
    by_id: dict[str, str] = {}
    for box in boxes:
        identifier, title = _identified(box.text, form)
        if identifier in by_id and is_progress_title(box.sections):
            repeats.append((by_id[identifier], box))
            continue
        key = identifier if identifier and identifier not in by_id else f"{document.path}:{box.place.line}"
        if identifier:
            by_id.setdefault(identifier, key)
        key_of_box[box.number] = key
        sections[key] = box.sections
        parent = key_of_box.get(box.parent, "")
        is_step = bool(parent)
        if form.dotted and not parent and "." in identifier:
            parent = by_id.get(identifier.rpartition(".")[0], "")
        task = task_of_text(key, identifier, title, box.whole, box.place, box.code, form)
        tasks.append(
            replace(
                task,
                state=box.state,
                status=box.mark,
                end_line=box.end_line,
                parent=parent,
                is_step=is_step,
                group=box.sections[-1] if box.sections else "",
            )
        )
    resolved = tuple(_resolved(task, by_id) for task in _with_ends(tasks))
    claims = tuple(Claim(box.state, box.mark, (key,), "progress list", box.place) for key, box in repeats)
    return BoxedTasks(resolved, sections, claims)


def task_of_text(
    key: str, identifier: str, title: str, text: str, place: Place, code: Iterable[CodeBlock], form: TaskForm
) -> ForeignTask:
    """A task with all that its text and code name; its state is unstated, and what it depends on isn't resolved yet."""
    code = tuple(code)
    tests = [*named_tests(text, place), *declared_tests(code)]
    return ForeignTask(
        key=key,
        id=identifier,
        title=_short(title),
        state=State.UNSTATED,
        status="",
        place=place,
        end_line=place.line + text.count("\n"),
        text=text,
        depends_on=tuple(_waits_for(text, place, form)),
        requirements=tuple(_requirements(text, place, form)),
        files=tuple(files_in_text(text, place)),
        tests=tuple({test.value: test for test in tests}.values()),
        commands=(*commands_in_text(text, place), *commands_in_code(code)),
    )


def references(named: Iterable[Reference], keys: dict[str, str]) -> tuple[Reference, ...]:
    """The references with the keys of what they name."""
    return tuple(Reference(each.text, keys.get(each.text), each.place) for each in named)


def _resolved(task: ForeignTask, by_id: dict[str, str]) -> ForeignTask:
    return replace(task, depends_on=references(task.depends_on, by_id)) if task.depends_on else task


def _with_ends(tasks: Sequence[ForeignTask]) -> list[ForeignTask]:
    """The tasks, each ending where its last step does."""
    last = {task.key: task.end_line for task in tasks}
    for task in reversed(tasks):
        if task.is_step and task.parent in last:
            last[task.parent] = max(last[task.parent], last[task.key])
    return [replace(task, end_line=last[task.key]) for task in tasks]


def _identified(text: str, form: TaskForm) -> tuple[str, str]:
    found = form.id_start.match(text)
    return (found[1], text[found.end() :]) if found else ("", text)


def _short(title: str) -> str:
    line = next((line.strip() for line in _LABELS.sub("", title).split("\n") if line.strip()), "")
    return line if len(line) <= _TITLE_LENGTH else line[: _TITLE_LENGTH - 1].rstrip() + "…"


def _waits_for(text: str, place: Place, form: TaskForm) -> Iterator[Reference]:
    for phrase in _WAITS.finditer(text):
        here = Place(place.path, place.line + text.count("\n", 0, phrase.start()))
        found = _row_of_ids(phrase[1], form)
        if form.dotted and found and phrase[1][found[-1].end() :].strip(" \t_*`.,)]"):
            continue  # numbers that more words follow count something
        for number, match in enumerate(found):
            between = phrase[1][found[number - 1].end() : match.start()] if number else ""
            if _RANGE.fullmatch(between):
                yield from (Reference(each, None, here) for each in _between(found[number - 1].group(), match.group()))
            yield Reference(match.group(), None, here)


def _row_of_ids(words: str, form: TaskForm) -> list[re.Match[str]]:
    """The ids at the start of what follows "depends on", up to where other words begin."""
    row: list[re.Match[str]] = []
    end = 0
    for match in form.id_inside.finditer(words):
        between = words[end : match.start()]
        if (row and not _JOINT.fullmatch(between)) or (not row and len(between.strip("`*_ []:")) > _LEAD_LENGTH):
            break
        row.append(match)
        end = match.end()
    return row


def _between(first: str, last: str) -> Iterator[str]:
    """What lies between the ends of `T006–T009`: T007 and T008."""
    start, stop = (re.fullmatch(r"(.*?)(\d{1,9})", each) for each in (first, last))
    if start and stop and start[1] == stop[1] and 0 < int(stop[2]) - int(start[2]) <= 100:
        for number in range(int(start[2]) + 1, int(stop[2])):
            yield f"{start[1]}{number:0{len(start[2])}d}"


def _listed(entry: str, pattern: re.Pattern[str]) -> Iterator[str]:
    """The ids that one entry of a list names: `1.1`, `1.1-1.3`, `user context for 1.2`."""
    found = pattern.search(entry.rstrip("_* "))
    if found:
        yield found[1]
        if found[2]:
            yield from _between(found[1], found[2])
            yield found[2]


def _requirements(text: str, place: Place, form: TaskForm) -> Iterator[Text]:
    if form.requirement is None:
        return
    for match in form.requirement.finditer(text):
        line = place.line + text.count("\n", 0, match.start())
        if form.requirement_list is None:
            yield Text(match[1], Place(place.path, line))
            continue
        ids = [each for part in re.split(r"[,;、]", match[1]) for each in _listed(part, form.requirement_list)]
        # A field in words ("foundation for all of them") says something, too, but names none.
        yield from (Text(each, Place(place.path, line)) for each in ids or [""])
