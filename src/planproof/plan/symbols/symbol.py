"""One declared thing, and what every reader of a syntax tree needs to describe it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from planproof.plan.late_pattern import late_pattern

if TYPE_CHECKING:
    from tree_sitter import Node

__all__ = ["DEEPEST", "Symbol", "node_text", "symbol_at", "without_body"]

DEEPEST = 200  # containers in each other that are followed
_NOT_FOR_CALLERS = late_pattern(r"^(?:export |default |pub(?:\([^)]*\))? )+")


class Symbol(msgspec.Struct, frozen=True):
    """One declared thing.

    Attributes:
        name: `registry_claim`; a member is `Class.method`, in C++ and Rust too.
        kind: `function`, `method` or `type` (class, structure, protocol, interface, trait, enumeration).
        signature: normalised; empty for a type.
        line, column: where its declaration begins, from 1 in the source that was read; columns count characters.
    """

    name: str
    kind: str
    signature: str
    line: int
    column: int = 1

    @property
    def callable(self) -> bool:
        """True for functions and methods, the things that a test can call."""
        return self.kind != "type"


def symbol_at(node: Node, name: str, kind: str, signature: str = "") -> Symbol:
    """A symbol that is declared where a node begins; the column counts bytes, which `symbols` makes characters of."""
    row, column = node.start_point
    return Symbol(name, kind, signature, row + 1, column + 1)


def without_body(node: Node) -> str:
    """The node's source up to its body, white space folded, `export`, `pub` and a closing semicolon left out."""
    body = node.child_by_field_name("body")
    source = node.text or b""
    text = source[: body.start_byte - node.start_byte] if body is not None else source
    folded = " ".join(text.decode("utf-8", "replace").split()).rstrip("; ").removesuffix("=>").rstrip()
    return _NOT_FOR_CALLERS.sub("", folded)


def node_text(node: Node | None) -> str:
    """The source of a node; empty for none."""
    return (node.text or b"").decode("utf-8", "replace") if node is not None else ""
