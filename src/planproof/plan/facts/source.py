"""Facts of source files: the symbols they declare, with normalised signatures."""

from __future__ import annotations

import hashlib
from pathlib import Path, PurePosixPath

from planproof.errors import PlanproofError
from planproof.plan.document import Place
from planproof.plan.facts.model import Fact, FactKind
from planproof.plan.symbols import symbols_in_source

__all__ = ["read_symbols"]

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


def read_symbols(root: Path, path: str) -> list[Fact]:
    """The symbols of one file, relative to `root`; none for a language that isn't read or a file that doesn't parse."""
    language = _LANGUAGES.get(PurePosixPath(path).suffix)
    if language is None:
        return []
    try:
        source = (root / path).read_bytes()
        symbols = symbols_in_source(language, source)
    except (OSError, PlanproofError):
        return []
    digest = hashlib.sha256(source).hexdigest()
    return [
        Fact(
            FactKind.SYMBOL,
            symbol.name,
            symbol.signature,
            Place(path, symbol.line),
            digest,
            (("kind", symbol.kind), ("language", language)),
        )
        for symbol in symbols
    ]
