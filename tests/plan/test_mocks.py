"""Mocks of internal code: each way to make one is found, and what isn't ours is left alone."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planproof.errors import PlanproofError
from planproof.plan.mocks import internal_mocks

HEAD = """import sys, unittest.mock, unittest.mock as um, shop
from unittest import mock
from unittest.mock import patch, patch as p, MagicMock, AsyncMock as AM
import shop.stock
import shop.stock as st
from shop.orders import Order, place as place_order
from shop.app import app, get_session
import httpx, requests
"""


def targets(code: str, *packages: str) -> list[str]:
    return [mock.target for mock in internal_mocks(HEAD + code, "tests/test_a.py", packages or ("shop",))]


@pytest.mark.parametrize(
    ("code", "target"),
    [
        ('patch("shop.stock.reserve")', "shop.stock.reserve"),
        ('@p("shop.stock.reserve", autospec=True)\ndef test_a(m): pass', "shop.stock.reserve"),
        ('with mock.patch("shop.stock.reserve") as m: pass', "shop.stock.reserve"),
        ('um.patch("shop.stock.reserve")', "shop.stock.reserve"),
        ('unittest.mock.patch(target="shop.stock.reserve")', "shop.stock.reserve"),
        ('patch.object(shop.stock, "reserve")', "shop.stock.reserve"),
        ('patch.object(st, attribute="reserve")', "shop.stock.reserve"),
        ('patch.object(Order, "total")', "shop.orders.Order.total"),
        ('order = Order()\npatch.object(order, "total")', "shop.orders.Order.total"),
        ('mock.patch.dict("shop.stock.LIMITS", {})', "shop.stock.LIMITS"),
        ("patch.dict(shop.stock.LIMITS, {})", "shop.stock.LIMITS"),
        ('patch.multiple("shop.stock", reserve=1)', "shop.stock"),
        ('TARGET = "shop.stock"\npatch(f"{TARGET}.reserve")', "shop.stock.reserve"),
        ('TARGET = "shop.stock"\npatch(TARGET + ".reserve")', "shop.stock.reserve"),
        ('def test_a(mocker): mocker.patch("shop.stock.reserve")', "shop.stock.reserve"),
        ('def test_a(session_mocker): session_mocker.patch.object(st, "reserve")', "shop.stock.reserve"),
        ('def test_a(monkeypatch): monkeypatch.setattr("shop.stock.reserve", 1)', "shop.stock.reserve"),
        ('def test_a(monkeypatch): monkeypatch.setattr(st, "reserve", lambda: 1)', "shop.stock.reserve"),
        ('def test_a(monkeypatch): monkeypatch.setitem(st.LIMITS, "a", 1)', "shop.stock.LIMITS"),
        ("st.reserve = MagicMock()", "shop.stock.reserve"),
        ("place_order = AM()", "shop.orders.place"),
        ("shop.stock.reserve = lambda: 1", "shop.stock.reserve"),
        ('sys.modules["shop.stock"] = MagicMock()', "shop.stock"),
        ("app.dependency_overrides[get_session] = lambda: 1", "shop.app.get_session"),
        ("app.dependency_overrides = {get_session: 1}", "shop.app.get_session"),
        ("app.dependency_overrides.update({get_session: 1})", "shop.app.get_session"),
    ],
)
def test_internal_mocks__replaces_our_code__then_target(code: str, target: str) -> None:
    assert targets(code) == [target]


@pytest.mark.parametrize(
    "code",
    [
        'patch("httpx.get")',
        'patch("shop.client.httpx.get")',
        'patch("shop.clock.time.sleep")',
        'patch("shopping.stock.reserve")',
        'patch.object(httpx, "get")',
        'patch.dict("os.environ", {})',
        'def test_a(monkeypatch): monkeypatch.setenv("A", "b")',
        'def test_a(monkeypatch): monkeypatch.setattr(requests, "get", 1)',
        "client = MagicMock()",
        "requests.get = MagicMock()",
        "order = Order()\norder.total = 3",
        "response = st.reserve()",
        'def patch_all(name): pass\npatch_all("shop.stock.reserve")',
    ],
)
def test_internal_mocks__not_ours_or_no_mock__then_none(code: str) -> None:
    assert targets(code) == []


def test_internal_mocks__found__then_place_and_way() -> None:
    (mock,) = internal_mocks(
        'import a\n\nwith patch_it, x.mocker.patch("a.b"): pass\nmocker.patch("a.b")', "t.py", ["a"]
    )
    assert (str(mock.place), mock.how) == ("t.py:4:1", "mocker.patch")


def test_internal_mocks__dotted_package__then_only_below_it() -> None:
    assert targets('patch("company.shop.a")\npatch("company.other.a")', "company.shop") == ["company.shop.a"]


@pytest.mark.parametrize("source", [b"def f(:", b"\x00", b"\xff\xfe", "(" * 10_000])
def test_internal_mocks__no_python__then_error_with_place(source: bytes | str) -> None:
    with pytest.raises(PlanproofError, match="is no Python"):
        internal_mocks(source, "tests/test_a.py", ["shop"])


@given(st.text(max_size=60))
def test_internal_mocks__any_text__then_only_our_error(source: str) -> None:
    with suppress(PlanproofError):
        internal_mocks(source, "a.py", ["shop"])
