"""Atomic operations without an order are found in code, not in comments or strings."""

from __future__ import annotations

import pytest

from planproof.plan.compilers.atomic_calls import unordered_calls


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ("x = atomic_load(&a);", [("atomic_load", 1, 5)]),
        ("\n  atomic_fetch_add (&a, 1);", [("atomic_fetch_add", 2, 3)]),
        ("std::atomic<int> a; a.store(f(1, 2));", [("store", 1, 23)]),
        ("std::atomic<int> *a; a->compare_exchange_weak(x, y);", [("compare_exchange_weak", 1, 25)]),
        ("atomic_load_explicit(&a, memory_order_acquire);", []),
        ("std::atomic<int> a; a.load(std::memory_order_relaxed);", []),
        ("config.load(path);", []),
        ("/* atomic_load(&a) */ // atomic_store(&a, 1)", []),
        ('log("atomic_load(");', []),
        ("atomic_init(&a, 0);", []),
    ],
)
def test_unordered_calls__code__then_the_calls_without_order(code: str, found: list[tuple[str, int, int]]) -> None:
    assert list(unordered_calls(code)) == found
