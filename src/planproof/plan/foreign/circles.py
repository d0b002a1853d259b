"""Tasks of another tool's plan that wait for each other, in the words that a finding and an import both use."""

from __future__ import annotations

from collections.abc import Iterator

from planproof.plan.document import Place
from planproof.plan.foreign.model import ForeignPlan
from planproof.plan.task_order import dependency_circles

__all__ = ["waiting_circles"]

_SHOWN_MAX = 8


def waiting_circles(plan: ForeignPlan) -> Iterator[tuple[Place, str]]:
    """Each circle at its first task: the place, and what to say of it."""
    tasks = list(plan.by_key.values())
    number_of = {task.key: number for number, task in enumerate(tasks)}
    depends = {
        number: [number_of[each.key] for each in task.depends_on if each.key in number_of]
        for number, task in enumerate(tasks)
    }
    for circle in dependency_circles(depends):
        labels = [tasks[number].label for number in (*circle, circle[0])]
        way = " -> ".join(labels if len(labels) <= _SHOWN_MAX else [*labels[:_SHOWN_MAX], "…"])
        yield tasks[circle[0]].place, f"tasks wait for each other: {way}"
