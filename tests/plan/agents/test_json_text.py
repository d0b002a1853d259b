"""JSON with places: what is read equals what `json` reads, and what is wrong is named with its place."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planproof.errors import EnvironmentFault
from planproof.plan.agents.json_text import JsonNode, read_json_text

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


def value_of(node: JsonNode, text: str) -> Any:
    if node.kind == "object":
        return {key.text: value_of(item, text) for key, item in zip(node.keys, node.items, strict=True)}
    if node.kind == "list":
        return [value_of(item, text) for item in node.items]
    return json.loads(text[node.start : node.end])


@settings(deadline=None, max_examples=60)
@given(JSON, st.sampled_from([None, 2, "\t"]), st.booleans())
def test_read_json_text__any_value__then_as_the_standard_library_reads_it(
    value: Any, indent: int | str | None, ascii_only: bool
) -> None:
    text = json.dumps(value, indent=indent, ensure_ascii=ascii_only)
    assert value_of(read_json_text(text, "x.json"), text) == value


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("", "x.json:1:1"),
        ("{", "x.json:1:2"),
        ('{"a": 1,}', "x.json:1:9"),
        ('{\n  "a": tru\n}', "x.json:2:8"),
        ('{"a" 1}', "x.json:1:6"),
        ('{"a": "b\n"}', "x.json:1:7"),
        ("[1 2]", "x.json:1:4"),
        ("{} x", "x.json:1:4"),
        ("// no\n{}", "x.json:1:1"),
        ("[" * 5000, "x.json:1:102"),
    ],
)
def test_read_json_text__not_json__then_named_with_its_place(text: str, place: str) -> None:
    with pytest.raises(EnvironmentFault) as caught:
        read_json_text(text, "x.json")
    assert caught.value.place == place


def test_read_json_text__comments_where_allowed__then_read() -> None:
    text = '\ufeff// first\n{"a": [1, /* two */ 2,], // three\n "b": "//"}\n'
    assert value_of(read_json_text(text, "x.json", comments=True), text) == {"a": [1, 2], "b": "//"}
