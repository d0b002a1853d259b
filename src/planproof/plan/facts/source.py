"""Facts of source files: the symbols they declare, with normalised signatures."""

from __future__ import annotations

from pathlib import PurePosixPath

from planproof.plan.document import Place
from planproof.plan.facts.model import Fact, FactKind
from planproof.plan.symbols import symbols_in_source

__all__ = ["is_source", "read_source"]

_LANGUAGES = {
    ".c": "c",
    ".h": "c",
    ".cc": "cpp",
    ".cpp": "cpp",
    ".hpp": "cpp",
    ".py": "python",
    ".rs": "rust",
    ".ts": "typescript",
}


def is_source(path: str) -> bool:
    """Whether `read_source` knows the language of a file."""
    return PurePosixPath(path).suffix in _LANGUAGES


def read_source(path: str, source: bytes, digest: str) -> list[Fact]:
    """The symbols of one source file, in order of lines.

    Raises:
        PlanproofError: Python that doesn't parse.
    """
    language = _LANGUAGES[PurePosixPath(path).suffix]
    return [
        Fact(
            FactKind.SYMBOL,
            symbol.name,
            symbol.signature,
            Place(path, symbol.line),
            digest,
            (("kind", symbol.kind), ("language", language)),
        )
        for symbol in symbols_in_source(language, source)
    ]
