"""The languages of interface blocks: what a fence may call them, and what planproof can do with each."""

from __future__ import annotations

from collections.abc import Collection

from planproof.plan.model import Interface, Plan

__all__ = ["NATIVE", "PARSED", "SUPPORTED", "blocks_in", "canonical_language", "language_of"]

NATIVE = frozenset({"c", "cpp"})
PARSED = frozenset({"rust", "typescript", "tsx"})
SUPPORTED = NATIVE | PARSED | {"python"}

_ALIASES = {
    "h": "c",
    "c++": "cpp",
    "cc": "cpp",
    "cxx": "cpp",
    "hpp": "cpp",
    "hh": "cpp",
    "rs": "rust",
    "ts": "typescript",
    "py": "python",
    "python3": "python",
    "pyi": "python",
}


def canonical_language(name: str) -> str:
    """The canonical name of a fence's language (`rs` gives `rust`); in lower case when it is none of ours."""
    return _ALIASES.get(name.lower(), name.lower())


def language_of(interface: Interface) -> str:
    """The canonical name of a block's language."""
    return canonical_language(interface.language)


def blocks_in(plan: Plan, languages: Collection[str]) -> list[Interface]:
    """The interface blocks of a plan in these languages, in order."""
    return [interface for interface in plan.interfaces if language_of(interface) in languages]
