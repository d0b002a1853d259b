"""What Java declares: classes, interfaces, enumerations, records, annotations, and their methods and constructors."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from planproof.plan.symbols.symbol import DEEPEST, Symbol, node_text, symbol_at

if TYPE_CHECKING:
    from tree_sitter import Node

__all__ = ["java_symbols"]

_TYPES = {
    "class_declaration",
    "interface_declaration",
    "enum_declaration",
    "record_declaration",
    "annotation_type_declaration",
}
_METHODS = {
    "method_declaration",
    "constructor_declaration",
    "compact_constructor_declaration",
    "annotation_type_element_declaration",
}
_CONTAINERS = {
    "class_body",
    "interface_body",
    "enum_body",
    "enum_body_declarations",
    "annotation_type_body",
    "ERROR",
}
_DROPPED = {"marker_annotation", "annotation", "block_comment", "line_comment", "block", "constructor_body"}


def java_symbols(node: Node, owner: str = "", depth: int = 0) -> Iterator[Symbol]:
    """Types below a node with their members, nested types below the type around them."""
    for child in node.named_children if depth <= DEEPEST else ():
        if child.type in _TYPES:
            name = f"{owner}{node_text(child.child_by_field_name('name'))}"
            yield symbol_at(child, name, "type")
            yield from java_symbols(child, f"{name}.", depth + 1)
        elif child.type in _METHODS:
            name = f"{owner}{node_text(child.child_by_field_name('name'))}"
            yield symbol_at(child, name, "method", _signature(child))
        elif child.type in _CONTAINERS:
            yield from java_symbols(child, owner, depth + 1)


def _signature(method: Node) -> str:
    """The declaration without annotations, comments and body."""
    parts = [child for child in method.children if child.type not in _DROPPED]
    words = [
        " ".join(node_text(word) for word in part.children if word.type not in _DROPPED)
        if part.type == "modifiers"
        else node_text(part)
        for part in parts
    ]
    return " ".join(" ".join(words).split()).replace(" (", "(").rstrip("; ")
