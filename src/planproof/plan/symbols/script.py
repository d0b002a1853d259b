"""What TypeScript and JavaScript declare: functions, arrow functions that have a name, classes, interfaces and their methods."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from planproof.plan.symbols.symbol import DEEPEST, Symbol, node_text, symbol_at, without_body

if TYPE_CHECKING:
    from tree_sitter import Node

__all__ = ["script_symbols"]

_FUNCTIONS = {"function_declaration", "function_signature", "generator_function_declaration"}
_METHODS = {"method_signature", "method_definition", "abstract_method_signature"}
_TYPES = {
    "interface_declaration",
    "class_declaration",
    "abstract_class_declaration",
    "type_alias_declaration",
    "enum_declaration",
}
_CONTAINERS = {
    "ambient_declaration",
    "class_body",
    "interface_body",
    "statement_block",
    "module",
    "internal_module",
    "ERROR",
}
_DECLARATIONS = {"lexical_declaration", "variable_declaration"}
_FIELDS = {"public_field_definition", "field_definition"}
_FUNCTION_VALUES = {"arrow_function", "function_expression", "generator_function"}


def script_symbols(node: Node, owner: str = "", depth: int = 0) -> Iterator[Symbol]:
    """Functions, interfaces, classes and their methods below a node."""
    for child in node.named_children if depth <= DEEPEST else ():
        kind = child.type
        if kind in _FUNCTIONS or kind in _METHODS:
            name = node_text(child.child_by_field_name("name"))
            yield symbol_at(child, owner + name, "method" if kind in _METHODS else "function", without_body(child))
        elif kind in _TYPES:
            name = node_text(child.child_by_field_name("name"))
            yield symbol_at(child, owner + name, "type")
            yield from script_symbols(child, f"{owner}{name}.", depth + 1)
        elif kind in _DECLARATIONS:
            yield from _constants(child, owner)
        elif kind in _FIELDS:
            yield from _valued(
                child, child.child_by_field_name("name") or child.child_by_field_name("property"), owner, "method"
            )
        elif kind == "export_statement":
            yield from _exported(child, owner, depth)
        elif kind == "expression_statement":
            yield from _assigned(child, owner, depth)
        elif kind in _CONTAINERS:
            yield from script_symbols(child, owner, depth + 1)


def _constants(node: Node, owner: str) -> Iterator[Symbol]:
    """`const name = (…) => …` declares a function too."""
    for declarator in node.named_children:
        if declarator.type == "variable_declarator":
            yield from _valued(declarator, declarator.child_by_field_name("name"), owner, "function", node)


def _valued(node: Node, name: Node | None, owner: str, kind: str, start: Node | None = None) -> Iterator[Symbol]:
    """A name that has a function as its value."""
    value = node.child_by_field_name("value")
    if name is not None and value is not None and value.type in _FUNCTION_VALUES:
        text = node_text(name)
        yield symbol_at(start or node, owner + text, kind, f"{text} {without_body(value)}")


def _exported(node: Node, owner: str, depth: int) -> Iterator[Symbol]:
    """What an export declares; a default export without a name of its own is called `default`."""
    value = node.child_by_field_name("value")
    if value is not None and value.type in _FUNCTION_VALUES:
        yield symbol_at(node, f"{owner}default", "function", f"default {without_body(value)}")
    elif value is not None and value.type == "class":
        yield symbol_at(node, f"{owner}default", "type")
        yield from script_symbols(value, f"{owner}default.", depth + 1)
    else:
        yield from script_symbols(node, owner, depth + 1)


def _assigned(node: Node, owner: str, depth: int) -> Iterator[Symbol]:
    """`exports.name = function …` and `namespace N { … }`, which are statements to the grammar."""
    for child in node.named_children:
        if child.type == "internal_module":
            yield from script_symbols(child, owner, depth + 1)
        elif child.type == "assignment_expression":
            left, right = child.child_by_field_name("left"), child.child_by_field_name("right")
            target = node_text(left)
            if (
                right is not None
                and right.type in _FUNCTION_VALUES
                and target.startswith(("exports.", "module.exports."))
            ):
                name = target.rpartition(".")[2]
                yield symbol_at(node, owner + name, "function", f"{name} {without_body(right)}")
