"""The symbols that code declares: what a plan's interfaces promise, and what the project's files really hold.

    source ── ast (Python) or tree-sitter (all others) ── Symbol(name, kind, signature, line, column)

Signatures are normalised (white space, comments, parameter names in C and C++, default values, bodies), so that a signature in a
plan equals the one in the code when a caller couldn't tell them apart. Each block is parsed once in a process.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from functools import lru_cache
from importlib import import_module
from typing import TYPE_CHECKING

from msgspec.structs import replace

from planproof.errors import PlanproofError
from planproof.plan.model import Interface
from planproof.plan.symbols.symbol import Symbol
from planproof.plan.syntax import SyntaxProblem, language_name, parse_python, parse_tree

if TYPE_CHECKING:
    from tree_sitter import Node

__all__ = ["SYMBOL_LANGUAGES", "Symbol", "declared_symbols", "symbols_in_source", "symbols_of_tree"]

# The module that reads each language's trees, and its function; imported when code in that language is there.
_OF_TREE = {
    "c": ("c_family", "c_symbols"),
    "cpp": ("c_family", "c_symbols"),
    "go": ("go", "go_symbols"),
    "java": ("java", "java_symbols"),
    "javascript": ("script", "script_symbols"),
    "python": ("python", "unparsed_python_symbols"),
    "rust": ("rust", "rust_symbols"),
    "tsx": ("script", "script_symbols"),
    "typescript": ("script", "script_symbols"),
}
SYMBOL_LANGUAGES = tuple(_OF_TREE)
_LONGEST_CHARACTERS = 200_000


def declared_symbols(interface: Interface) -> tuple[Symbol, ...]:
    """The symbols of one interface block, in order; lines count in the block.

    A block that doesn't parse, or in a language none of `SYMBOL_LANGUAGES`, gives none (rules PP2 report the former), and so does
    one of more than 200,000 characters.
    """
    if len(interface.code.content) > _LONGEST_CHARACTERS:
        return ()
    try:
        return symbols_in_source(interface.language, interface.code.content.encode("utf-8", "replace"))
    except PlanproofError:
        return ()


@lru_cache(maxsize=2048)
def symbols_in_source(language: str, source: bytes) -> tuple[Symbol, ...]:
    """The symbols that a source file declares or defines.

    Args:
        language: one of `SYMBOL_LANGUAGES` or a usual short name (`py`, `rs`, `ts`, `h`, `c++`); others give no symbols.
        source: UTF-8; wrong bytes are replaced.

    Returns:
        functions, methods and types in order of their lines.

    Raises:
        PlanproofError: Python that doesn't parse, or any source that takes its parser too long. The other languages are read as
            far as they can be.
    """
    language = language_name(language)
    if language not in SYMBOL_LANGUAGES:
        return ()
    if language != "python":
        return symbols_of_tree(language, parse_tree(language, source), source)
    tree = parse_python(source.decode("utf-8", "replace"))
    if isinstance(tree, SyntaxProblem):
        raise PlanproofError(f"Python doesn't parse: {tree.message}", place=f"line {tree.line}")
    return symbols_of_tree(language, tree, source)


def symbols_of_tree(language: str, tree: Node | ast.Module, source: bytes) -> tuple[Symbol, ...]:
    """The symbols of source that is parsed already, in order of their lines.

    Args:
        language: one of `SYMBOL_LANGUAGES`.
        tree: the root that `parse_tree` gives, or Python's own.
        source: what was parsed.
    """
    found = _read_symbols(language, tree)
    # `typedef struct slot {…} slot;` declares one thing, and so does a prototype that is repeated.
    symbols = {(symbol.name, symbol.kind, symbol.signature): symbol for symbol in found}.values()
    if source.isascii():
        return tuple(symbols)
    lines = source.split(b"\n")
    return tuple(replace(symbol, column=_in_characters(lines, symbol)) for symbol in symbols)


def _read_symbols(language: str, tree: Node | ast.Module) -> Iterator[Symbol]:
    if isinstance(tree, ast.Module):
        from planproof.plan.symbols.python import python_symbols

        return python_symbols(tree.body)
    module, function = _OF_TREE[language]
    read: Callable[[Node], Iterator[Symbol]] = getattr(import_module(f"{__name__}.{module}"), function)
    return read(tree)


def _in_characters(lines: list[bytes], symbol: Symbol) -> int:
    """The column of a symbol in characters, from the one that counts bytes."""
    line = lines[symbol.line - 1] if symbol.line <= len(lines) else b""
    return len(line[: symbol.column - 1].decode("utf-8", "replace")) + 1
