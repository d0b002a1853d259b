"""Turns what compilers say of a plan's interface blocks into the hits of a rule."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator

from planproof.plan.compilers import Diagnostic
from planproof.plan.compilers.language import blocks_in
from planproof.plan.document import Place
from planproof.plan.model import Interface, Plan
from planproof.plan.rule import Desk, Hit

__all__ = ["compiler_hits", "parser_hits"]


def compiler_hits(plan: Plan, desk: Desk, languages: Collection[str], kind: str, hint: str) -> Iterator[Hit]:
    """Every diagnostic of one kind that the desk's compilers give for blocks in these languages, as a hit."""
    return parser_hits(plan, lambda interface: desk.diagnose(interface, plan), languages, kind, hint)


def parser_hits(
    plan: Plan, ask: Callable[[Interface], list[Diagnostic]], languages: Collection[str], kind: str, hint: str
) -> Iterator[Hit]:
    """Every diagnostic of one kind that `ask` gives for blocks in these languages, as a hit at its place."""
    for interface in blocks_in(plan, languages):
        for diagnostic in ask(interface):
            if diagnostic.kind == kind:
                yield Hit(Place(interface.place.path, diagnostic.line, diagnostic.column), diagnostic.message, hint)
