"""What Rust declares: functions, types, and the methods of traits and implementations, whose type stands in front."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from planproof.plan.symbols.symbol import DEEPEST, Symbol, node_text, symbol_at, without_body

if TYPE_CHECKING:
    from tree_sitter import Node

__all__ = ["rust_symbols"]

_RUST_TYPES = {"struct_item", "enum_item", "union_item", "trait_item", "type_item"}


def rust_symbols(node: Node, owner: str = "", depth: int = 0) -> Iterator[Symbol]:
    """Functions, types, and methods of traits and implementations, public or `extern`, below a node."""
    for child in node.named_children if depth <= DEEPEST else ():
        if child.type in ("function_item", "function_signature_item"):
            name = child.child_by_field_name("name")
            if name is not None:
                kind = "method" if owner else "function"
                yield symbol_at(child, owner + node_text(name), kind, without_body(child))
        elif child.type == "impl_item":
            of_type = node_text(child.child_by_field_name("type")).partition("<")[0]
            yield from rust_symbols(child, f"{of_type}.", depth + 1)
        elif child.type in _RUST_TYPES:
            of_type = node_text(child.child_by_field_name("name"))
            yield symbol_at(child, owner + of_type, "type")
            yield from rust_symbols(child, f"{of_type}.", depth + 1)
        elif child.type in ("mod_item", "foreign_mod_item", "declaration_list", "ERROR"):
            yield from rust_symbols(child, owner, depth + 1)
