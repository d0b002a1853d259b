"""Pairs in any order against brute force: what can be paired is, and what can't is said."""

from __future__ import annotations

from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st

from planproof.plan.pairing import first_in_order, first_unpaired

TABLES = st.integers(1, 4).flatmap(
    lambda width: st.lists(st.lists(st.booleans(), min_size=width, max_size=width), min_size=1, max_size=4)
)


@given(TABLES)
def test_first_unpaired__any_table__then_agrees_with_brute_force(table: list[list[bool]]) -> None:
    width = len(table[0])
    possible = any(
        all(table[row][column] for row, column in enumerate(columns))
        for columns in permutations(range(width), len(table))
    )
    assert (first_unpaired(len(table), width, lambda a, b: table[a][b]) is None) is possible


@given(TABLES)
def test_first_in_order__any_table__then_agrees_with_brute_force(table: list[list[bool]]) -> None:
    width = len(table[0])
    possible = any(
        all(table[row][column] for row, column in enumerate(columns))
        for columns in permutations(range(width), len(table))
        if list(columns) == sorted(columns)
    )
    assert (first_in_order(len(table), width, lambda a, b: table[a][b]) is None) is possible


def test_first_unpaired__too_many_pairs__then_not_taken_for_paired() -> None:
    assert first_unpaired(2_000, 2_000, lambda a, b: True) == 0
