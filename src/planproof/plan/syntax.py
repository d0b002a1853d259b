"""Syntax trees of code that stands in a plan or in the project: one door to `ast` and to tree-sitter's grammars.

Python goes through `ast`, and through tree-sitter where it is newer than this Python's; everything else goes through tree-sitter,
which is imported at the first block that needs it and not before.
"""

from __future__ import annotations

import ast
import warnings
from functools import lru_cache
from itertools import accumulate, count
from typing import TYPE_CHECKING

import msgspec

from planproof.errors import PlanproofError

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
    "parse_tree",
]

LANGUAGES = ("bash", "c", "cpp", "go", "java", "javascript", "python", "rust", "tsx", "typescript")
_ALIASES = {
    "h": "c",
    "c++": "cpp",
    "hpp": "cpp",
    "cxx": "cpp",
    "cc": "cpp",
    "rs": "rust",
    "ts": "typescript",
    "mts": "typescript",
    "cts": "typescript",
    "js": "javascript",
    "jsx": "javascript",
    "mjs": "javascript",
    "cjs": "javascript",
    "golang": "go",
    "py": "python",
    "pyi": "python",
    "python3": "python",
    "sh": "bash",
    "shell": "bash",
    "console": "bash",
}


# A step is a hundred operations of the parser. Dense code takes one for some thirty bytes; hostile text takes far more, and tens of
# kilobytes of memory for each.
_SHORT_BYTES = 32_000
_CHUNK_BYTES = 65_536
_STEPS_MIN = 2_000
_BYTES_A_STEP = 16
_STEPS_MAX = 20_000


class SyntaxProblem(msgspec.Struct, frozen=True):
    """Where source stops being what its language allows: line from 1, column from 1, and why."""

    line: int
    column: int
    message: str


@lru_cache(maxsize=256)
def language_name(word: str) -> str:
    """One of `LANGUAGES` for a fence's language or a file's suffix (`py`, `.h`, `c++`); the word itself when it is none."""
    word = word.lower().lstrip(".")
    return _ALIASES.get(word, word)


def line_breaks(text: str) -> list[int]:
    """Offsets just behind each line break, in order: `bisect(line_breaks(text), offset) + 1` is the line of an offset."""
    return list(accumulate(map((1).__add__, map(len, text.split("\n")[:-1]))))


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


@lru_cache(maxsize=16)
def language_parser(language: str) -> Parser:
    """A tree-sitter parser for one of `LANGUAGES`."""
    import tree_sitter

    return tree_sitter.Parser(tree_sitter.Language(_grammar(language)))


def parse_tree(language: str, source: bytes) -> Node:
    """The root of the tree-sitter tree of a source; what isn't the language is an error node in it.

    Args:
        language: one of `LANGUAGES`.
        source: UTF-8.

    Raises:
        PlanproofError: the source is nested or broken in a way that takes the parser too long. Its steps are counted, not its
            seconds, so that the same source always has the same end.
    """
    parser = language_parser(language)
    if len(source) <= _SHORT_BYTES:
        return parser.parse(source).root_node
    allowed = min(_STEPS_MIN + len(source) // _BYTES_A_STEP, _STEPS_MAX)
    steps = count()
    try:
        return parser.parse(
            lambda offset, _: source[offset : offset + _CHUNK_BYTES],
            progress_callback=lambda *_: next(steps) > allowed,
        ).root_node
    except ValueError as error:
        parser.reset()
        raise PlanproofError(f"takes too long to parse as {language}") from error


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
    if language == "go":
        import tree_sitter_go

        return tree_sitter_go.language()
    if language == "java":
        import tree_sitter_java

        return tree_sitter_java.language()
    if language == "javascript":
        import tree_sitter_javascript

        return tree_sitter_javascript.language()
    if language == "python":
        import tree_sitter_python

        return tree_sitter_python.language()
    import tree_sitter_typescript

    if language == "tsx":
        return tree_sitter_typescript.language_tsx()
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
