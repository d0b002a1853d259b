"""Versions that can both be true, and those that can't."""

from __future__ import annotations

import pytest

from planproof.plan.named.version_ranges import meets, ranges_of


def both(stated: str, configured: str, *, bare_is_minimum: bool = False) -> bool:
    wanted, allowed = ranges_of(stated), ranges_of(configured, bare_is_minimum=bare_is_minimum)
    assert wanted
    assert allowed
    return any(meets(each, allowed) for each in wanted)


@pytest.mark.parametrize(
    ("stated", "configured"),
    [
        ("3.12", ">=3.11,<3.14"),
        ("3.11", "3.11, 3.12, 3.13"),
        (">=3.10", ">=3.11"),
        ("20", "20.11"),
        ("20", ">=18 <21"),
        ("18", "^18.2.0"),
        ("18", "^17 || ^18"),
        ("0.110", "~=0.110"),
        ("0.115", "~=0.110"),
        ("16", "16-alpine"),
        ("2", ">=2.0,!=2.0.3,<3"),
        ("1", "1.x"),
    ],
)
def test_meets__a_version_that_is_allowed__then_true(stated: str, configured: str) -> None:
    assert both(stated, configured)


@pytest.mark.parametrize(
    ("stated", "configured"),
    [
        ("3.10", ">=3.11"),
        ("3.14", ">=3.11,<3.14"),
        ("3.10", "3.11, 3.12"),
        ("19", "^18.2.0"),
        ("0.3", "^0.2.1"),
        ("1.0", "~=0.110"),
        ("1.3", "~1.2.0"),
        ("15", "16-alpine"),
        ("3.2", "==3.1.*"),
    ],
)
def test_meets__a_version_that_is_ruled_out__then_false(stated: str, configured: str) -> None:
    assert not both(stated, configured)


def test_ranges_of__bare_version_of_a_minimum__then_later_ones_too() -> None:
    assert both("1.80", "1.70", bare_is_minimum=True)
    assert not both("1.60", "1.70", bare_is_minimum=True)


@pytest.mark.parametrize("text", ["latest", "workspace:*", "", "*", "git+https://example.org/a", ">=3.11 and more"])
def test_ranges_of__no_version__then_none(text: str) -> None:
    assert ranges_of(text) is None
