"""Release without acquire: a field is released, and nothing in the plan acquires it.

## Why
A release publishes what was written before it to whoever acquires the same value. If the partner that the row names reads
it relaxed, or isn't in the plan, nothing is published. The same holds the other way round.

## Bad
````markdown file=TECH_DESIGN.md
## Thread Safety

| Field | Writer | Readers | Ordering | Synchronises with |
|---|---|---|---|---|
| `head` | producer | drain | release | `seen` | {PP803}
| `seen` | drain | producer | relaxed | `head` |
| `tail` | drain | producer | release | `limit` | {PP803}
````

## Good
````markdown file=TECH_DESIGN.md
## Thread Safety

| Field | Writer | Readers | Ordering | Synchronises with |
|---|---|---|---|---|
| `head` | producer | drain | store release | `head_seen` |
| `head_seen` | drain | drain | load acquire of `head` | `head` |
| `tail` | drain | producer | store release, load acquire | `tail` |
| `state` | owner | scanner | release | acquire load of `state` by the scanner |
````

## Fix
Name the field whose row acquires (or releases), or say both orders in the field's own row.
"""

from __future__ import annotations

from collections.abc import Iterator

from planproof.plan.model import Plan, SharedField
from planproof.plan.ordering import ACQUIRING, RELEASING, field_names, is_blank, names_of, orderings
from planproof.plan.rule import Desk, Hit, Rule, Severity

__all__ = ["RULE"]


def check(plan: Plan, desk: Desk) -> Iterator[Hit]:
    """Every row whose release meets no acquire, or whose acquire meets no release."""
    known = names_of(plan.shared_fields)
    for row in plan.shared_fields:
        own = orderings(row.ordering)
        if is_blank(row.partner) or (own & RELEASING and own & ACQUIRING):
            continue
        for kind, wanted in (("release", ACQUIRING), ("acquire", RELEASING)):
            if kind in own and (message := _unmet(row, kind, wanted, known, plan)):
                yield Hit(
                    row.place, message, f"name the field that is {'acquired' if kind == 'release' else 'released'}"
                )


def _unmet(row: SharedField, kind: str, wanted: frozenset[str], known: frozenset[str], plan: Plan) -> str:
    """Why the partner of a row doesn't meet its ordering; empty when it does."""
    if orderings(row.partner) & wanted:
        return ""
    named = field_names(row.partner, known) if known else frozenset()
    if not named:
        return f"{row.name}: {kind} meets {row.partner!r}, which is no field of this table"
    partners = [other for other in plan.shared_fields if field_names(other.name) & named]
    if any(orderings(partner.ordering) & wanted for partner in partners):
        return ""
    spelled = ", ".join(sorted(named))
    return f"{row.name}: {kind} meets {spelled}, whose ordering is {partners[0].ordering or 'empty'}"


RULE = Rule("PP803", "release-without-acquire", Severity.ERROR, check_plan=check)
