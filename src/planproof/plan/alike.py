"""What rules of the kind "each task has X" use, so that `plan.folding` can tell a lack that all parts of a plan share as one."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from planproof.plan.model import Task
from planproof.plan.rule import Alike, Hit

__all__ = ["ALL_MIN", "TASKS", "alike", "named"]

ALL_MIN = 3  # parts; two may lack the same by chance
TASKS = "tasks"


def alike(
    hits: Sequence[Hit], parts: Sequence[object], message: str, hint: str = "", *, kind: str = TASKS
) -> Sequence[Hit]:
    """The hits of a rule, each knowing what is said once where every part has one.

    Args:
        hits: at most one for each of the parts, all for the same reason.
        parts: all parts of that kind in the plan.
        message: what is said of all of them.
        hint: what to do; that of the first hit when empty.
        kind: what the parts are; hits for other parts than tasks name theirs.

    Returns:
        the hits, unchanged where some part has none or there are fewer than `ALL_MIN`.
    """
    if len(hits) < ALL_MIN or len(hits) != len(parts):
        return hits
    whole = Alike(hits[0].place, len(hits), message, hint or hits[0].hint, kind)
    return [replace(hit, alike=whole) for hit in hits]


def named(tasks: Sequence[Task]) -> str:
    """Tasks in a few words: `14 tasks (1 to 14)`; their number alone where their headings have none."""
    first, last = (tasks[0].number, tasks[-1].number) if tasks else (0, 0)
    span = f" ({first} to {last})" if first and last > first else ""
    return f"{len(tasks)} tasks{span}"
