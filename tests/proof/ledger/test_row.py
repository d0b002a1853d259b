"""One row and its line: the bytes are always the same, and whatever isn't a row says where and why."""

from __future__ import annotations

import hashlib
import json
import math
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planproof.errors import LedgerError
from planproof.proof.ledger.row import (
    Draft,
    canonical_json,
    decode_members,
    decode_row,
    encode_row,
    is_whole_row,
    row_hash,
    seal,
)
from planproof.proof.model import Origin, RowKind, Verdict

JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**63)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


def sealed(**values: object) -> bytes:
    return encode_row(seal(Draft(**values), iteration="M1_E1_I1", previous=()))  # type: ignore[arg-type]


@given(details=st.dictionaries(st.text(), JSON, max_size=4), reason=st.text(), duration_s=st.floats(0, 1e6))
def test_row__any_contents__then_read_back_equal_and_hash_holds(
    details: dict[str, object], reason: str, duration_s: float
) -> None:
    row = seal(
        Draft(details=details, reason=reason, duration_s=duration_s, counts={"tests": 12}),
        iteration="M1_E1_I1",
        previous=("a" * 64,),
    )
    line = encode_row(row)
    assert line.endswith(b"\n")
    assert line.count(b"\n") == 1
    members = decode_members(line[:-1], "x:1")
    assert row_hash(members) == row.hash
    assert decode_row(members, "x:1") == row
    assert encode_row(decode_row(members, "x:1")) == line


def test_row__hash_rule__then_line_without_its_hash_member() -> None:
    line = sealed(reason="ü 12 > 3", details={"hash": "not this one"}, started_at="2026-01-31T09:15:00.250Z")
    members = json.loads(line)
    spliced = line.rstrip(b"\n").replace(b'"hash":"' + members["hash"].encode() + b'",', b"")
    assert hashlib.sha256(spliced).hexdigest() == members["hash"]


def test_row__whole_float_and_integer__then_the_same_bytes() -> None:
    assert canonical_json({"b": 12.0, "a": -0.0}) == canonical_json({"a": 0, "b": 12}) == b'{"a":0,"b":12}'


def test_row__enums_and_tuples__then_plain_json() -> None:
    assert canonical_json((Verdict.PROVED, RowKind.CHECK, Origin.CI)) == b'["proved","check","ci"]'


def test_row__lone_surrogate__then_written_as_an_escape() -> None:
    assert json.loads(sealed(reason="caf\udce9"))["reason"] == "caf\\udce9"


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
def test_row__figure_not_finite__then_refused_with_its_name(value: float) -> None:
    with pytest.raises(LedgerError, match=re.escape("counts.p99")):
        sealed(counts={"p99": value})


def test_row__detail_of_no_json_type__then_refused_with_its_name() -> None:
    with pytest.raises(LedgerError, match=re.escape("details.x[1]")):
        sealed(details={"x": [1, b"bytes"]})


@pytest.mark.parametrize(
    ("line", "cause"),
    [
        (b"", "empty line"),
        (b"[1]", "JSON object"),
        (b"{", "no row"),
        (b'{"a":"\xff"}', "no row"),
        (b"{}", "schema or hash is missing"),
        (b"[" * 100_000, "no row"),
        (b"<<<<<<< HEAD", "conflict marker"),
    ],
)
def test_line__no_row__then_error_with_place_and_cause(line: bytes, cause: str) -> None:
    with pytest.raises(LedgerError, match=cause) as caught:
        decode_members(line, "EVIDENCE.jsonl:7")
    assert caught.value.place == "EVIDENCE.jsonl:7"
    assert caught.value.hint


@given(line=st.binary(max_size=300))
def test_line__arbitrary_bytes__then_never_a_traceback(line: bytes) -> None:
    assert not is_whole_row(line)


def test_members__newer_schema__then_named_and_not_read() -> None:
    members = decode_members(sealed()[:-1], "x:1") | {"schema": 99}
    with pytest.raises(LedgerError, match="schema 99"):
        decode_row(members, "x:1")


def test_members__wrong_type__then_member_is_named() -> None:
    members = decode_members(sealed()[:-1], "x:1") | {"stage": "three"}
    with pytest.raises(LedgerError, match="stage"):
        decode_row(members, "x:3")
