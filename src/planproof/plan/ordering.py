"""Memory orderings as a plan writes them: the words of a thread-safety table, and the partner each of them needs.

    | Field  | Writer   | Readers | Ordering                    | Synchronises with |
    | cursor | producer | drain   | store release, load acquire | `cursor`          |
    | head   | drain    |         | relaxed                     |                   |

A release means something only to whoever acquires the same field (or the one that is named as partner).
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from planproof.plan.late_pattern import late_pattern
from planproof.plan.model import SharedField

__all__ = ["ACQUIRING", "RELEASING", "field_names", "is_blank", "names_of", "orderings", "says_no_ordering"]

ACQUIRING = frozenset({"acquire", "acq_rel", "consume", "seq_cst"})
RELEASING = frozenset({"release", "acq_rel", "seq_cst"})

_ORDERING = late_pattern(r"\b(?:memory_order[_:]+)?(relaxed|acquire|release|acq[_-]rel|seq[_-]cst|consume)\b", re.I)
_NO_ATOMIC = late_pattern(
    r"\b(plain|non-?atomic|mutex|\w*lock\w*|immutable|read-only|const|constant|once|thread-local)\b", re.I
)
_BLANK = frozenset({"", "-", "–", "—", "none", "n/a", "tbd", "todo", "?", "..."})
_NAME = late_pattern(r"[A-Za-z_]\w*")
_PATH_END = late_pattern(r"[\s,/;&+()]+")
_TICKED = late_pattern(r"`([^`]+)`")


def orderings(text: str) -> frozenset[str]:
    """The C11 orderings that a text names, each as `relaxed`, `acquire`, `release`, `acq_rel`, `seq_cst` or `consume`."""
    return frozenset(found.lower().replace("-", "_") for found in _ORDERING.findall(text))


def says_no_ordering(text: str) -> bool:
    """Whether a text says that the field isn't atomic: plain, under a lock, constant."""
    return bool(_NO_ATOMIC.search(text))


def is_blank(text: str) -> bool:
    """Whether a cell says nothing: empty, a dash, `none`, `TBD`."""
    return text.strip().strip("`").strip().lower() in _BLANK


def field_names(text: str, known: Iterable[str] = ()) -> frozenset[str]:
    """The fields that a cell names, each without what it is part of (`slot.state` gives `state`).

    Args:
        text: a cell; its code-ticked pieces when it has any, else all of it.
        known: when given, names among these, wherever in the cell they stand, and no others.
    """
    if known:
        return frozenset(_NAME.findall(text)) & frozenset(known)
    pieces = _TICKED.findall(text) or [text]
    return frozenset(name for piece in pieces for path in _PATH_END.split(piece) if (name := _last_name(path)))


def _last_name(path: str) -> str:
    names = _NAME.findall(re.sub(r"\[[^\]]*\]", "", path.replace("`", "")))
    return names[-1] if names else ""


def names_of(rows: Iterable[SharedField]) -> frozenset[str]:
    """Every field that has a row."""
    return frozenset(name for row in rows for name in field_names(row.name))
