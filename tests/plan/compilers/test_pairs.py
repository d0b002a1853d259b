"""Opening functions are told by their names, and words that only look like one are not."""

from __future__ import annotations

import pytest

from planproof.plan.compilers.pairs import closing_names


@pytest.mark.parametrize(
    ("opening", "closing"),
    [
        ("ring_init", "ring_destroy"),
        ("ring_init", "ring_fini"),
        ("init_ring", "destroy_ring"),
        ("log_open", "log_close"),
        ("slot_acquire", "slot_release"),
        ("ring_new_with_size", "ring_free"),
        ("ringCreate", "ringDestroy"),
    ],
)
def test_closing_names__opening_function__then_its_partner_among_them(opening: str, closing: str) -> None:
    assert closing in closing_names(opening)


@pytest.mark.parametrize(
    "name",
    ["ring_push", "ring_open_calls", "ring_is_open", "head_load_acquire", "renew", "initial_size", "init", "new", ""],
)
def test_closing_names__other_function__then_none(name: str) -> None:
    assert closing_names(name) == []
