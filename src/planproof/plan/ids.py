"""Ids of the four things that are planned: `M1`, `M1_E2`, `M1_E2_I3`, `M1_E2_I3_T4`.

An id leads the name of its folder (`M1_E2_I3_SHORT_LINKS`) and may lead a file name (`M1_E2_I3_ITERATION.md`).
"""

from __future__ import annotations

from collections.abc import Iterable

from planproof.plan.late_pattern import late_pattern

__all__ = ["id_from_name", "id_level", "nearest_ids", "parent_id"]

_ID = late_pattern(r"M\d+(?:_E\d+(?:_I\d+(?:_T\d+)?)?)?(?![A-Za-z0-9])")
_LEVELS = ("milestone", "epic", "iteration", "task")


def id_from_name(name: str) -> str | None:
    """The id that leads a folder or file name, or None: `M1_E2_LINKS` gives `M1_E2`."""
    match = _ID.match(name)
    return match.group() if match else None


def id_level(identifier: str) -> str | None:
    """`milestone`, `epic`, `iteration` or `task`; None when the whole string is no id."""
    match = _ID.fullmatch(identifier)
    return _LEVELS[identifier.count("_")] if match else None


def parent_id(identifier: str) -> str | None:
    """The id one level up (`M1_E2_I3` gives `M1_E2`); None for a milestone."""
    head, _, _ = identifier.rpartition("_")
    return head or None


def nearest_ids(wanted: str, known: Iterable[str]) -> list[str]:
    """At most three known ids that look like the wanted one, best first."""
    from difflib import get_close_matches  # only where somebody mistyped

    return get_close_matches(wanted, list(known), n=3, cutoff=0.5)
