"""The words of a thread-safety table."""

from __future__ import annotations

import pytest

from planproof.plan.ordering import field_names, is_blank, orderings, says_no_ordering


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("relaxed", {"relaxed"}),
        ("store-release, load-acquire", {"release", "acquire"}),
        ("`memory_order_acq_rel` (CAS)", {"acq_rel"}),
        ("std::memory_order::seq_cst", {"seq_cst"}),
        ("Release / Acquire", {"release", "acquire"}),
        ("thread-safe, unreleased", set()),
    ],
)
def test_orderings__cell__then_the_orders_it_names(text: str, found: set[str]) -> None:
    assert orderings(text) == found


@pytest.mark.parametrize("text", ["", "-", "—", " none ", "`-`", "TBD"])
def test_is_blank__cell_that_says_nothing__then_true(text: str) -> None:
    assert is_blank(text)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("`slot.state`", {"state"}),
        ("head / tail", {"head", "tail"}),
        ("`chunks[0].cursor`, `line->head`", {"cursor", "head"}),
        ("", set()),
    ],
)
def test_field_names__cell__then_last_names(text: str, names: set[str]) -> None:
    assert field_names(text) == names


def test_field_names__known_names__then_only_those_wherever_they_stand() -> None:
    assert field_names("the drain's acquire load of `ring.head` and seen", {"head", "seen", "tail"}) == {"head", "seen"}


@pytest.mark.parametrize("text", ["plain stores", "under `slots_lock`", "mutex", "constant after init"])
def test_says_no_ordering__field_that_is_not_atomic__then_true(text: str) -> None:
    assert says_no_ordering(text)
