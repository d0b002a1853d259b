"""One row of evidence and its line of text: canonical JSON, and the hash that names it.

    {"base_commit":"…","check":"specify.red",…,"hash":"<H>",…,"tools":{"pytest":"9.2.0"},"trace_digest":"","verdict":"proved"}\\n

    canonical   keys sorted by code point, no spaces, UTF-8, numbers in their shortest form (whole ones without a point)
    H           SHA-256, hex, of that line with the member `"hash":"…",` left out and without the line end

Every member takes part in the hash, also one that only a newer planproof knows. A line that holds the same values in another
spelling (spaces, other key order, `1.0` for `1`) isn't ours: it was written by something else and counts as edited.
Wall times are rounded to the microsecond before they are hashed; other numbers are written as they are.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import UTC, datetime
from typing import Any

import msgspec

from planproof.errors import LedgerError
from planproof.proof.model import Evidence, Origin, RowKind, Verdict

__all__ = [
    "FIELD_NAMES",
    "SCHEMA",
    "Draft",
    "canonical_json",
    "decode_members",
    "decode_row",
    "encode_row",
    "is_whole_row",
    "line_hash",
    "now_text",
    "row_hash",
    "row_members",
    "seal",
    "spelling",
]

SCHEMA = 1
"""The schema this planproof writes; a row of a higher one is kept and named, never rewritten."""

FIELD_NAMES = frozenset(item.name for item in fields(Evidence))

_WHOLE_LIMIT = 2.0**53

_encoder = msgspec.json.Encoder(order="sorted")
_decoder = msgspec.json.Decoder()


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What the caller of `Ledger.append` knows; the ledger adds schema, iteration, previous rows and hash.

    The fields are those of `Evidence`. `started_at` left empty becomes the time of appending.
    """

    kind: RowKind = RowKind.CHECK
    stage: int = 0
    check: str = ""
    subject: str = ""
    verdict: Verdict = Verdict.UNPROVED
    reason: str = ""
    command: str = ""
    exit_code: int | None = None
    started_at: str = ""
    duration_s: float = 0.0
    counts: Mapping[str, float] = field(default_factory=dict)
    details: Mapping[str, Any] = field(default_factory=dict)
    plan_digest: str = ""
    code_digest: str = ""
    base_commit: str = ""
    proof_commit: str = ""
    dirty_digest: str = ""
    checker: str = ""
    tools: Mapping[str, str] = field(default_factory=dict)
    output_digest: str = ""
    trace_digest: str = ""
    origin: Origin = Origin.LOCAL


def now_text() -> str:
    """The time now as rows write it: RFC 3339, UTC, milliseconds, `2026-01-31T09:15:00.250Z`."""
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def canonical_json(value: Any) -> bytes:
    """The one spelling of a JSON value that is hashed.

    Args:
        value: JSON types, mappings, tuples, string enums; numbers finite.

    Raises:
        LedgerError: a number is not finite, or a value is of no JSON type.
    """
    return _encoder.encode(_plain(value, ""))


def row_hash(members: Mapping[str, Any]) -> str:
    """The hash of a row given as its members; a member `hash` is left out.

    Args:
        members: as decoded from a line, every member included, known to us or not.
    """
    rest = {name: value for name, value in members.items() if name != "hash"}
    return hashlib.sha256(_encoder.encode(rest)).hexdigest()


def line_hash(line: bytes, stated: str) -> str:
    """`row_hash` straight from a canonical line: the quick way when many rows are verified.

    Args:
        line: without its line end; known to be canonical.
        stated: the hash the row carries. No row can hold its own hash in another place, so the first occurrence is it.
    """
    return hashlib.sha256(line.replace(b'"hash":"%b",' % stated.encode(), b"", 1)).hexdigest()


def spelling(members: Mapping[str, Any]) -> bytes:
    """The line that these members have to stand in, without its line end."""
    return _encoder.encode(members)


def seal(draft: Draft, *, iteration: str, previous: tuple[str, ...]) -> Evidence:
    """A draft made into a row that follows others.

    Args:
        iteration: id of the iteration whose ledger it goes into.
        previous: hashes of the heads it follows; empty for the first row.

    Returns:
        the row with its hash, its mappings as they will be read back.

    Raises:
        LedgerError: a figure is not finite or a detail is of no JSON type.
    """
    values = {item.name: getattr(draft, item.name) for item in fields(Draft)}
    values["started_at"] = draft.started_at or now_text()
    if math.isfinite(draft.duration_s):
        values["duration_s"] = round(draft.duration_s, 6)
    unsealed = Evidence(schema=SCHEMA, hash="", previous=previous, iteration=iteration, **values)
    members = row_members(unsealed)
    # Converted back, so that the row equals what will be read from its line (copies of mappings, 12 as 12.0 in counts).
    return msgspec.convert({**members, "hash": row_hash(members)}, Evidence)


def encode_row(row: Evidence) -> bytes:
    """The row's line, line end included. The hash is written as it stands in the row."""
    return _encoder.encode(row_members(row)) + b"\n"


def decode_members(line: bytes, place: str) -> dict[str, Any]:
    """The members of one line, known to us or not.

    Args:
        line: without its line end.
        place: `file:line`, for the error.

    Raises:
        LedgerError: no JSON object, or one without a hash and a schema.
    """
    try:
        members = _decoder.decode(line)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise LedgerError(_why_unreadable(line, error), place=place, hint=_hint(line)) from error
    if not isinstance(members, dict):
        raise LedgerError("is no row: a JSON object is due", place=place, hint=_hint(line))
    if type(members.get("schema")) is not int or not isinstance(members.get("hash"), str):
        raise LedgerError("is no row of evidence: schema or hash is missing", place=place, hint=_hint(line))
    return members


def decode_row(members: Mapping[str, Any], place: str) -> Evidence:
    """The members of a line as a row; the hash is not checked here.

    Raises:
        LedgerError: the row is of a newer schema, or a member is missing or of a wrong type; names the member.
    """
    if members["schema"] > SCHEMA:
        raise LedgerError(
            f"was written by a newer planproof (schema {members['schema']}, this one reads {SCHEMA})",
            place=place,
            hint="upgrade planproof; the row was left as it is",
        )
    try:
        return msgspec.convert(members, Evidence)
    except msgspec.ValidationError as error:
        raise LedgerError(f"is no row of evidence: {error}", place=place, hint=_hint(b"")) from error


def is_whole_row(line: bytes) -> bool:
    """Whether these bytes are a complete row, hash and all; False for a piece of one."""
    try:
        members = decode_members(line, "")
    except LedgerError:
        return False
    return row_hash(members) == str(members["hash"])


def row_members(row: Evidence) -> dict[str, Any]:
    """A row's members in their canonical form, JSON types only, ready to be encoded."""
    plain = {item.name: _plain(getattr(row, item.name), item.name) for item in fields(Evidence)}
    if not row.hash:
        del plain["hash"]
    return plain


def _plain(value: Any, where: str) -> Any:
    """JSON types only, numbers and text in the form that is hashed."""
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, str):
        # A lone surrogate (from an undecodable file name or output) can't be written as UTF-8.
        return str(value).encode("utf-8", "backslashreplace").decode("utf-8")
    if isinstance(value, int):
        return int(value)
    if isinstance(value, float):
        return _number(value, where)
    if isinstance(value, Mapping):
        return {_plain(str(key), where): _plain(item, f"{where}.{key}") for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(item, f"{where}[{index}]") for index, item in enumerate(value)]
    raise LedgerError(f"{where} can't be written as evidence: {type(value).__name__} is no JSON type")


def _number(value: float, where: str) -> float | int:
    if not math.isfinite(value):
        raise LedgerError(f"{where} can't be written as evidence: {value} is no finite number")
    return int(value) if value.is_integer() and abs(value) < _WHOLE_LIMIT else value


def _why_unreadable(line: bytes, error: Exception) -> str:
    if line.startswith((b"<<<<<<<", b"=======", b">>>>>>>", b"|||||||")):
        return "is a conflict marker that git left"
    if not line.strip():
        return "is an empty line"
    return f"is no row of evidence: {str(error) or type(error).__name__}"


def _hint(line: bytes) -> str:
    if line.startswith((b"<<<<<<<", b"=======", b">>>>>>>", b"|||||||")):
        return (
            "keep the rows of both sides, delete the marker lines, and give .gitattributes `EVIDENCE.jsonl merge=union`"
        )
    return "restore the line as it was committed: git log -p -- EVIDENCE.jsonl"
