"""Work that was found on the way, added to a plan as one more task; every other byte of the document stays.

    ### 4. Split the reader 📋 Planned

    **Type**: Refactor Task **Depends on**: None **Estimated time**: 2 hours

    **Priority**: [rank_of_this_task]

    **Found at**: `src/reader.py:112`, in task 2
    …

What nobody gave stands as a placeholder, so that `check` asks for it. The task goes behind the last one, in its document, under
the next free number and with a heading of the same kind. The document with the new task is read again before anything is
written: when the task isn't found there, or another part of the plan has changed, nothing is.
"""

from __future__ import annotations

import re
from pathlib import Path

import msgspec

from planproof.errors import EnvironmentFault, UsageError
from planproof.plan.digest import part_digest
from planproof.plan.document import Document, Place
from planproof.plan.fixing import Fixes, edited, write_fixes
from planproof.plan.markdown import read_document
from planproof.plan.model import Plan, Task, hours
from planproof.plan.read.plan import read_plan
from planproof.plan.rule import Edit
from planproof.plan.task_types import DISCOVERED_TYPES

__all__ = ["Addition", "Discovery", "add_task", "plan_addition"]

_NAME_LENGTH = 120
_LINE = re.compile(r"(?P<path>.+?):(?P<line>\d{1,9})")
_RULE = re.compile(r"\s*(?:(?:-\s*){3,}|(?:\*\s*){3,}|(?:_\s*){3,})?$")
_HEADING = re.compile(r"(?P<marks>#{1,6})[ \t]+(?P<word>Task[ \t]+)?", re.IGNORECASE)
_LANGUAGES = {".py": "python", ".c": "c", ".h": "c", ".cpp": "cpp", ".rs": "rust", ".ts": "typescript"}


class Discovery(msgspec.Struct, frozen=True):
    """What was found.

    Attributes:
        name: of the task, one line.
        type: a key of `DISCOVERED_TYPES`.
        found_at: `path:line`, or a path, relative to the project's root.
        during: number of the task that somebody worked on; None when it wasn't one of them.
        estimate: as written, `1h`; empty when nobody knows.
    """

    name: str
    type: str
    found_at: str
    during: int | None = None
    estimate: str = ""


class Addition(msgspec.Struct, frozen=True):
    """A document with one more task, not written yet.

    Attributes:
        task: as it will be read.
        path: the document, relative to the root.
        before, after: its bytes.
    """

    task: Task
    path: str
    before: bytes
    after: bytes


def plan_addition(root: Path, plan: Plan, found: Discovery) -> Addition:
    """Where the task goes, and the document with it.

    Args:
        root: of the project, absolute.
        plan: as read from disk.
        found: what was found.

    Raises:
        UsageError: a part of it can't be as given, or the plan has no task to put it behind.
        EnvironmentFault: the document can't be read, or not be given back as it is.
    """
    last = max(plan.tasks, key=lambda task: (task.place.path == plan.tasks[-1].place.path, task.end_line), default=None)
    if last is None:
        hint = "write the first task under a heading `## Tasks`, in the form of docs/formats/plan.md"
        raise UsageError(f"{plan.id} has no task yet", hint=hint)
    text = _text(root, plan, found)
    document = next(document for document in plan.documents if document.path == last.place.path)
    try:
        before = (root / document.path).read_bytes()
    except OSError as error:
        raise EnvironmentFault(f"can't be read: {error.strerror}", place=document.path) from error
    number = 1 + max(task.number for task in plan.tasks)
    after = edited(before, _edit(document, last, _headed(document, last, number, found.name) + text))
    task = _read_again(plan, document, after, number) if after else None
    if after is None or task is None:
        hint = "write it by hand, in the form of docs/formats/plan.md"
        raise EnvironmentFault(
            "a task can't be added without touching what stands there", place=str(last.place), hint=hint
        )
    return Addition(task, document.path, before, after)


def add_task(root: Path, addition: Addition) -> None:
    """Writes the document, in one step.

    Raises:
        EnvironmentFault: it changed since it was read, or can't be written.
    """
    write_fixes(root, Fixes((), {addition.path: addition.before}, {addition.path: addition.after}))


def _text(root: Path, plan: Plan, found: Discovery) -> str:
    """The fields of the task, from the line below its heading."""
    if found.type not in DISCOVERED_TYPES:
        raise UsageError(f"no type {found.type!r}", hint=", ".join(DISCOVERED_TYPES))
    path = _path_of(root, found.found_at)
    estimate = _estimate(found.estimate)
    during = f", in task {_known(plan, found.during)}" if found.during is not None else ""
    language = _LANGUAGES.get(Path(path).suffix, "[language_of_the_block]")
    return "\n".join(
        [
            "",
            f"**Type**: {DISCOVERED_TYPES[found.type]} **Depends on**: None **Estimated time**: {estimate}",
            "",
            "**Priority**: [rank_of_this_task]",
            "",
            f"**Found at**: `{found.found_at}`{during}",
            "",
            "**What to build**: [one_or_two_sentences_what_it_does]",
            "",
            "**Key files**:",
            "",
            "```",
            f"{path} - [what_changes_in_this_file]",
            "```",
            "",
            "**One smoke test**:",
            "",
            f"```{language}",
            "[one_test_that_fails_unless_this_task_works]",
            "```",
            "",
            "**Success verification**:",
            "",
            "```bash",
            "# [what_this_command_shows]",
            "[command_to_run]",
            "# Expected output",
            "[what_it_prints]",
            "```",
        ]
    )


def _path_of(root: Path, found_at: str) -> str:
    """The file of `path:line`, which must be there and have that line."""
    match = _LINE.fullmatch(found_at)
    path = match["path"] if match else found_at
    if not path.strip() or "`" in found_at or "\n" in found_at or Path(path).is_absolute() or ".." in Path(path).parts:
        raise UsageError(f"{found_at!r} is no place in the project", hint="a file from the project's root: src/x.py:12")
    try:
        lines = len((root / path).read_bytes().splitlines())
    except OSError as error:
        raise UsageError(
            f"{path} can't be read: {error.strerror}", hint="name a file from the project's root: src/x.py:12"
        ) from error
    if match and not 1 <= int(match["line"]) <= lines:
        raise UsageError(f"{path} has {lines} lines, none of the number {match['line']}")
    return path


def _estimate(text: str) -> str:
    planned = hours(text) if text else None
    if text and not planned:
        raise UsageError(f"{text!r} is no estimate", hint="for example 90m, 2h")
    return f"{planned:g} hours" if planned else "[number_of_hours]"


def _known(plan: Plan, number: int | None) -> int:
    numbers = [task.number for task in plan.tasks]
    if number not in numbers:
        raise UsageError(f"no task {number} in {plan.id}", hint=f"there are: {', '.join(map(str, numbers))}")
    return int(number)


def _headed(document: Document, last: Task, number: int, name: str) -> str:
    """The heading, of the level and kind of the task before it."""
    plain = " ".join(name.split())
    if not plain or len(plain) > _NAME_LENGTH or "<!--" in plain or not plain.isprintable():
        raise UsageError(
            f"{plain[:_NAME_LENGTH]!r} can't be the name of a task", hint=f"one line, 1 to {_NAME_LENGTH} characters"
        )
    match = _HEADING.match(document.lines()[last.place.line - 1].lstrip())
    marks, word = (match["marks"], match["word"]) if match else ("###", None)
    return f"{marks} {f'Task {number}:' if word else f'{number}.'} {plain} 📋 Planned\n"


def _edit(document: Document, last: Task, text: str) -> Edit:
    """Puts the text behind what the last task says, before the blank lines and rules that follow it."""
    lines = document.lines()
    end = min(last.end_line, len(lines))
    while end > last.place.line and _RULE.match(lines[end - 1]):
        end -= 1
    if end >= len(lines):
        return Edit(Place(document.path, end, len(lines[end - 1]) + 1), "", f"\n\n{text}\n")
    after = "" if not lines[end].strip() else "\n"
    return Edit(Place(document.path, end + 1, 1), "", f"\n{text}\n{after}")


def _read_again(plan: Plan, document: Document, after: bytes, number: int) -> Task | None:
    """The new task as it is read; None when it isn't, or when any other part of the plan reads differently."""
    documents = [read_document(one.path, after) if one is document else one for one in plan.documents]
    now = read_plan(plan.folder, Path(plan.folder).name, tuple(documents))
    known = [task for task in now.tasks if task.number != number]
    same = all(
        part_digest(getattr(now, name)) == part_digest(getattr(plan, name))
        for name in plan.__struct_fields__
        if name not in ("documents", "tasks")
    )
    added = [task for task in now.tasks if task.number == number]
    if not same or part_digest(tuple(known)) != part_digest(plan.tasks) or len(added) != 1:
        return None
    return added[0]
