"""What only several files tell together, put right after all of them were read.

    lock files      versions of declared dependencies stay, those of what they bring along go
    unittest        said once, by the first of the files that use it
    migrations      played through in their order; a table or column stays once, as it stands at the end: made or dropped

The order is Alembic's chain of revisions, the names of Django's migrations in each app, and the paths of SQL files with numbers
compared as numbers (`V2__` before `V10__`); each folder of them tells its own story, so that a fixture of the tests drops nothing
of the project's. Tables that code or a Prisma schema declares stay as they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from planproof.plan.facts.model import Fact, FactKind
from planproof.plan.facts.packages.known import plain_name

__all__ = ["SETTLED_KINDS", "settled"]

SETTLED_KINDS = frozenset(
    {FactKind.COLUMN, FactKind.DEPENDENCY, FactKind.MIGRATION, FactKind.TABLE, FactKind.TOOL, FactKind.VERSION}
)


def settled(facts: Iterable[Fact]) -> list[Fact]:
    """The same facts, with those of `SETTLED_KINDS` as they are when all files are taken together.

    Args:
        facts: of all files, as the readers gave them; or those of `SETTLED_KINDS` alone.

    Returns:
        facts in order of path and line, which replace what was given.
    """
    facts = list(facts)
    declared = {plain_name(fact.name) for fact in facts if fact.kind == FactKind.DEPENDENCY}
    ranks = _ranks([fact for fact in facts if fact.kind == FactKind.MIGRATION])
    unittest = min((_order(fact) for fact in facts if _is_unittest(fact)), default=None)
    kept: list[Fact] = []
    steps: dict[tuple[str, str], list[Fact]] = {}
    for fact in facts:
        if fact.kind in (FactKind.TABLE, FactKind.COLUMN) and fact.get("step"):
            steps.setdefault((fact.get("source"), _folder(fact.place.path)), []).append(fact)
        elif fact.kind == FactKind.VERSION and fact.get("locked") and plain_name(fact.name) not in declared:
            continue
        elif not _is_unittest(fact) or _order(fact) == unittest:
            kept.append(fact)
    for changes in steps.values():
        changes.sort(key=lambda fact: (ranks.get(fact.get("step"), 0), _natural(fact.get("step")), fact.place.line))
        kept += _played(changes)
    return sorted(kept, key=_order)


def _order(fact: Fact) -> tuple[str, int]:
    return fact.place.path, fact.place.line


def _is_unittest(fact: Fact) -> bool:
    return fact.kind == FactKind.TOOL and fact.name == "unittest"


def _folder(path: str) -> str:
    """The folder whose files tell one story: that of the migrations, also where each migration has a folder of its own."""
    folder = path.rpartition("/")[0]
    inside = re.match(r"(?:.*/)?(?:migrations?|migrate|versions|changelog)(?=/|$)", folder)
    return inside[0] if inside else folder


def _ranks(migrations: list[Fact]) -> dict[str, int]:
    """Place of each Alembic revision in its chain: one more than the last of those before it; a circle ends where it began."""
    before = {fact.name: fact.get("down").split(", ") for fact in migrations if fact.value == "alembic"}
    ranks: dict[str, int] = {}
    for name in before:
        chain = [name]
        while chain:
            revision = chain[-1]
            missing = [
                each for each in before.get(revision, []) if each in before and each not in ranks and each not in chain
            ]
            if missing:
                chain.append(missing[0])
                continue
            ranks[revision] = 1 + max((ranks.get(each, 0) for each in before[revision]), default=0)
            chain.pop()
    return ranks


def _played(changes: list[Fact]) -> list[Fact]:
    """How tables and columns stand after all changes, in order."""
    state: dict[tuple[FactKind, str], Fact] = {}
    for fact in changes:
        key = (fact.kind, fact.name)
        old = fact.get("renamed_from")
        if fact.kind == FactKind.TABLE and (old or fact.get("status") == "dropped"):
            _pass_on(state, fact, old)
        elif old and (earlier := state.pop((FactKind.COLUMN, old), None)):
            fact = _with(fact, earlier.value)
        elif fact.kind == FactKind.COLUMN and fact.get("status") == "dropped" and key in state:
            fact = _with(fact, state[key].value)
        state[key] = fact
    return list(state.values())


def _pass_on(state: dict[tuple[FactKind, str], Fact], table: Fact, old: str) -> None:
    """The columns of a dropped table are dropped as well; those of a renamed table get its new name."""
    prefix = f"{old or table.name}."
    for key in [key for key in state if key[0] == FactKind.COLUMN and key[1].startswith(prefix)]:
        column = state.pop(key)
        name = f"{table.name}.{column.name.removeprefix(prefix)}" if old else column.name
        # What was renamed stands where it was made; what was dropped, where it was dropped.
        place, digest = (column.place, column.digest) if old else (table.place, table.digest)
        extra = column.extra if old else table.extra
        state[FactKind.COLUMN, name] = Fact(FactKind.COLUMN, name, column.value, place, digest, extra)
    if old:
        state.pop((FactKind.TABLE, old), None)


def _with(fact: Fact, value: str) -> Fact:
    """The fact with that value where it has none of its own."""
    return Fact(fact.kind, fact.name, fact.value or value, fact.place, fact.digest, fact.extra)


def _natural(step: str) -> tuple[tuple[int, int, str], ...]:
    """A key that sorts `V2__` before `V10__`."""
    parts = re.findall(r"\d+|\D+", step)
    return tuple((0, int(part), "") if part.isdecimal() else (1, 0, part) for part in parts)
