"""JSON compared as a subset: what is expected must be there, what else is there doesn't matter.

    expected  {"slug": "abc", "id": "..."}     got  {"slug": "abc", "id": 7, "clicks": 0}      fits
    expected  [1, 3]                           got  [1, 2, 3]                                  fits (in order, gaps allowed)
    expected  []                               got  [1]                                        differs

Objects: each expected key with a value that fits. Arrays: the expected elements in their order, others between them; with
`ordered=False` in any order. An empty object or array fits only an empty one, else it would fit everything. The string `"..."` fits
any value, and `...` inside a string any stretch. Numbers by value (`1` fits `1.0`), but `true` is no number.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from planproof.plan.late_pattern import late_pattern
from planproof.plan.pairing import first_in_order, first_unpaired
from planproof.plan.stretch import fits_stretch

__all__ = ["NO_JSON", "json_documents", "json_mismatch", "parse_json"]

NO_JSON = object()
"""What `parse_json` returns for text that is no JSON (None is JSON's `null`)."""

_MOST_STARTS = 200
_DEEPEST = 100
_START = late_pattern(r"^[ \t]*([\[{])", re.MULTILINE)


def parse_json(text: str) -> Any:
    """The value of a whole text; `NO_JSON` when it is none, or is nested more than 100 deep.

    `NaN` and `Infinity`, which JSON lacks, are refused.
    """
    try:
        return _shallow(_decoder().decode(text))
    except (ValueError, RecursionError):
        return NO_JSON


@lru_cache(maxsize=1)
def _decoder() -> json.JSONDecoder:
    """Made once: `json.loads` makes a new one for each text it is to refuse something in."""
    return json.JSONDecoder(parse_constant=_refuse)


def json_documents(output: str) -> Iterator[Any]:
    """The JSON values in a command's output: the whole of it, or else each object or array that starts a line.

    At most 200 starts are tried, so that hostile output costs little.
    """
    whole = parse_json(output)
    if whole is not NO_JSON:
        yield whole
        return
    decoder = _decoder()
    start = _START.search(output)
    for _ in range(_MOST_STARTS):
        if not start:
            return
        end = start.end()
        try:
            value, end = decoder.raw_decode(output, start.start(1))
            value = _shallow(value)
        except (ValueError, RecursionError):
            value = NO_JSON
        if value is not NO_JSON:
            yield value
        start = _START.search(output, end)


def json_mismatch(expected: Any, got: Any, *, ordered: bool = True, path: str = "$") -> str:
    """Where and how a value differs from what is expected of it.

    Args:
        expected, got: values as `json.loads` gives them.
        ordered: whether array elements must come in the expected order.
        path: where the two stand, for the message.

    Returns:
        one line such as `$.user.name: expected "ada", got "bob"`; empty when it fits.
    """
    if isinstance(expected, str) and expected == "...":
        return ""
    if isinstance(expected, dict) and isinstance(got, dict):
        return _object_mismatch(expected, got, ordered, path)
    if isinstance(expected, list) and isinstance(got, list):
        return _array_mismatch(expected, got, ordered, path)
    if isinstance(expected, str) and isinstance(got, str):
        return "" if fits_stretch(expected, got) else _difference(expected, got, path)
    same_kind = isinstance(expected, bool) == isinstance(got, bool)
    return "" if same_kind and expected == got else _difference(expected, got, path)


def _object_mismatch(expected: dict[str, Any], got: dict[str, Any], ordered: bool, path: str) -> str:
    if not expected and got:
        return _difference(expected, got, path)
    for key, value in expected.items():
        if key not in got:
            return f"{path}: key {json.dumps(key, ensure_ascii=False)} is missing, there are {_short(list(got))}"
        found = json_mismatch(value, got[key], ordered=ordered, path=f"{path}.{key}")
        if found:
            return found
    return ""


def _array_mismatch(expected: list[Any], got: list[Any], ordered: bool, path: str) -> str:
    if not expected and got:
        return _difference(expected, got, path)

    def fits(index: int, at: int) -> bool:
        return not json_mismatch(expected[index], got[at], ordered=ordered)

    lonely = first_in_order if ordered else first_unpaired
    index = lonely(len(expected), len(got), fits)
    if index is None:
        return ""
    if len(expected) == len(got) == 1:
        return json_mismatch(expected[0], got[0], ordered=ordered, path=f"{path}[0]")
    return f"{path}: expected element {index}, {_short(expected[index])}, is not there"


def _difference(expected: Any, got: Any, path: str) -> str:
    return f"{path}: expected {_short(expected)}, got {_short(got)}"


def _short(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 120 else text[:117] + "…"


def _shallow(value: Any) -> Any:
    """The value itself, or `NO_JSON` when it is nested deeper than comparing by recursion can follow."""
    level = [value]
    for _ in range(_DEEPEST):
        level = [
            child
            for parent in level
            if isinstance(parent, (dict, list))
            for child in (parent.values() if isinstance(parent, dict) else parent)
        ]
        if not level:
            return value
    return NO_JSON


def _refuse(constant: str) -> Any:
    raise ValueError(f"{constant} is no JSON")
