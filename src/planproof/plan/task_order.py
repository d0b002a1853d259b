"""The order of tasks by their dependencies: which of them wait for each other in a circle."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

__all__ = ["dependency_circles"]


def dependency_circles(depends: Mapping[int, Sequence[int]]) -> list[tuple[int, ...]]:
    """The circles in a graph of dependencies, one for each group of tasks that wait for each other.

    Args:
        depends: for each task's number the numbers it depends on; numbers that are no key are passed over.

    Returns:
        a shortest circle through the lowest number of each group, beginning with it, in the direction of waiting.
    """
    circles: list[tuple[int, ...]] = []
    circular: set[int] = set()
    for start in sorted(depends):
        circle = None if start in circular else _circle_from(start, depends)
        if circle:
            circles.append(circle)
            circular |= set(circle)
    return circles


def _circle_from(start: int, depends: Mapping[int, Sequence[int]]) -> tuple[int, ...] | None:
    """A shortest way from a task back to itself, breadth first; None when there is none."""
    ways: list[tuple[int, ...]] = [(start,)]
    seen: set[int] = set()
    for way in ways:
        for number in depends.get(way[-1], ()):
            if number == start:
                return way
            if number in depends and number not in seen:
                seen.add(number)
                ways.append((*way, number))
    return None
