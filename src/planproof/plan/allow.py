"""Inline remarks that silence a rule: `<!-- planproof: allow PP203 reason -->`.

    at the end of a line              for that line
    on a line of its own              for the block that follows; before a heading: for that section
    before the first heading          for the whole document

Several codes stand with commas: `allow PP203, PP204 reason`. A remark inside a code block or between backticks is text
that speaks about remarks, and silences nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

import msgspec

from planproof.plan.document import Document, Place
from planproof.plan.late_pattern import late_pattern
from planproof.plan.outline import Outline, outline_of

__all__ = ["Allow", "Misread", "allows_of", "misread_remarks_of"]

# Both bounds keep a document full of half-written remarks from costing the square of its length.
_REMARK = late_pattern(r"<!--\s{0,8}planproof:(?P<body>.{0,600}?)-->", re.DOTALL)
_ALLOW = late_pattern(r"\s*allow\b(?P<codes>\s*PP\w*(?:\s*,\s*PP\w*)*)?(?P<reason>.*)\Z", re.DOTALL)
_CODE = late_pattern(r"PP\w*")
_OURS = ("status", "/status")


class Allow(msgspec.Struct, frozen=True):
    """One code that one remark silences.

    Attributes:
        code: as written, `PP203`.
        reason: why; empty when none is given.
        place: the remark.
        first_line, last_line: the lines of the document that it covers.
    """

    code: str
    reason: str
    place: Place
    first_line: int
    last_line: int

    def covers(self, code: str, place: Place) -> bool:
        """Whether a finding of that code at that place is silenced."""
        return code == self.code and place.path == self.place.path and self.first_line <= place.line <= self.last_line


class Misread(msgspec.Struct, frozen=True):
    """A remark for planproof that says nothing planproof knows."""

    text: str
    place: Place


def allows_of(document: Document) -> tuple[Allow, ...]:
    """Every allow remark of a document in order, one entry a code."""
    found: list[Allow] = []
    for body, place, alone, end_line in _remarks(outline_of(document)):
        match = _ALLOW.match(body)
        if match and match["codes"]:
            reason = " ".join(match["reason"].split()).lstrip(":-– ")
            first, last = _reach(outline_of(document), place.line, end_line, alone)
            found += [Allow(code, reason, place, first, last) for code in _CODE.findall(match["codes"])]
    return tuple(found)


def misread_remarks_of(document: Document) -> tuple[Misread, ...]:
    """Remarks that open with `planproof:` and are neither an allow with a code nor one of planproof's own markers."""
    found = []
    for body, place, _, _ in _remarks(outline_of(document)):
        match = _ALLOW.match(body)
        if body.strip() not in _OURS and not (match and match["codes"]):
            found.append(Misread(" ".join(body.split()), place))
    return tuple(found)


@lru_cache(maxsize=8)
def _remarks(outline: Outline) -> tuple[tuple[str, Place, bool, int], ...]:
    """Body, place, whether it has its lines to itself, and last line of every remark outside code; asked for thrice."""
    return tuple(_found_remarks(outline)) if "planproof:" in outline.text else ()


def _found_remarks(outline: Outline) -> Iterator[tuple[str, Place, bool, int]]:
    for match in _REMARK.finditer(outline.text):
        if outline.code_at(match.start()) or outline.in_ticks(match.start()):
            continue
        place = outline.place(match.start())
        end_line = outline.line(match.end() - 1)
        before = outline.lines[place.line - 1][: place.column - 1]
        after = outline.lines[end_line - 1][outline.place(match.end() - 1).column :]
        yield match["body"], place, not before.strip() and not after.strip(), end_line


def _reach(outline: Outline, line: int, end_line: int, alone: bool) -> tuple[int, int]:
    """First and last line that a remark covers."""
    if not alone:
        return line, end_line
    if not outline.headings or line < outline.headings[0].place.line:
        return 1, len(outline.lines)
    start = outline.block_start(end_line + 1)
    section = outline.heading_at(start)
    return start, section.end_line if section else outline.block_end(start)
