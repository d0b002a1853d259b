"""What Go declares: functions, methods below the type of their receiver, types, and the methods of interfaces."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from planproof.plan.symbols.symbol import Symbol, node_text, symbol_at, without_body

if TYPE_CHECKING:
    from tree_sitter import Node

__all__ = ["go_symbols"]


def go_symbols(root: Node) -> Iterator[Symbol]:
    """The declarations of a file, in order."""
    for child in root.named_children:
        if child.type == "function_declaration":
            yield symbol_at(child, node_text(child.child_by_field_name("name")), "function", without_body(child))
        elif child.type == "method_declaration":
            name = node_text(child.child_by_field_name("name"))
            yield symbol_at(child, f"{_receiver(child)}.{name}", "method", without_body(child))
        elif child.type == "type_declaration":
            yield from _types(child)


def _receiver(method: Node) -> str:
    """`Store` of `(s *Store[T])`."""
    receiver = node_text(method.child_by_field_name("receiver")).strip("() ")
    return receiver.partition("[")[0].split()[-1].lstrip("*") if receiver else ""


def _types(declaration: Node) -> Iterator[Symbol]:
    """The types of `type …` or `type ( … )`."""
    for specification in declaration.named_children:
        name = node_text(specification.child_by_field_name("name"))
        if not name:
            continue
        yield symbol_at(specification, name, "type")
        kind = specification.child_by_field_name("type")
        for member in kind.named_children if kind is not None and kind.type == "interface_type" else ():
            if member.type == "method_elem":
                method = node_text(member.child_by_field_name("name"))
                yield symbol_at(member, f"{name}.{method}", "method", without_body(member))
