"""Shared field incomplete: a row of the thread-safety table lacks its writer, its ordering or its partner.

## Why
Who writes, with which ordering, and what it meets: without one of them the row doesn't say whether two threads may touch
the field. A release or an acquire needs the field that it synchronises with; relaxed and plain accesses don't.

## Bad
````markdown file=TECH_DESIGN.md
## Thread Safety

| Field | Writer | Readers | Ordering | Synchronises with |
|---|---|---|---|---|
| `head` | producer | drain | release | | {PP802}
| `tail` | | producer | relaxed | | {PP802}
| `drops` | producer | drain | - | | {PP802}
````

## Good
````markdown file=TECH_DESIGN.md
## Thread Safety

| Field | Writer | Readers | Ordering | Synchronises with |
|---|---|---|---|---|
| `head` | producer | drain | store release, load acquire | `head` |
| `drops` | producer | drain | relaxed | |
````

## Fix
Fill the cell. A field that only one thread touches needs no row.
"""

from __future__ import annotations

from collections.abc import Iterator

from planproof.plan.model import Plan, SharedField
from planproof.plan.ordering import is_blank, orderings
from planproof.plan.rule import Desk, Hit, Rule, Severity

__all__ = ["RULE"]

_NEEDS_A_PARTNER = frozenset({"acquire", "release", "acq_rel"})


def check(plan: Plan, desk: Desk) -> Iterator[Hit]:
    """Every row that lacks something, with what it lacks."""
    for row in plan.shared_fields:
        lacks = _lacks(row)
        if lacks:
            yield Hit(row.place, f"shared field {row.name} has no {' and no '.join(lacks)}", "fill the cell")


def _lacks(row: SharedField) -> list[str]:
    lacks = ["writer"] if is_blank(row.writer) else []
    if is_blank(row.ordering):
        lacks.append("ordering")
    if orderings(row.ordering) & _NEEDS_A_PARTNER and is_blank(row.partner):
        lacks.append("partner that it synchronises with")
    return lacks


RULE = Rule("PP802", "shared-field-incomplete", Severity.ERROR, check_plan=check)
