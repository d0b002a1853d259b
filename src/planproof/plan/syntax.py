"""Syntax trees of code that stands in a plan or in the project: one door to `ast` and to tree-sitter's grammars.

Python goes through `ast`, everything else through tree-sitter, which is imported at the first block that needs it and not before.
"""

from __future__ import annotations

import ast
import re
import warnings
from functools import lru_cache
from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from tree_sitter import Node, Parser

__all__ = [
    "LANGUAGES",
    "SyntaxProblem",
    "first_error",
    "language_name",
    "language_parser",
    "line_breaks",
    "parse_python",
]

LANGUAGES = ("bash", "c", "cpp", "python", "rust", "typescript")
_ALIASES = {
    "h": "c",
    "c++": "cpp",
    "hpp": "cpp",
    "cxx": "cpp",
    "cc": "cpp",
    "rs": "rust",
    "ts": "typescript",
    "py": "python",
    "python3": "python",
    "sh": "bash",
    "shell": "bash",
    "console": "bash",
}


class SyntaxProblem(msgspec.Struct, frozen=True):
    """Where source stops being what its language allows: line from 1, column from 1, and why."""

    line: int
    column: int
    message: str


def language_name(word: str) -> str:
    """One of `LANGUAGES` for a fence's language or a file's suffix (`py`, `.h`, `c++`); the word itself when it is none."""
    word = word.lower().lstrip(".")
    return _ALIASES.get(word, word)


def line_breaks(text: str) -> list[int]:
    """Offsets just behind each line break, in order: `bisect(line_breaks(text), offset) + 1` is the line of an offset."""
    return [match.end() for match in re.finditer("\n", text)]


@lru_cache(maxsize=1024)
def parse_python(source: str) -> ast.Module | SyntaxProblem:
    """Python source as a tree, `await` outside of functions allowed; what is wrong with it otherwise. Never raises."""
    flags = ast.PyCF_ONLY_AST | ast.PyCF_ALLOW_TOP_LEVEL_AWAIT
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # a stray backslash in somebody's plan is none of our output
            tree = compile(source, "<plan>", "exec", flags, dont_inherit=True)
    except SyntaxError as error:
        return SyntaxProblem(error.lineno or 1, error.offset or 1, error.msg)
    except (ValueError, RecursionError, MemoryError) as error:
        return SyntaxProblem(1, 1, str(error) or "nested too deeply")
    assert isinstance(tree, ast.Module)
    return tree


@lru_cache(maxsize=8)
def language_parser(language: str) -> Parser:
    """A tree-sitter parser for one of `LANGUAGES` other than Python."""
    import tree_sitter

    return tree_sitter.Parser(tree_sitter.Language(_grammar(language)))


def _grammar(language: str) -> object:
    if language == "bash":
        import tree_sitter_bash

        return tree_sitter_bash.language()
    if language == "c":
        import tree_sitter_c

        return tree_sitter_c.language()
    if language == "cpp":
        import tree_sitter_cpp

        return tree_sitter_cpp.language()
    if language == "rust":
        import tree_sitter_rust

        return tree_sitter_rust.language()
    import tree_sitter_typescript

    return tree_sitter_typescript.language_typescript()


def first_error(root: Node) -> SyntaxProblem | None:
    """The first place at which a tree-sitter tree isn't the language; None when all of it is."""
    if not root.has_error:
        return None
    node = root
    while True:
        worse = next((child for child in node.children if child.has_error or child.is_missing or child.is_error), None)
        if worse is None or node.is_error:
            break
        node = worse
    row, column = node.start_point
    message = f"`{node.type}` is missing" if node.is_missing else "unexpected text"
    return SyntaxProblem(row + 1, column + 1, message)
