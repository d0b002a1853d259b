"""Finds facts by what somebody typed: a kind in one word, a name."""

from __future__ import annotations

from planproof.errors import UsageError
from planproof.plan.facts.model import Fact, FactKind, Facts

__all__ = ["fact_kind", "facts_named", "typed_kind"]


def typed_kind(kind: FactKind) -> str:
    """A kind in one word, as it is typed: `entry-point`."""
    return kind.replace(" ", "-")


def fact_kind(written: str) -> FactKind:
    """The kind that a word means, in the singular or the plural.

    Raises:
        UsageError: it means none; names the nearest.
    """
    known = {typed_kind(kind): kind for kind in FactKind}
    wanted = written.lower().replace(" ", "-").replace("_", "-")
    if kind := known.get(wanted) or known.get(wanted.removesuffix("s")):
        return kind
    from difflib import get_close_matches  # only where somebody mistyped

    near = get_close_matches(wanted, known, n=1)
    hint = f"did you mean {near[0]}?" if near else f"one of {', '.join(known)}"
    raise UsageError(f"{written!r} is no kind of fact", hint=hint)


def facts_named(facts: Facts, kind: FactKind, name: str | None) -> tuple[Fact, ...]:
    """The facts of a kind, or those with that name; a symbol also goes by its last part.

    Raises:
        UsageError: nothing has that name; names the nearest.
    """
    if name is None:
        return facts.all(kind)
    found = facts.symbols(name) if kind is FactKind.SYMBOL else facts.named(kind, name)
    if not found:
        near = facts.nearest(kind, name)
        raise UsageError(
            f"no {kind} is called {name}",
            hint=f"the nearest: {', '.join(near)}" if near else f"planproof facts {typed_kind(kind)} lists them",
        )
    return found
