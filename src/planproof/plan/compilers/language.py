"""The languages of interface blocks: what a fence may call them, and what planproof can do with each."""

from __future__ import annotations

from planproof.plan.model import Interface

__all__ = ["NATIVE", "PARSED", "SUPPORTED", "language_of"]

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


def language_of(interface: Interface) -> str:
    """The canonical name of a block's language (`rs` gives `rust`); as written in lower case when it is none of ours."""
    name = interface.language.lower()
    return _ALIASES.get(name, name)
