"""The neutral form of a plan that wasn't written for planproof: what it asks for, its tasks, and what it claims is done.

    ForeignPlan ── sources (the files, whole)
                ├── requirements ── scenarios
                ├── tasks ── references to other tasks, files, tests, commands, requirements
                └── claims (whatever else says that something is done, or isn't)

A tick is a claim, never a status: `state` says what somebody typed. Every part keeps its place.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from functools import cached_property

import msgspec

from planproof.plan.document import Document, Place, ReadingProblem, Text

__all__ = [
    "Claim",
    "ForeignFile",
    "ForeignFormat",
    "ForeignPlan",
    "ForeignTask",
    "Reference",
    "Requirement",
    "Scenario",
    "Source",
    "State",
]


class ForeignFormat(StrEnum):
    """Whose form a plan has."""

    SPEC_KIT = "spec-kit"
    OPENSPEC = "OpenSpec"
    TASK_MASTER = "Task Master"
    KIRO = "Kiro"
    MARKDOWN = "Markdown"


class State(StrEnum):
    """What a box, a status or a heading says of what it stands for."""

    DONE = "done"
    OPEN = "open"
    DROPPED = "dropped"  # cancelled, deferred or optional: neither done nor owed
    UNSTATED = "unstated"


class Source(msgspec.Struct, frozen=True):
    """One file of a plan.

    Attributes:
        document: the file as read; for JSON and YAML only its text, without sections.
        role: what the format has it for: `spec`, `plan`, `tasks`, `design`, `proposal`, `research`, `requirements`,
            `checklist`, `contract`, `settings`, or `notes`.
    """

    document: Document
    role: str

    @property
    def path(self) -> str:
        """Path of the file, as in all its places."""
        return self.document.path


class Scenario(msgspec.Struct, frozen=True, gc=False):
    """One scenario or acceptance criterion: its title or first words, and the commands that would show it."""

    title: str
    commands: tuple[Text, ...]
    place: Place


class Requirement(msgspec.Struct, frozen=True, gc=False):
    """Something the plan asks for.

    Attributes:
        id: as the format names it: `FR-001`, `US1`, `2`, or the requirement's own title where titles are the names.
        title: its heading, or its first words.
        text: all of it, as written.
        scenarios: what would show it.
        kind: `story`, `functional`, `success`, or `requirement`; tracing is judged kind by kind.
        needs_scenario: whether its format asks for at least one scenario.
    """

    id: str
    title: str
    text: str
    scenarios: tuple[Scenario, ...]
    kind: str
    needs_scenario: bool
    place: Place


class ForeignFile(msgspec.Struct, frozen=True, gc=False):
    """A file that a task names; `created` when the task says that it makes it."""

    path: str
    created: bool
    place: Place


class Reference(msgspec.Struct, frozen=True, gc=False):
    """A task or requirement as another part names it; `key` is None when the plan holds no such thing."""

    text: str
    key: str | None
    place: Place


class ForeignTask(msgspec.Struct, frozen=True, gc=False):
    """One task.

    Attributes:
        key: names it within its plan, also where ids repeat: `T001`, `master:3.1`, `tasks.md:14`.
        id: as written; empty when it has none.
        title: first line of what it says, without box and id.
        state: what its box or status says.
        status: that as written: `[x]`, `in-progress`; empty when nothing is.
        parent: key of the task it is a part of; empty for an outermost one.
        is_step: a step of its parent rather than a task by itself.
        group: title of the section it stands in.
        text: all that it says, as written.
        depends_on: the tasks it waits for.
        requirements: ids of the requirements it says it serves, as written.
        files, tests, commands: what it names.
        end_line: its last line in its file, of its steps included.
    """

    key: str
    id: str
    title: str
    state: State
    status: str
    place: Place
    end_line: int
    parent: str = ""
    is_step: bool = False
    group: str = ""
    text: str = ""
    depends_on: tuple[Reference, ...] = ()
    requirements: tuple[Text, ...] = ()
    files: tuple[ForeignFile, ...] = ()
    tests: tuple[Text, ...] = ()
    commands: tuple[Text, ...] = ()

    @property
    def label(self) -> str:
        """How a message names it: its id, else its title in short."""
        return self.id or (f"“{self.title[:37]}…”" if len(self.title) > 40 else f"“{self.title}”")


class Claim(msgspec.Struct, frozen=True, gc=False):
    """A sentence beside the boxes that says how far something is.

    Attributes:
        state: what it says.
        text: as written.
        covers: keys of the tasks it speaks of.
        ledger: what kind of place it stands in: `status`, `heading`, `progress list`, `archive`, `count`, `task file`.
        is_about_work: False where it may speak of the document alone (`Draft`), True where it speaks of the work.
    """

    state: State
    text: str
    covers: tuple[str, ...]
    ledger: str
    place: Place
    is_about_work: bool = True


class ForeignPlan(msgspec.Struct, frozen=True, dict=True):
    """One plan of another tool.

    Attributes:
        path: its file or folder, relative to the project's root where it lies inside.
        name: the last part of that.
        title: as its first heading says; the name without one.
        problems: what couldn't be read.
    """

    format: ForeignFormat
    path: str
    name: str
    title: str
    sources: tuple[Source, ...]
    requirements: tuple[Requirement, ...] = ()
    tasks: tuple[ForeignTask, ...] = ()
    claims: tuple[Claim, ...] = ()
    problems: tuple[ReadingProblem, ...] = ()

    @property
    def place(self) -> Place:
        """Where a finding about the whole plan points."""
        return Place(self.sources[0].path if self.sources else self.path, 1)

    @cached_property
    def by_key(self) -> dict[str, ForeignTask]:
        """The tasks by key; the first where a key repeats."""
        found: dict[str, ForeignTask] = {}
        for task in self.tasks:
            found.setdefault(task.key, task)
        return found

    @cached_property
    def children(self) -> dict[str, tuple[ForeignTask, ...]]:
        """The parts of each task that has some, by its key."""
        found: dict[str, list[ForeignTask]] = {}
        for task in self.tasks:
            if task.parent:
                found.setdefault(task.parent, []).append(task)
        return {key: tuple(tasks) for key, tasks in found.items()}

    def parts_of(self, key: str) -> Iterator[ForeignTask]:
        """Every task below that one, at whatever depth, in order; a circle of parents ends it."""
        seen = {key}
        waiting = list(reversed(self.children.get(key, ())))
        while waiting:
            task = waiting.pop()
            if task.key not in seen:
                seen.add(task.key)
                yield task
                waiting += reversed(self.children.get(task.key, ()))
