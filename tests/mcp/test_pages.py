"""Cutting to a budget: never over it, nothing lost, nothing twice, more for more."""

from __future__ import annotations

import json
from collections.abc import Mapping

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planproof.errors import UsageError
from planproof.mcp.budget import LEAST_TOKENS, Cut, fitted
from planproof.mcp.kinds import ListPages, clipped, text_pages
from planproof.mcp.pages import Pages
from planproof.tokens import count_tokens

TEXTS = st.text(max_size=120) | st.text(alphabet='a b\n\t\x1b"\\é漢😀{}', max_size=300) | st.just("wörd " * 400)
BUDGETS = st.integers(LEAST_TOKENS, 1_500)


def line_of(item: Mapping[str, object]) -> str:
    return f"- {item['name']}"


def list_of(names: list[str], step: str = "plan_next") -> ListPages:
    items = tuple({"name": clipped(name, 400)} for name in names)
    return ListPages({"id": "M1_E1_I1"}, ("the head",), items, line_of, "items", step)


def cost(cut: Cut) -> int:
    """Tokens of the dearer form, by the JSON library that the client's side would use."""
    block = json.dumps([{"type": "text", "text": cut.text}], ensure_ascii=False, separators=(",", ":"))
    return max(count_tokens(block), count_tokens(json.dumps(cut.data, ensure_ascii=False, separators=(",", ":"))))


def read_all(pages: Pages, budget: int) -> list[Cut]:
    """Every page, by the cursors alone."""
    cuts = [fitted(pages, "test", budget)]
    while "more" in cuts[-1].data:
        more = cuts[-1].data["more"]
        assert isinstance(more, dict)
        cuts.append(fitted(pages, "test", budget, more["cursor"]))
    return cuts


def names_of(cuts: list[Cut]) -> list[str]:
    return [item["name"] for cut in cuts for item in cut.data["items"]]  # type: ignore[attr-defined]


def test_pages_count__all_pages_read__then_every_item_once() -> None:
    names = [f"item {number}" for number in range(300)]
    cuts = read_all(list_of(names), LEAST_TOKENS)
    assert len(cuts) > 5
    assert names_of(cuts) == names
    assert [line[2:] for cut in cuts for line in cut.text.split("\n") if line.startswith("- ")] == names


@settings(deadline=None, max_examples=60)
@given(st.lists(TEXTS, max_size=40), BUDGETS)
def test_pages_data__random_items_and_budgets__then_never_over(names: list[str], budget: int) -> None:
    pages = list_of(names)
    cuts = read_all(pages, budget)
    assert all(cost(cut) <= budget for cut in cuts)
    assert len(names_of(cuts)) == len(names)


@settings(deadline=None, max_examples=60)
@given(TEXTS, BUDGETS)
def test_pages_text__random_items_and_budgets__then_never_over(text: str, budget: int) -> None:
    pages = text_pages({"digest": "ab12"}, ("the head",), text * 5, "plan_next")
    cuts = read_all(pages, budget)
    assert all(cost(cut) <= budget for cut in cuts)
    assert "".join(str(cut.data["text"]) for cut in cuts) == "".join(pages.pieces)


@settings(deadline=None, max_examples=40)
@given(st.lists(TEXTS, min_size=1, max_size=60), BUDGETS, st.integers(0, 500))
def test_pages_text__larger_budget__then_contains_the_smaller(names: list[str], budget: int, more: int) -> None:
    small, large = fitted(list_of(names), "test", budget), fitted(list_of(names), "test", budget + more)
    assert large.stop >= small.stop
    assert len(names_of([large])) >= len(names_of([small]))


def test_pages_data__cursor_of_another_answer__then_refused() -> None:
    cursor = fitted(list_of(["x" * 50] * 60), "test", LEAST_TOKENS).data["more"]["cursor"]  # type: ignore[index]
    for pages, name, wrong in (
        (list_of(["y" * 50] * 60), "test", cursor),
        (list_of(["x" * 50] * 60), "other", cursor),
        (list_of(["x" * 50] * 60), "test", "99." + cursor.partition(".")[2]),
        (list_of(["x" * 50] * 60), "test", "1.00000000"),
        (list_of(["x" * 50] * 60), "test", "../../etc/passwd"),
    ):
        with pytest.raises(UsageError) as refused:
            fitted(pages, name, LEAST_TOKENS, wrong)
        assert "without cursor" in refused.value.hint


def test_pages_data__item_larger_than_budget__then_shortened() -> None:
    long = "漢字 " * 130
    cuts = read_all(list_of([long, "short", long]), LEAST_TOKENS)
    first, second, third = names_of(cuts)
    assert first.endswith("…")
    assert third == first
    assert second == "short"
    assert all(cost(cut) <= LEAST_TOKENS for cut in cuts)


def test_pages_left__each_page__then_items_that_are_to_come() -> None:
    given = 0
    for cut in read_all(list_of(["x" * 60] * 50), LEAST_TOKENS):
        given += len(names_of([cut]))
        more = cut.data.get("more", {"left": 0, "unit": "items"})
        assert isinstance(more, dict)
        assert (more["left"], more["unit"]) == (50 - given, "items")
        assert (f"left out: {50 - given} items" in cut.text) is (given < 50)


def test_pages_then__on_every_page__then_the_same_step() -> None:
    cuts = read_all(list_of(["x" * 60] * 50, "proof_status"), LEAST_TOKENS)
    assert {cut.data["next"] for cut in cuts} == {"proof_status"}
    assert all(cut.text.endswith("\nnext: proof_status") for cut in cuts)


def test_pages_identity__one_item_changed__then_cursor_refused() -> None:
    names = ["x" * 60] * 50
    cursor = fitted(list_of(names), "test", LEAST_TOKENS).data["more"]["cursor"]  # type: ignore[index]
    assert fitted(list_of(names), "test", 400, cursor).stop > 0
    with pytest.raises(UsageError, match="has changed since"):
        fitted(list_of([*names[:49], "y"]), "test", 400, cursor)


def test_pages_shortened__long_texts__then_cut_with_ellipsis() -> None:
    items = ({"name": "a" * 50, "files": ["b" * 50] * 9, "count": 10**20},)
    short = ListPages({"id": "c" * 50}, (), items, line_of, "items").shortened(8)
    assert short.items == ({"name": "a" * 7 + "…", "files": ["b" * 7 + "…"] * 3, "count": 10**20},)
    assert short.head == {"id": "c" * 50}


def test_fitted__head_larger_than_budget__then_says_what_is_needed() -> None:
    pages = ListPages({"id": "漢" * 300}, (), (), line_of, "items")
    with pytest.raises(UsageError, match="too few") as refused:
        fitted(pages, "test", LEAST_TOKENS)
    needed = int(refused.value.hint.rpartition("=")[2])
    assert fitted(pages, "test", needed).data["id"] == "漢" * 300
