"""One fact, the kinds there are, and the questions that may be put to all of them.

A fact says where it stands and at which digest of that file it was read, so that whoever uses it later can tell whether it still
holds. Rules, interview, scaffold, briefs and agents ask `Facts`; none of them opens a file of the repository by itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import StrEnum
from functools import cached_property
from typing import Protocol

import msgspec

from planproof.plan.document import Place
from planproof.plan.facts.nearest import Names

__all__ = ["Fact", "FactKind", "FactSource", "Facts", "HeldFacts", "last_part"]


class FactKind(StrEnum):
    """What a fact is about, and what its `name`, `value` and `extra` hold.

    Attributes:
        LANGUAGE: `python`; value `412 files, 51234 lines`.
        VERSION: `python`, `node`, `rust`, `c`, or a package; value as written, `>=3.11`; extra `locked`, its lock file.
        FRAMEWORK: `fastapi`, `react`, `gtest`; value the version asked for; extra `package`.
        DEPENDENCY: a declared package; value its range; extra `group` (dev, an extra, a scope), `ecosystem`.
        PACKAGE_MANAGER: `uv`, `poetry`, `npm`, `cargo`, `meson`; value its version or file.
        TOOL: `pytest`, `ruff`, `mypy`; value the command; extra `role`: test, lint, types, format, build, benchmark, coverage.
        SETTING: one setting of a tool, `ruff.line-length`; value `120`, a list joined by `, `.
        CI: a job of a workflow; value its commands, one a line; extra `workflow`, `runs_on`.
        SERVICE: a service of a compose file, manifest or job; value its image; extra `ports`, `build`, `depends_on`, `command`.
        PORT: `5432`; value who listens there; extra `target`, the port inside of the container.
        DATABASE: `postgresql`; value its image or address, secrets left out.
        MIGRATION: its revision or file name; value the tool, `alembic`, `django` or `sql`.
        TABLE: `links`; value the statement or class that makes it; extra `status` (made, dropped), `source`, `step` (migration).
        COLUMN: `links.code`; value its type; extra as for a table.
        ENTRY_POINT: a console script, binary, main module or process; value what it runs.
        ROUTE: `GET /links/{code}`; value the handler's name; extra `framework`.
        VERB: a command of a command line, a make target or script: `make test`, `npm run lint`; value what it does.
        MODULE: an importable module, `shortener.links`, a crate or package; value its path.
        SYMBOL: `LinkStore.add`; value its normalised signature; extra `kind` (function, method, type), `language`.
        VARIABLE: `DATABASE_URL`; value its default when one is written, empty for a secret; extra `service`.
        STANDARD: a standards document, `CONTRIBUTING.md`; value its title.
    """

    LANGUAGE = "language"
    VERSION = "version"
    FRAMEWORK = "framework"
    DEPENDENCY = "dependency"
    PACKAGE_MANAGER = "package manager"
    TOOL = "tool"
    SETTING = "setting"
    CI = "ci"
    SERVICE = "service"
    PORT = "port"
    DATABASE = "database"
    MIGRATION = "migration"
    TABLE = "table"
    COLUMN = "column"
    ENTRY_POINT = "entry point"
    ROUTE = "route"
    VERB = "verb"
    MODULE = "module"
    SYMBOL = "symbol"
    VARIABLE = "environment variable"
    STANDARD = "standard"


class Fact(msgspec.Struct, frozen=True, gc=False):
    """One thing that is so in the repository.

    Attributes:
        kind, name, value: see `FactKind`.
        place: where it stands; a path relative to the project's root.
        digest: SHA-256 of that file when it was read, in hex.
        extra: what else is known, by the names that `FactKind` gives.
    """

    kind: FactKind
    name: str
    value: str
    place: Place
    digest: str = ""
    extra: tuple[tuple[str, str], ...] = ()

    def get(self, name: str) -> str:
        """One of `extra`; empty when it isn't known."""
        return dict(self.extra).get(name, "")


class FactSource(Protocol):
    """Where facts are kept: all of them in memory, or in the cache, out of which only what is asked for is read."""

    def all(self, kind: FactKind) -> Sequence[Fact]:
        """Every fact of a kind, in order of path and line."""

    def named(self, kind: FactKind, name: str) -> Sequence[Fact]:
        """The facts of a kind with exactly that name."""

    def symbols(self, name: str) -> Sequence[Fact]:
        """Symbols by full name or by their last part."""

    def symbols_of(self, path: str) -> Sequence[Fact]:
        """The symbols that one file declares, in order of lines."""

    def names(self, kind: FactKind) -> Iterable[str]:
        """The names of a kind, in any order, some perhaps twice."""


class Facts:
    """All facts of one repository, asked by kind and name.

    Args:
        files: paths of all files that the repository keeps (what git ignores left out), relative to its root.
        facts: in order of path and line; or what answers for them.
        problems: what couldn't be read, one line each with its place.
    """

    def __init__(self, files: Iterable[str], facts: Iterable[Fact] | FactSource, problems: Iterable[str] = ()) -> None:
        self.files = frozenset(files)
        self.problems = tuple(problems)
        self._source: FactSource = HeldFacts(facts) if isinstance(facts, Iterable) else facts
        self._near: dict[FactKind, Names] = {}

    def all(self, kind: FactKind) -> tuple[Fact, ...]:
        """Every fact of a kind, in order of path and line."""
        return tuple(self._source.all(kind))

    def named(self, kind: FactKind, name: str) -> tuple[Fact, ...]:
        """The facts of a kind with exactly that name."""
        return tuple(self._source.named(kind, name))

    def symbols(self, name: str) -> tuple[Fact, ...]:
        """Symbols by full name (`LinkStore.add`) or by their last part (`add`)."""
        return tuple(self._source.symbols(name))

    def symbols_of(self, path: str) -> tuple[Fact, ...]:
        """The symbols that one file declares, in order of lines."""
        return tuple(self._source.symbols_of(path))

    def nearest(self, kind: FactKind, name: str, count: int = 3) -> tuple[str, ...]:
        """Names of that kind which look most like `name`, the nearest first; empty when none is near.

        A name without a dot is compared with the last parts of the symbols too: `ad` is near `LinkStore.add`.
        """
        if kind not in self._near:
            self._near[kind] = Names(self._source.names(kind), "." if kind is FactKind.SYMBOL else "")
        return self._near[kind].nearest(name, count, 0.6)

    def nearest_files(self, path: str, count: int = 3) -> tuple[str, ...]:
        """Paths that look most like `path`: first those with the same file name, then the similar ones."""
        same = self._files_by_name.get(path.rpartition("/")[2], [])
        similar = self._near_files.nearest(path, count + len(same[:count]), 0.75) if len(same) < count else ()
        return tuple(dict.fromkeys((*same, *similar)))[:count]

    @cached_property
    def folders(self) -> frozenset[str]:
        """Every folder that holds a file, at whatever depth."""
        found: set[str] = set()
        for path in self.files:
            while "/" in path and (path := path.rsplit("/", 1)[0]) not in found:
                found.add(path)
        return frozenset(found)

    @cached_property
    def _files_by_name(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for path in sorted(self.files):
            found.setdefault(path.rpartition("/")[2], []).append(path)
        return found

    @cached_property
    def _near_files(self) -> Names:
        return Names(self.files)


class HeldFacts:
    """Facts held in memory.

    Args:
        facts: in order of path and line.
    """

    def __init__(self, facts: Iterable[Fact]) -> None:
        self._of_kind: dict[FactKind, list[Fact]] = {}
        for fact in facts:
            self._of_kind.setdefault(fact.kind, []).append(fact)
        self._named: dict[FactKind, dict[str, list[Fact]]] = {}

    def all(self, kind: FactKind) -> Sequence[Fact]:
        """Every fact of a kind, in the order in which they were given."""
        return self._of_kind.get(kind, ())

    def named(self, kind: FactKind, name: str) -> Sequence[Fact]:
        """The facts of a kind with exactly that name."""
        if kind not in self._named:
            self._named[kind] = {}
            for fact in self.all(kind):
                self._named[kind].setdefault(fact.name, []).append(fact)
        return self._named[kind].get(name, ())

    def symbols(self, name: str) -> Sequence[Fact]:
        """Symbols by full name or by their last part."""
        return self._symbols.get(name, ())

    def symbols_of(self, path: str) -> Sequence[Fact]:
        """The symbols that one file declares."""
        return self._symbols_by_file.get(path, ())

    def names(self, kind: FactKind) -> Iterable[str]:
        """The names of a kind."""
        return (fact.name for fact in self.all(kind))

    @cached_property
    def _symbols(self) -> dict[str, list[Fact]]:
        found: dict[str, list[Fact]] = {}
        for fact in self.all(FactKind.SYMBOL):
            for name in {fact.name, last_part(fact.name)}:
                found.setdefault(name, []).append(fact)
        return found

    @cached_property
    def _symbols_by_file(self) -> dict[str, list[Fact]]:
        found: dict[str, list[Fact]] = {}
        for fact in self.all(FactKind.SYMBOL):
            found.setdefault(fact.place.path, []).append(fact)
        return found


def last_part(name: str) -> str:
    """`add` of `LinkStore.add`."""
    return name.rpartition(".")[2]
