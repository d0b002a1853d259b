"""Repeats as one: calls of the same shape beside each other, and recursion.

    serve                       serve
      price                       price x20
        lookup                      lookup x20
      price             ->
        lookup
      …

Two calls have the same shape when they are of one function, ended alike and made calls of the same shapes, however many of each. A
call of the function that makes it, ended like that, is recursion: it is counted, and what it called stands below the outermost.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable

import msgspec

from planproof.trace.spans.table import Spans

__all__ = ["Group", "Opened", "grouped", "opened", "shapes_of"]

_MOST_KINDS = (
    64  # shapes that recursion hands on from level to level; without a bound it would hold the square of its depth
)


class Group(msgspec.Struct, frozen=True):
    """Calls that are shown as one.

    Attributes:
        rows: of the calls, in their order.
        recursive: rows of the calls of themselves, all the way down.
        levels: how deep these go; 0 without recursion.
        total_ns: of the calls in `rows`.
        self_ns: of these and the recursive ones.
    """

    rows: tuple[int, ...]
    recursive: int
    levels: int
    total_ns: int
    self_ns: int


class Opened(msgspec.Struct, frozen=True):
    """A group, and what its calls called, grouped in turn."""

    group: Group
    children: tuple[tuple[int, ...], ...]


def shapes_of(spans: Spans) -> array[int]:
    """A number for each call; calls of the same shape have the same."""
    known: dict[tuple[int, int, int, frozenset[int]], int] = {}
    gathered: dict[int, set[int]] = {}
    shapes = array("q", bytes(8 * len(spans)))
    for row in range(len(spans) - 1, -1, -1):
        kinds = frozenset(gathered.pop(row, ()))
        key = (spans.function[row], spans.ending[row], spans.exception[row], kinds)
        shapes[row] = known.setdefault(key, len(known))
        parent = spans.parent[row]
        if parent >= 0:
            folds = len(kinds) <= _MOST_KINDS and _alike(spans, parent, row)
            gathered.setdefault(parent, set()).update(kinds if folds else (shapes[row],))
    return shapes


def grouped(rows: Iterable[int], shapes: array[int]) -> tuple[tuple[int, ...], ...]:
    """Calls by their shape, the shape that comes first first."""
    found: dict[int, list[int]] = {}
    for row in rows:
        found.setdefault(shapes[row], []).append(row)
    return tuple(map(tuple, found.values()))


def opened(spans: Spans, rows: tuple[int, ...], shapes: array[int]) -> Opened:
    """A group of calls of one shape, with the groups below it."""
    below: list[int] = []
    recursive = levels = 0
    self_ns = sum(spans.self_ns[row] for row in rows)
    waiting = [(row, 0) for row in reversed(rows)]
    while waiting:
        row, level = waiting.pop()
        for child in spans.children(row):
            if _alike(spans, row, child):
                recursive, levels = recursive + 1, max(levels, level + 1)
                self_ns += spans.self_ns[child]
                waiting.append((child, level + 1))
            else:
                below.append(child)
    total_ns = sum(spans.total_ns[row] for row in rows)
    return Opened(Group(rows, recursive, levels, total_ns, self_ns), grouped(sorted(below), shapes))


def _alike(spans: Spans, row: int, child: int) -> bool:
    columns = (spans.function, spans.ending, spans.exception)
    return all(column[row] == column[child] for column in columns)
