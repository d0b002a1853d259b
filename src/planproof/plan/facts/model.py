"""One fact, the kinds there are, and the questions that may be put to all of them.

A fact says where it stands and at which digest of that file it was read, so that whoever uses it later can tell whether it still
holds. Rules, interview, scaffold, briefs and agents ask `Facts`; none of them opens a file of the repository by itself.
"""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches
from enum import StrEnum
from functools import cached_property

import msgspec

from planproof.plan.document import Place

__all__ = ["Fact", "FactKind", "Facts"]


class FactKind(StrEnum):
    """What a fact is about; behind each, what `name`, `value` and `extra` hold."""

    LANGUAGE = "language"  # python; value `412 files, 51234 lines`
    VERSION = "version"  # python, node, rust, c, or a package; value as written, `>=3.11`
    FRAMEWORK = "framework"  # fastapi, react, gtest; value the version asked for
    DEPENDENCY = "dependency"  # a declared package; value its range; extra `group`
    PACKAGE_MANAGER = "package manager"  # uv, poetry, npm, cargo, meson
    TOOL = "tool"  # pytest, ruff, mypy; value the command; extra `role`: test, lint, types, format, build, benchmark, coverage
    SETTING = "setting"  # one setting of a tool, `ruff.line-length`; value `120`
    CI = "ci"  # a job of a workflow; value its commands, one a line
    SERVICE = "service"  # a service of a compose file; value its image; extra `ports`, `build`, `depends_on`
    PORT = "port"  # 5432; value who listens there
    DATABASE = "database"  # postgresql; value its image or URL, secrets left out
    MIGRATION = "migration"  # its revision or file name; value the tool, `alembic`
    TABLE = "table"  # links; value the statement or class that makes it; extra `status`: made, dropped
    COLUMN = "column"  # links.code; value its type
    ENTRY_POINT = "entry point"  # a console script, binary or main module; value what it runs
    ROUTE = "route"  # `GET /links/{code}`; value the handler's name; extra `framework`
    VERB = "verb"  # a command of a command line, make target or script: `make test`, `npm run lint`; value what it does
    MODULE = "module"  # an importable module, `shortener.links`, crate or package; value its path
    SYMBOL = (
        "symbol"  # `LinkStore.add`; value its normalised signature; extra `kind`: function, method, type; `language`
    )
    VARIABLE = "environment variable"  # DATABASE_URL; value its default when one is written, secrets left out
    STANDARD = "standard"  # a standards document, CONTRIBUTING.md; value its title


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


class Facts:
    """All facts of one repository, asked by kind and name.

    Args:
        files: paths of all files that the repository keeps (what git ignores left out), relative to its root.
        facts: in order of path and line.
        problems: what couldn't be read, one line each with its place.
    """

    def __init__(self, files: Iterable[str], facts: Iterable[Fact], problems: Iterable[str] = ()) -> None:
        self.files = frozenset(files)
        self.problems = tuple(problems)
        self._facts = tuple(facts)

    def all(self, kind: FactKind) -> tuple[Fact, ...]:
        """Every fact of a kind, in order of path and line."""
        return tuple(self._of_kind.get(kind, ()))

    def named(self, kind: FactKind, name: str) -> tuple[Fact, ...]:
        """The facts of a kind with exactly that name."""
        return tuple(self._named.get((kind, name), ()))

    def symbols(self, name: str) -> tuple[Fact, ...]:
        """Symbols by full name (`LinkStore.add`) or by their last part (`add`)."""
        return tuple(self._symbols.get(name, ()))

    def symbols_of(self, path: str) -> tuple[Fact, ...]:
        """The symbols that one file declares, in order of lines."""
        return tuple(fact for fact in self.all(FactKind.SYMBOL) if fact.place.path == path)

    def nearest(self, kind: FactKind, name: str, count: int = 3) -> tuple[str, ...]:
        """Names of that kind which look most like `name`, the nearest first; empty when none is near."""
        return tuple(get_close_matches(name, sorted({fact.name for fact in self.all(kind)}), count, 0.6))

    def nearest_files(self, path: str, count: int = 3) -> tuple[str, ...]:
        """Paths that look most like `path`: first those with the same file name, then the similar ones."""
        base = path.rsplit("/", 1)[-1]
        same = sorted(each for each in self.files if each.rsplit("/", 1)[-1] == base)
        return tuple((same + get_close_matches(path, sorted(self.files - set(same)), count, 0.75))[:count])

    @cached_property
    def folders(self) -> frozenset[str]:
        """Every folder that holds a file, at whatever depth."""
        found: set[str] = set()
        for path in self.files:
            while "/" in path and (path := path.rsplit("/", 1)[0]) not in found:
                found.add(path)
        return frozenset(found)

    @cached_property
    def _of_kind(self) -> dict[FactKind, list[Fact]]:
        found: dict[FactKind, list[Fact]] = {}
        for fact in self._facts:
            found.setdefault(fact.kind, []).append(fact)
        return found

    @cached_property
    def _named(self) -> dict[tuple[FactKind, str], list[Fact]]:
        found: dict[tuple[FactKind, str], list[Fact]] = {}
        for fact in self._facts:
            found.setdefault((fact.kind, fact.name), []).append(fact)
        return found

    @cached_property
    def _symbols(self) -> dict[str, list[Fact]]:
        found: dict[str, list[Fact]] = {}
        for fact in self.all(FactKind.SYMBOL):
            for name in {fact.name, fact.name.rsplit(".", 1)[-1]}:
                found.setdefault(name, []).append(fact)
        return found
