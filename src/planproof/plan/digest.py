"""Digests of what was planned, so that proof can tell when its evidence is about something else by now.

A digest covers the words of a part and nothing of where it stands: moving a task down the page, typing a status into its
heading or planproof writing its own status table changes none of them. Each is SHA-256, hex, over length-prefixed
pieces in UTF-8 (`5:hello`), so that no two lists of pieces can run together into the same bytes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from hashlib import sha256

from msgspec import Struct

from planproof.plan.document import Text
from planproof.plan.markdown import marker_regions
from planproof.plan.model import Command, PerformanceTarget, Plan, Task

__all__ = [
    "command_digest",
    "part_digest",
    "plan_digest",
    "target_digest",
    "task_digest",
    "tests_digest",
    "text_digest",
]

# What says where a part stands, where it comes from or which state somebody typed, and not what was promised.
_NOT_SUBSTANCE = frozenset(
    (
        *("place", "expected_place", "content_line", "content_column", "end_line", "closed"),
        *("status", "id", "number", "found_at"),
    )
)
_BLANK_LINES = re.compile(r"\n(?:[ \t]*\n){2,}")
_MARKER_AFTER = re.compile(r"<!--[^>]*-->")


def text_digest(*parts: str) -> str:
    """SHA-256 (hex) over some texts; their number and limits count, too."""
    digest = sha256()
    for part in parts:
        data = part.encode("utf-8", "surrogatepass")
        digest.update(b"%d:" % len(data))
        digest.update(data)
    return digest.hexdigest()


def part_digest(*parts: object) -> str:
    """SHA-256 (hex) over parts of a plan (`Command`, `Task`, `Interface`, texts, tuples of them), places left out."""
    return text_digest(*(piece for part in parts for piece in _substance(part)))


def plan_digest(plan: Plan) -> str:
    """Over all documents of the iteration in order of path, without what stands between planproof's markers.

    Blank lines around the markers don't count, so that a plan has the same digest before and after its first status table.
    """
    documents = sorted(plan.documents, key=lambda document: document.path)
    pieces = [(document.path.rpartition("/")[2], _without_regions(document.text)) for document in documents]
    return text_digest(*(piece for pair in pieces for piece in pair))


def task_digest(task: Task, plan: Plan) -> str:
    """Over everything a task says, its typed status and number left out, and the goal it serves."""
    return part_digest(task, plan.goal)


def command_digest(command: Command) -> str:
    """Over a command's script, its expectation and how that is decided; its title doesn't count."""
    return part_digest(command.script, command.expected, command.mode)


def target_digest(target: PerformanceTarget) -> str:
    """Over a performance target's name, figure, benchmark and command."""
    return part_digest(target)


def tests_digest(plan: Plan) -> str:
    """Over the planned tests, in whatever order they stand: test cases and the tasks' smoke tests."""
    cases = sorted(part_digest(case) for case in plan.test_cases)
    smoke_tests = sorted(part_digest(test) for task in plan.tasks for test in task.smoke_tests)
    return text_digest("cases", *cases, "smoke tests", *smoke_tests)


def _substance(value: object) -> Iterator[str]:
    """The words of a part as pieces; a mark before each tells None, texts and lists apart."""
    if value is None:
        yield "-"
    elif isinstance(value, str):
        yield "=" + value
    elif isinstance(value, Text):
        yield "=" + value.value
    elif isinstance(value, tuple):
        yield f"({len(value)}"
        for part in value:
            yield from _substance(part)
    elif isinstance(value, Struct):
        yield "{" + type(value).__name__
        for name in value.__struct_fields__:
            if name not in _NOT_SUBSTANCE:
                yield from _substance(getattr(value, name))
    else:
        yield f"#{value!r}"


def _without_regions(text: str) -> str:
    pieces = []
    position = 0
    for start, end in marker_regions(text):
        pieces.append(text[position : text.rfind("<!--", position, start)].rstrip())
        after = _MARKER_AFTER.match(text, end)
        position = after.end() if after else end
    pieces.append(text[position:].lstrip("\n") if pieces else text[position:])
    return _BLANK_LINES.sub("\n\n", "\n\n".join(pieces)).strip()
