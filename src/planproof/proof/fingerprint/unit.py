"""The pieces of a test file and what each one rests on; the language decides how a file falls into pieces.

A unit is one top-level piece: a test, a helper, a fixture, a constant, a macro, an import. It has names under which others
reach it, and the names that it mentions itself. The fingerprint of a test is a hash over its own text and that of every unit
that it reaches, so that weakening a helper or a constant counts as much as weakening the test.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

__all__ = ["Module", "Unit"]


@dataclass(frozen=True, slots=True)
class Unit:
    """One piece of a file.

    Attributes:
        text: the piece without comments, docstrings and formatting.
        names: under which other pieces mention it; empty for a piece that can't be mentioned.
        mentions: every name in it, also those of parameters (pytest finds fixtures by them).
        test: name of the test it is; empty when it is none.
        always: True for what acts on every test of the file: loose statements, automatic fixtures, hooks.
        exported: True when tests in other files reach it by its name: fixtures in a conftest.
        suite: where a unit acts on the tests of one suite only (GoogleTest's INSTANTIATE_…), that suite.
        taken_from: for an import or include, where from: `.helpers`, `tests.helpers`, `"helpers.h"`; empty for anything else.
        taken_whole: True when it takes the whole module (`import tests.helpers`, a star, an include), not names of it.
    """

    text: str
    names: frozenset[str]
    mentions: frozenset[str]
    test: str = ""
    always: bool = False
    exported: bool = False
    suite: str = ""
    taken_from: str = ""
    taken_whole: bool = False


@dataclass(frozen=True, slots=True)
class Module:
    """The units of one file, and the other files that its tests rest on.

    Attributes:
        parents: conftests, and the modules and headers of the test folders that this file takes from, directly or not.
        open: True for a module whose every unit may be reached by its name; of a conftest only what is exported may.
    """

    units: tuple[Unit, ...]
    parents: tuple[Module, ...] = field(default=())
    open: bool = False

    def bodies(self) -> dict[str, str]:
        """SHA-256 (hex) of each test, by name. Tests of one name in one file share a fingerprint over all of them."""
        names = sorted({unit.test for unit in self.units if unit.test})
        return {name: self._digest([unit for unit in self.units if unit.test == name]) for name in names}

    def _digest(self, tests: Sequence[Unit]) -> str:
        reached = self._reach(tests)
        # Order in the file doesn't matter: moving a helper is no edit.
        others = sorted({unit.text for unit in reached} - {unit.text for unit in tests})
        parts = [*(unit.text for unit in tests), "\x00", *others]
        return hashlib.sha256("\x01".join(parts).encode("utf-8", "surrogatepass")).hexdigest()

    def _reach(self, tests: Sequence[Unit]) -> Iterator[Unit]:
        """Every unit that the tests rest on, themselves included, each once."""
        seen: set[int] = set()
        queue: list[tuple[Module, Unit]] = [(self, unit) for unit in tests]
        for module in (self, *self.parents):
            queue += [(module, unit) for unit in module.units if unit.always]
        mentioned = {name for unit in tests for name in unit.mentions}
        queue += [(self, unit) for unit in self.units if unit.suite and unit.suite in mentioned]
        tables = {id(module): module._by_name() for module in (self, *self.parents)}
        while queue:
            module, unit = queue.pop()
            if id(unit) in seen:
                continue
            seen.add(id(unit))
            yield unit
            table = tables[id(module)]
            queue += [(module, other) for name in unit.mentions for other in table.get(name, ())]
            for parent in self.parents:
                others = [other for name in unit.mentions for other in tables[id(parent)].get(name, ())]
                queue += [(parent, other) for other in others if other.exported or parent.open]

    def _by_name(self) -> dict[str, list[Unit]]:
        table: dict[str, list[Unit]] = {}
        for unit in self.units:
            for name in unit.names:
                table.setdefault(name, []).append(unit)
        return table
