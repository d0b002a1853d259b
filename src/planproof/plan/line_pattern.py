"""One line of an expectation, and what decides whether a line of output fits it.

    ...                   any lines (handled by `plan.expectation`)        GAP
    /^id: \\d+$/           a regular expression, found in the line          RegexLine
    {"slug": "abc"}       JSON, as a subset                                JsonLine
    p99: < 25 ms          a number with a comparison or a tolerance        NumberLine
    Created link ...      text, `...` for any stretch                      TextLine

Regular expressions run on RE2, whose time is linear in the text: no expression in a plan can hang a proof. Its dialect has
no look-around and no back-references.
"""

from __future__ import annotations

from typing import Any, Protocol

import msgspec

from planproof.plan.json_subset import NO_JSON, json_mismatch, parse_json
from planproof.plan.late_pattern import late_pattern
from planproof.plan.quantity import Band, Target, parse_band, parse_quantity, parse_target
from planproof.plan.stretch import STRETCH, fits_stretch

__all__ = ["JsonLine", "LinePattern", "NumberLine", "RegexLine", "TextLine", "compile_regex", "parse_line"]

_REGEX_LINE = late_pattern(r"\s*/((?:[^/\\]|\\.)+)/\s*")
_LABEL = late_pattern(r"(.*?[:=]\s+)(\S.*)")
# Any output at all is fitted by an expression that fits all of these, so it decides nothing.
_PROBES = ("", "q7 Zx", '{"a": 1}', "-", "1.5")


class LinePattern(Protocol):
    """What every kind of line can do."""

    @property
    def source(self) -> str:
        """The line as written."""

    def mismatch(self, line: str) -> str:
        """Why a line of output doesn't fit; empty when it does."""


class TextLine(msgspec.Struct, frozen=True):
    """Text, with `...` for any stretch unless `exact`; spaces at the end don't count."""

    source: str
    exact: bool = False

    def mismatch(self, line: str) -> str:
        """Empty when the line fits."""
        wanted, got = self.source.rstrip(), line.rstrip()
        return "" if wanted == got or (not self.exact and fits_stretch(wanted, got)) else "the text differs"


class RegexLine(msgspec.Struct, frozen=True):
    """A regular expression that must be found in the line."""

    source: str
    pattern: Any

    def mismatch(self, line: str) -> str:
        """Empty when the line fits."""
        return "" if self.pattern.search(line.rstrip()) else "the regular expression isn't found in it"


class JsonLine(msgspec.Struct, frozen=True):
    """A JSON object or array on one line, compared as a subset."""

    source: str
    value: Any

    def mismatch(self, line: str) -> str:
        """Empty when the line fits."""
        got = parse_json(line)
        return "it is no JSON" if got is NO_JSON else json_mismatch(self.value, got)


class NumberLine(msgspec.Struct, frozen=True):
    """A label, kept literally, and a number that must meet a comparison or lie in a band."""

    source: str
    label: str
    figure: Target | Band

    def mismatch(self, line: str) -> str:
        """Empty when the line fits."""
        text = line.strip()
        label = self.label.strip()
        if not text.startswith(label):
            return f"it doesn't begin with {label!r}"
        measured = parse_quantity(text[len(label) :])
        wanted = self.figure.quantity if isinstance(self.figure, Target) else self.figure.centre
        if measured is None:
            return "there is no number with a known unit"
        if measured.dimension is not wanted.dimension:
            return f"the unit {measured.unit!r} measures something else than {wanted.unit!r}"
        return "" if self.figure.met_by(measured) else f"{measured} doesn't meet {self.figure}"


def parse_line(text: str) -> LinePattern | str:
    """The pattern of one line that isn't a bare `...`.

    Returns:
        the pattern, or one line that says why nothing can be decided by it.
    """
    regex = _REGEX_LINE.fullmatch(text)
    if regex:
        pattern = compile_regex(regex.group(1))
        return pattern if isinstance(pattern, str) else RegexLine(text, pattern)
    if text.strip()[:1] in ("{", "["):
        value = parse_json(text)
        if value is not NO_JSON:
            return JsonLine(text, value)
    return _number_line(text) or TextLine(text)


def _number_line(text: str) -> NumberLine | None:
    """`<= 25 ms` as a whole, else what follows a label: `p99: <= 25 ms`."""
    labelled = _LABEL.fullmatch(text.strip())
    for label, rest in (("", text.strip()), labelled.groups() if labelled else ("", "")):
        figure = parse_target(rest) or parse_band(rest)
        # In `p99: < 25 ms` the name of the statistic is the label that the output has too.
        if figure and not (isinstance(figure, Target) and figure.statistic):
            return NumberLine(text, label, figure)
    return None


def compile_regex(source: str) -> Any | str:
    """The compiled expression (`search` as in `re`), or one line that says what is wrong with it."""
    import re2  # costs 10 ms, and few plans hold a regular expression

    options = re2.Options()
    options.log_errors = False
    try:
        pattern = re2.compile(source, options)
    except re2.error as error:
        detail = error.args[0].decode("utf-8", "replace") if isinstance(error.args[0], bytes) else str(error)
        return f"the regular expression /{source}/ can't be used: {detail}"
    if all(pattern.search(probe) for probe in _PROBES[1:]):
        return f"the regular expression /{source}/ fits any output"
    return pattern


def only_gaps(lines: list[str]) -> bool:
    """Whether nothing but `...` stands in the lines."""
    return all(not line.replace(STRETCH, "").strip() for line in lines)
