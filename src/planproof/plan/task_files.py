"""Which task touches which file, and which tasks wait for which: what the rules about shared files look at."""

from __future__ import annotations

from collections.abc import Iterator

from planproof.plan.model import KeyFile, Plan, Task

__all__ = ["Touch", "touches", "waits_for"]

Touch = tuple[Task, KeyFile]


def waits_for(plan: Plan) -> dict[int, frozenset[int]]:
    """For every task's number the numbers of all tasks that are done before it, those of its dependencies included."""
    direct = {task.number: task.depends_on for task in plan.tasks}
    return {number: frozenset(_reached(number, direct)) for number in direct}


def touches(plan: Plan) -> dict[str, list[Touch]]:
    """For every path the tasks that name it as a key file, in the order of the plan, each task once."""
    found: dict[str, list[Touch]] = {}
    for task in plan.tasks:
        for file in task.key_files:
            listed = found.setdefault(file.path.removeprefix("./").rstrip("/"), [])
            if all(other is not task for other, _ in listed):
                listed.append((task, file))
    return found


def _reached(start: int, direct: dict[int, tuple[int, ...]]) -> Iterator[int]:
    waiting, seen = list(direct.get(start, ())), {start}
    while waiting:
        number = waiting.pop()
        if number not in seen:
            seen.add(number)
            yield number
            waiting += direct.get(number, ())
