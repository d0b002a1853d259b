"""The order of tasks by their dependencies: which of them wait for each other in a circle, and what they need elsewhere."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from planproof.plan.late_pattern import late_pattern
from planproof.plan.model import Task

__all__ = ["dependency_circles", "needs_elsewhere"]

Graph = Mapping[int, Sequence[int]]

_ID = late_pattern(r"\bM\d+_E\d+_I\d+(?:_T\d+)?\b")
_LENGTH_LIMIT = 1000


def needs_elsewhere(task: Task, plan_id: str) -> tuple[str, ...]:
    """Ids of other iterations, and of tasks in them, that a task's dependency field names; each once, as written.

    Args:
        task: one of the plan's.
        plan_id: id of its iteration, whose own tasks are in `task.depends_on`.
    """
    if not task.dependencies:
        return ()
    named = _ID.findall(task.dependencies.value[:_LENGTH_LIMIT])
    return tuple(dict.fromkeys(name for name in named if name.partition("_T")[0] != plan_id))


def dependency_circles(depends: Graph) -> list[tuple[int, ...]]:
    """The circles in a graph of dependencies, one for each group of tasks that wait for each other.

    Args:
        depends: for each task's number the numbers it depends on; numbers that are no key are passed over.

    Returns:
        a shortest circle through the lowest number of each group, beginning with it, in the direction of waiting;
        ordered by that number. Takes time in proportion to the graph.
    """
    circles = []
    for group in _groups(depends):
        start = min(group)
        if len(group) > 1 or start in depends[start]:
            circles.append(_circle(start, group, depends))
    return sorted(circles)


def _groups(depends: Graph) -> list[set[int]]:
    """The strongly connected components (Tarjan 1972, with a stack of its own instead of recursion)."""
    groups: list[set[int]] = []
    order: dict[int, int] = {}
    lowest: dict[int, int] = {}
    waiting: list[int] = []
    done: set[int] = set()
    for root in depends:
        work = [(root, iter(depends[root]))] if root not in order else []
        while work:
            number, others = work[-1]
            if number not in order:
                order[number] = lowest[number] = len(order)
                waiting.append(number)
            for other in others:
                if other in depends and other not in order:
                    work.append((other, iter(depends[other])))
                    break
                if other in depends and other not in done:
                    lowest[number] = min(lowest[number], order[other])
            else:
                work.pop()
                if work:
                    above = work[-1][0]
                    lowest[above] = min(lowest[above], lowest[number])
                if lowest[number] == order[number]:
                    groups.append(_taken(waiting, number))
                    done |= groups[-1]
    return groups


def _taken(waiting: list[int], number: int) -> set[int]:
    """Takes from the end of a list down to that number."""
    group = set()
    while number not in group:
        group.add(waiting.pop())
    return group


def _circle(start: int, group: set[int], depends: Graph) -> tuple[int, ...]:
    """A shortest way from a task back to itself inside its group, breadth first."""
    before: dict[int, int] = {}
    queue = [start]
    for number in queue:
        for other in depends[number]:
            if other == start:
                return _way(number, start, before)
            if other in group and other not in before:
                before[other] = number
                queue.append(other)
    return (start,)


def _way(number: int, start: int, before: Mapping[int, int]) -> tuple[int, ...]:
    way = [number]
    while way[-1] != start:
        way.append(before[way[-1]])
    return tuple(reversed(way))
