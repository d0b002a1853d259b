"""Pairs each expected thing with a thing of its own, in order or in any order.

Patterns may fit several things (`...` fits them all), so "any order" is a bipartite matching: taking the first that fits could
leave a stricter pattern without its only partner and refute what is right.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable

__all__ = ["first_in_order", "first_unpaired"]

_MOST_PAIRS = 2_000_000


def first_in_order(expected: int, got: int, fits: Callable[[int, int], bool]) -> int | None:
    """The first expected index that finds no partner when partners must come in the same order, gaps allowed.

    Args:
        expected, got: how many there are on each side.
        fits: whether expected index and got index go together.

    Returns:
        the index; None when all have a partner.
    """
    at = 0
    for index in range(expected):
        while at < got and not fits(index, at):
            at += 1
        if at == got:
            return index
        at += 1
    return None


def first_unpaired(expected: int, got: int, fits: Callable[[int, int], bool]) -> int | None:
    """Likewise when partners may come in any order: augmenting paths, searched breadth first.

    Returns:
        an expected index that has no partner in any pairing that serves those before it; None when all have one. More than
        two million possible pairs are not tried: the first index then counts as without partner, so that nothing passes untried.
    """
    if expected * got > _MOST_PAIRS:
        return 0
    partner_of: dict[int, int] = {}  # got -> expected
    for index in range(expected):
        if not _augment(index, got, fits, partner_of):
            return index
    return None


def _augment(index: int, got: int, fits: Callable[[int, int], bool], partner_of: dict[int, int]) -> bool:
    """Finds a partner for one more index, moving earlier ones to others where that helps."""
    came_from: dict[int, int] = {}  # got -> the expected index it was reached from
    held = {expected: at for at, expected in partner_of.items()}
    queue = deque([index])
    while queue:
        current = queue.popleft()
        for at in range(got):
            if at in came_from or not fits(current, at):
                continue
            came_from[at] = current
            if at not in partner_of:
                _swap_back(at, index, came_from, held, partner_of)
                return True
            queue.append(partner_of[at])
    return False


def _swap_back(
    free: int, index: int, came_from: dict[int, int], held: dict[int, int], partner_of: dict[int, int]
) -> None:
    """Walks from the free partner back to the new index, giving each on the way the partner it was reached by."""
    at = free
    while True:
        expected = came_from[at]
        partner_of[at] = expected
        if expected == index:
            return
        at = held[expected]
