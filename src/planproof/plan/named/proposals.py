"""What most likely was meant by a name that is nowhere: proposed some times, then no more, since each looks through all names."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from planproof.plan.rule import Desk

__all__ = ["Proposals"]

_PROPOSALS_MAX = 50  # of one rule in one check; a plan that names 5,000 wrong paths is wrong in another way


class Proposals:
    """Hints with the nearest thing that exists.

    Args:
        desk: its facts are asked.
    """

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._found: dict[str, str] = {}

    def file(self, path: str, otherwise: str) -> str:
        """A hint with the file whose path looks most like it; `otherwise` where none does."""
        return self._hint(path, lambda: self._desk.facts.nearest_files(path, 1), otherwise)

    def module(self, name: str, otherwise: str) -> str:
        """Likewise for an importable module."""
        return self._of_kind("module", name, otherwise)

    def symbol(self, name: str, otherwise: str) -> str:
        """Likewise for a function, method or type."""
        return self._of_kind("symbol", name, otherwise)

    def table(self, name: str, otherwise: str) -> str:
        """Likewise for a table."""
        return self._of_kind("table", name, otherwise)

    def _of_kind(self, kind: str, name: str, otherwise: str) -> str:
        from planproof.plan.facts.model import FactKind

        return self._hint(name, lambda: self._desk.facts.nearest(FactKind(kind), name, 1), otherwise)

    def _hint(self, name: str, look: Callable[[], Sequence[str]], otherwise: str) -> str:
        if name not in self._found:
            if len(self._found) == _PROPOSALS_MAX:
                return otherwise
            self._found[name] = next(iter(look()), "")
        near = self._found[name]
        return f"did you mean {near}?" if near else otherwise
