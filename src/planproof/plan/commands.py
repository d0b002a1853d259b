"""Every command that a plan promises to run, from wherever it stands: stories, tasks, demo, matrix, performance targets.

The rules about commands look at all of them in one way; `proves` tells which ones have to show something.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec

from planproof.plan.document import Place, Text
from planproof.plan.late_pattern import late_pattern
from planproof.plan.latest import of_latest_plan
from planproof.plan.model import Command, Plan
from planproof.plan.shell import Simple

__all__ = ["PlannedCommand", "place_in_script", "planned_commands", "runner_arguments"]

_WRAPPERS = {"env", "time", "nice", "sudo", "exec", "command", "timeout", "xvfb-run"}
_LAUNCHERS = {
    ("uv", "run"),
    ("poetry", "run"),
    ("pipenv", "run"),
    ("pdm", "run"),
    ("hatch", "run"),
    ("coverage", "run"),
    ("npm", "exec"),
    ("pnpm", "exec"),
    ("yarn", "exec"),
    ("bundle", "exec"),
}
_PYTHON = late_pattern(r"(?:.*/)?python[\d.]*")


class PlannedCommand(msgspec.Struct, frozen=True):
    """One command and what it is for.

    Attributes:
        command: as read; matrix rows and performance targets have no expectation.
        role: `story`, `verification`, `demo`, `matrix` or `performance`.
        owner: what it belongs to, for messages: `story S1`, `task 2`, `the demo`, `matrix row unit`, `target registration`.
    """

    command: Command
    role: str
    owner: str

    @property
    def proves(self) -> bool:
        """False for preparation: a step of a story, task or demo that has no expectation."""
        return self.command.expected is not None or self.role in ("matrix", "performance")


@of_latest_plan
def planned_commands(plan: Plan) -> tuple[PlannedCommand, ...]:
    """The commands of a plan: stories, tasks in their order, demo, test matrix, performance targets."""
    return tuple(_commands(plan))


def _commands(plan: Plan) -> Iterator[PlannedCommand]:
    for story in plan.user_stories:
        yield from (PlannedCommand(command, "story", f"story {story.name}") for command in story.commands)
    for task in plan.tasks:
        yield from (PlannedCommand(command, "verification", f"task {task.number}") for command in task.verification)
    yield from (PlannedCommand(command, "demo", "the demo") for command in plan.demo)
    for row in plan.test_matrix:
        if row.command:
            yield PlannedCommand(_bare(row.command, row.what), "matrix", f"matrix row {row.level}")
    for target in plan.performance_targets:
        if target.command:
            yield PlannedCommand(_bare(target.command, target.name), "performance", f"target {target.name}")


def _bare(text: Text, title: str) -> Command:
    return Command(text.value, None, "auto", title, text.place, None)


def place_in_script(command: Command, line: int, column: int = 0) -> Place:
    """Where a position in a command's script (line and column from 0) stands in the document."""
    place = command.place
    return Place(place.path, place.line + line, place.column + column)


def runner_arguments(simple: Simple) -> tuple[str, ...]:
    """The words of a simple command without what merely launches it.

    `uv run pytest -q`, `timeout 60 pytest -q` and `python -m pytest -q` all give `("pytest", "-q")`; folders before the
    program's name are dropped.
    """
    words = simple.words
    while words:
        if words[0] in _WRAPPERS:
            words = words[1:]
            while words and (words[0].startswith("-") or re.fullmatch(r"[\d.]+[smh]?|\w+=.*", words[0])):
                words = words[1:]
        elif words[:2] in _LAUNCHERS:
            words = words[2:]
            while words and words[0].startswith("-") and words[0] != "-m":
                words = words[1:]
        elif words[0] in ("npx", "bunx", "uvx") and len(words) > 1:
            words = words[1:]
        elif len(words) > 2 and (_PYTHON.fullmatch(words[0]) and words[1] == "-m"):
            words = words[2:]
        elif words[0] == "-m":
            words = words[1:]
        else:
            break
    return (words[0].rpartition("/")[2], *words[1:]) if words else ()
