"""A pattern that waits: compiled at the first use, then as good as any other."""

from __future__ import annotations

import re
import sys

import pytest

from planproof.plan.late_pattern import late_pattern
from planproof.plan.rules import all_rules


def test_late_pattern__source_that_is_no_pattern__then_refused_at_the_first_use_only() -> None:
    pattern = late_pattern("(")
    with pytest.raises(re.error):
        pattern.search("x")


def test_late_pattern__methods_and_flags__then_those_of_the_compiled_pattern() -> None:
    pattern = late_pattern(r"^(?P<word>b\w+)", re.MULTILINE | re.IGNORECASE)
    match = pattern.search("a\nBcd")
    assert match is not None
    assert match["word"] == "Bcd"
    assert pattern.findall("b1\nb2") == ["b1", "b2"]
    assert pattern.sub("x", "be\nno") == "x\nno"


def test_late_pattern__used_twice__then_the_same_method_is_kept() -> None:
    pattern = late_pattern("a")
    assert pattern.finditer is pattern.finditer


def test_late_pattern__attribute_that_patterns_lack__then_refused() -> None:
    with pytest.raises(AttributeError, match="fnd"):
        _ = late_pattern("a").fnd  # type: ignore[attr-defined]


def test_late_pattern__those_of_every_rule_and_what_it_imports__then_all_can_be_compiled() -> None:
    assert all_rules()
    modules = [module for name, module in sys.modules.items() if name.startswith("planproof.plan.")]
    late = [value for module in modules for value in vars(module).values() if type(value) is type(late_pattern(""))]
    assert len(late) > 100
    for pattern in late:
        assert pattern.groups >= 0


def test_late_pattern__of_bytes__then_searches_bytes() -> None:
    found = late_pattern(rb"(\d+) ms").search(b"takes 25 ms")
    assert found is not None
    assert found.group(1) == b"25"
