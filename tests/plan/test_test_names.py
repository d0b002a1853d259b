"""A test's name is taken apart, and matched with the symbol it is about."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planproof.plan.test_names import NameIndex, TestName, parse_test_name, unit_covers


@pytest.mark.parametrize(
    ("name", "unit"),
    [
        ("registry_claim__full__then_refused", "registry_claim"),
        ("test_registry_claim__full__then_refused", "registry_claim"),
        ("Registry.claim__full__then_refused", "Registry.claim"),
        ("RegistryTest.claim__full__then_refused", "Registry.claim"),
        ("Sizes/Registry.claim__full__then_refused/0", "Registry.claim"),
        ("registry_claim__full__then_refused[64-a__b]", "registry_claim"),
        ("tests/test_store.py::test_add__twice__then_one", "add"),
    ],
)
def test_parse_test_name__in_the_form__then_its_unit(name: str, unit: str) -> None:
    parsed = parse_test_name(name)
    assert parsed is not None
    assert parsed.unit == unit


def test_parse_test_name__whole__then_three_parts() -> None:
    assert parse_test_name("claim__all_slots_taken__then_refused") == TestName("claim", "all_slots_taken", "refused")


@pytest.mark.parametrize(
    "name",
    [
        "",
        "test_create",
        "claim__full",
        "claim__full__refused",
        "claim__full__then_",
        "a__b__c__then_d",
        "__b__then_c",
        "a____then_c",
    ],
)
def test_parse_test_name__another_form__then_none(name: str) -> None:
    assert parse_test_name(name) is None


@pytest.mark.parametrize(
    ("unit", "symbol"),
    [
        ("registry_claim", "registry_claim"),
        ("registry_claim", "planproof_registry_claim"),
        ("registry_claim_race", "registry_claim"),
        ("create", "LinkStore.create"),
        ("links_create", "LinkStore.create"),
        ("LinkStore.create", "LinkStoreProtocol.create"),
        ("HTTPServer.start", "http_server_start"),
    ],
)
def test_unit_covers__same_thing_in_another_style__then_true(unit: str, symbol: str) -> None:
    assert unit_covers(unit, symbol)


@pytest.mark.parametrize(
    ("unit", "symbol"), [("", "claim"), ("claim", "release"), ("registry", "registry_claim"), ("laim", "claim")]
)
def test_unit_covers__something_else__then_false(unit: str, symbol: str) -> None:
    assert not unit_covers(unit, symbol)


NAMES = st.lists(st.sampled_from(["registry", "claim", "Registry", "a", "_", ".", "HTTP"]), min_size=1, max_size=5).map(
    "".join
)


@given(units=st.lists(NAMES, max_size=4), symbol=NAMES)
def test_name_index__any_names__then_as_unit_covers_says(units: list[str], symbol: str) -> None:
    assert NameIndex(units).cover(symbol) == any(unit_covers(unit, symbol) for unit in units)


@given(symbols=st.lists(NAMES, max_size=4), unit=NAMES)
def test_name_index__any_symbols__then_as_unit_covers_says(symbols: list[str], unit: str) -> None:
    assert NameIndex(symbols).are_covered_by(unit) == any(unit_covers(unit, symbol) for symbol in symbols)
