"""How long it takes to cut a long answer."""

from __future__ import annotations

from typing import Any

from planproof.mcp.budget import DEFAULT_TOKENS, fitted
from planproof.mcp.kinds import ListPages


def test_pages__10000_items__then_under_50_ms(benchmark: Any) -> None:
    items = tuple({"id": f"M1_E1_I1_T{number}", "name": f"task number {number}"} for number in range(10_000))
    pages = ListPages({"id": "M1"}, ("M1",), items, lambda item: f"{item['id']} {item['name']}", "tasks", "plan_next")
    cut = benchmark(fitted, pages, "plan_show", DEFAULT_TOKENS)
    assert 20 < cut.stop < 10_000
