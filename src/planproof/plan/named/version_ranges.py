"""Versions as people write them and as manifests write them, and whether the two can both be true.

    `3.12` in a plan       3.12.0 up to, not including, 3.13          `>=3.11,<3.14`     all specifiers hold
    `3.12+`, `>=3.12`      3.12.0 and later                           `3.11, 3.12`       one of them
    `^18.2`, `~=0.110`     as npm, Poetry, Cargo and PEP 440 say      `^18 || ^19`       one of them

Sources: PEP 440, "Version specifiers"; the npm documentation of semver ranges; The Cargo Book, "Specifying Dependencies".
"""

from __future__ import annotations

import re
from typing import NamedTuple

from planproof.plan.late_pattern import late_pattern

__all__ = ["Range", "meets", "ranges_of"]

_SPECIFIER = late_pattern(r"(>=|<=|==|!=|~=|\^|~|>|<|=)?[ \t]*v?(\d{1,9}(?:\.\d{1,9}){0,4})(?:\.[*x])?")
_BARE = late_pattern(r"v?\d{1,9}(?:\.\d{1,9}){0,4}")
_SPECIFIERS_MAX = 20

_Version = tuple[int, ...]


class Range(NamedTuple):
    """All versions from `low` up to, not including, `high`; `high` None: without an end."""

    low: _Version
    high: _Version | None


def meets(stated: Range, allowed: list[Range]) -> bool:
    """Whether some version is in both."""
    return any(
        (each.high is None or stated.low < each.high) and (stated.high is None or each.low < stated.high)
        for each in allowed
    )


def ranges_of(text: str, *, bare_is_minimum: bool = False) -> list[Range] | None:
    """The versions that a text allows; None for a text that can't be read as versions.

    Args:
        text: `>=3.11,<3.14`, `^18.2.0`, `3.11, 3.12`, `16-alpine`, `20.x`.
        bare_is_minimum: a version without a sign is the least one, as in Cargo's `rust-version` and go.mod.
    """
    alternatives = text.split("||")
    if len(alternatives) > 1:
        found = [ranges_of(each, bare_is_minimum=bare_is_minimum) for each in alternatives[:_SPECIFIERS_MAX]]
        return None if any(each is None for each in found) else [one for each in found for one in each or ()]
    listed = [part.strip() for part in text.split(",")]
    if all(_BARE.fullmatch(part) for part in listed):
        return [_one("" if not bare_is_minimum else ">=", _numbers(part)) for part in listed]
    return _together(text.strip(), bare_is_minimum)


def _together(text: str, bare_is_minimum: bool) -> list[Range] | None:
    """What all specifiers of a text allow together."""
    low: _Version = ()
    high: _Version | None = None
    at = 0
    for _ in range(_SPECIFIERS_MAX):
        found = _SPECIFIER.match(text, at)
        if not found:
            return None
        sign = found[1] or (">=" if bare_is_minimum else "")
        if sign != "!=":
            one = _one(sign, _numbers(found[2]))
            low = max(low, one.low)
            high = one.high if high is None else high if one.high is None else min(high, one.high)
        at = found.end()
        separator = re.compile(r"[ \t]*,[ \t]*|[ \t]+|$|-[a-z]").match(text, at)
        if separator is None:
            return None
        if at == len(text) or separator[0].startswith("-"):  # `16-alpine`
            return [Range(low, high)]
        at = separator.end()
    return None


def _one(sign: str, version: _Version) -> Range:
    if sign in (">=", ">"):
        return Range(version, None)
    if sign in ("<", "<="):
        return Range((), version if sign == "<" else _next(version))
    if sign == "^":
        fixed = next((number + 1 for number, part in enumerate(version) if part), len(version))
        return Range(version, _next(version[:fixed]))
    if sign == "~=":
        return Range(version, _next(version[:-1] or version))
    if sign == "~":
        return Range(version, _next(version[:2]))
    return Range(version, _next(version))


def _next(version: _Version) -> _Version:
    """The first version that no longer begins with this one."""
    return (*version[:-1], version[-1] + 1)


def _numbers(text: str) -> _Version:
    return tuple(int(part) for part in text.lstrip("v").split("."))
