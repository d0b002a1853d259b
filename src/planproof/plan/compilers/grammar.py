"""Parses interface blocks by tree-sitter: Rust, TypeScript, C and C++ as trees, and where a tree has errors.

A tree-sitter grammar reads any text; what it couldn't place is an ERROR node and what it had to invent a MISSING one.
For C and C++ a real compiler decides (see native.py); their trees serve the rules that look at declarations.
"""

from __future__ import annotations

from functools import lru_cache
from importlib import import_module
from typing import TYPE_CHECKING

from planproof.plan.compilers import Diagnostic
from planproof.plan.compilers.language import language_of
from planproof.plan.document import CodeBlock
from planproof.plan.model import Interface

if TYPE_CHECKING:
    from tree_sitter import Node, Parser, Tree

__all__ = ["parse", "place_in_document", "syntax_errors"]

_MODULES = {
    "c": ("tree_sitter_c", "language"),
    "cpp": ("tree_sitter_cpp", "language"),
    "rust": ("tree_sitter_rust", "language"),
    "typescript": ("tree_sitter_typescript", "language_typescript"),
    "tsx": ("tree_sitter_typescript", "language_tsx"),
}
_SPOKEN = {"c": "C", "cpp": "C++", "rust": "Rust", "typescript": "TypeScript", "tsx": "TypeScript"}
_MOST_CHARACTERS = 512 * 1024
_MOST_ERRORS = 3


@lru_cache(maxsize=8)
def _parser(language: str) -> Parser:
    # Most plans hold nothing for tree-sitter, and every check would pay for its import.
    from tree_sitter import Language, Parser

    module, function = _MODULES[language]
    return Parser(Language(getattr(import_module(module), function)()))


@lru_cache(maxsize=512)
def parse(language: str, text: str) -> Tree:
    """The syntax tree of a text in `c`, `cpp`, `rust`, `typescript` or `tsx`; never fails, errors are nodes of it."""
    return _parser(language).parse(text.encode("utf-8", "replace"))


def syntax_errors(interface: Interface) -> list[Diagnostic]:
    """The first three places at which a block doesn't parse, in the document's lines and columns.

    Args:
        interface: a block in a language of `parse`.

    Returns:
        kind `error`, or one `limit` for a block that is too large to be parsed; empty when it parses.
    """
    code, language = interface.code, language_of(interface)
    if len(code.content) > _MOST_CHARACTERS:
        message = f"{len(code.content)} characters: a block of more than {_MOST_CHARACTERS} is not parsed"
        return [Diagnostic(message, code.content_line, code.content_column, "limit")]
    source = code.content.encode("utf-8", "replace")
    return [
        Diagnostic(_message(node, source, _SPOKEN[language]), *place_in_document(node, source, code), "error")
        for node in _first_errors(parse(language, code.content))
    ]


def place_in_document(node: Node, source: bytes, code: CodeBlock) -> tuple[int, int]:
    """Line and column in the document at which a node of a block's tree starts."""
    row, byte_column = node.start_point
    line_start = node.start_byte - byte_column
    before = source[line_start : node.start_byte].decode("utf-8", "replace")
    return code.content_line + row, code.content_column + len(before)


def _first_errors(tree: Tree) -> list[Node]:
    """Outermost ERROR and MISSING nodes in order; iterative, since a tree may be as deep as its text is long."""
    found: list[Node] = []
    cursor = tree.walk()
    while len(found) < _MOST_ERRORS:
        node = cursor.node
        assert node is not None
        if node.is_error or node.is_missing:
            found.append(node)
        elif node.has_error and cursor.goto_first_child():
            continue
        while not cursor.goto_next_sibling():
            if not cursor.goto_parent():
                return found
    return found


def _message(node: Node, source: bytes, spoken: str) -> str:
    if node.is_missing:
        return f"{spoken}: {node.type!r} is missing"
    text = source[node.start_byte : node.end_byte].decode("utf-8", "replace").strip().split("\n")[0]
    return f"{spoken} doesn't parse at {text[:60]!r}"
