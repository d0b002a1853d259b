"""Circles of dependencies are found whole, once, and in time for plans of any size."""

from __future__ import annotations

import pytest

from planproof.plan.task_order import dependency_circles


@pytest.mark.parametrize(
    ("depends", "circles"),
    [
        ({}, []),
        ({1: (), 2: (1,), 3: (1, 2)}, []),
        ({1: (9,), 2: (1,)}, []),
        ({1: (1,)}, [(1,)]),
        ({1: (2,), 2: (1,)}, [(1, 2)]),
        ({1: (3,), 2: (1,), 3: (2,), 4: (3,)}, [(1, 3, 2)]),
        ({4: (5,), 5: (4,), 1: (2, 4), 2: (1,)}, [(1, 2), (4, 5)]),
        ({1: (2, 3), 2: (4,), 3: (1,), 4: (1,)}, [(1, 3)]),
    ],
)
def test_dependency_circles__graph__then_each_group_once(
    depends: dict[int, tuple[int, ...]], circles: list[object]
) -> None:
    assert dependency_circles(depends) == circles


def test_dependency_circles__chain_of_50_000_that_closes__then_found_without_recursion() -> None:
    chain = {number: (number + 1,) for number in range(50_000)} | {50_000: (0,)}
    (circle,) = dependency_circles(chain)
    assert len(circle) == 50_001
