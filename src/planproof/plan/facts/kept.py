"""Facts out of the cache: symbols by name as they are asked for, everything else once and together.

What several files only say together (languages, modules, routes below a prefix of another file, tables after all migrations) is put
right here, from what each file said by itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property

from planproof.plan.facts.cache import FactCache
from planproof.plan.facts.model import Fact, FactKind, HeldFacts
from planproof.plan.facts.modules import languages, modules
from planproof.plan.facts.routes import routes
from planproof.plan.facts.settle import SETTLED_KINDS, settled

__all__ = ["KeptFacts"]

_TOGETHER = SETTLED_KINDS | {FactKind.LANGUAGE, FactKind.MODULE, FactKind.ROUTE}


class KeptFacts:
    """Answers for the facts of a repository out of the cache; a `FactSource`.

    Args:
        cache: up to date.
        files: whose contents were read, in order of path.
    """

    def __init__(self, cache: FactCache, files: tuple[str, ...]) -> None:
        self._cache = cache
        self._files = files

    def all(self, kind: FactKind) -> Sequence[Fact]:
        """Every fact of a kind, in order of path and line; languages, the largest first."""
        return self._all_symbols if kind is FactKind.SYMBOL else self._others.all(kind)

    def named(self, kind: FactKind, name: str) -> Sequence[Fact]:
        """The facts of a kind with exactly that name."""
        if kind is FactKind.SYMBOL:
            return [fact for fact in self.symbols(name) if fact.name == name]
        return self._others.named(kind, name)

    def symbols(self, name: str) -> Sequence[Fact]:
        """Symbols by full name or by their last part."""
        return self._cache.symbols_named(name)

    def symbols_of(self, path: str) -> Sequence[Fact]:
        """The symbols that one file declares, in order of lines."""
        return self._cache.symbols_of(path)

    def names(self, kind: FactKind) -> Iterable[str]:
        """The names of a kind."""
        return self._cache.symbol_names() if kind is FactKind.SYMBOL else self._others.names(kind)

    @cached_property
    def _all_symbols(self) -> list[Fact]:
        return self._cache.symbols()

    @cached_property
    def _others(self) -> HeldFacts:
        found: dict[FactKind, list[Fact]] = {}
        for fact in self._cache.facts():
            found.setdefault(fact.kind, []).append(fact)
        alone = [fact for kind, facts in found.items() if kind not in _TOGETHER for fact in facts]
        together = settled(fact for kind in SETTLED_KINDS for fact in found.get(kind, ()))
        together += modules(found.get(FactKind.MODULE, ()), self._files)
        together += routes(found.get(FactKind.ROUTE, ()), self._files)
        ordered = sorted((*alone, *together), key=lambda fact: (fact.place.path, fact.place.line))
        return HeldFacts([*languages(found.get(FactKind.LANGUAGE, ())), *ordered])
