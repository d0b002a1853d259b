"""Functions of planned TypeScript whose parameters or return have no type: they are `any`, or whatever the body gives.

    function add(name) {…}          both missing         const add = (name: string) => …     the return is missing
    items.map((item) => …)          a callback has the types of what it is passed to, and is left out

Functions inside of functions are bodies, as in Python; so are arguments of calls.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tree_sitter import Node

__all__ = ["untyped_typescript"]

_FUNCTIONS = {
    "function_declaration",
    "generator_function_declaration",
    "function_signature",
    "method_definition",
    "method_signature",
    "abstract_method_signature",
    "function_type",
}
_VALUES = {"arrow_function", "function_expression", "generator_function"}
_AROUND = {
    "program",
    "export_statement",
    "ambient_declaration",
    "lexical_declaration",
    "variable_declaration",
    "class_declaration",
    "abstract_class_declaration",
    "class_body",
    "interface_declaration",
    "interface_body",
    "object_type",
    "type_annotation",
    "type_alias_declaration",
    "property_signature",
    "public_field_definition",
    "internal_module",
    "module",
    "expression_statement",
    "statement_block",
    "object",
    "pair",
}


def untyped_typescript(root: Node) -> Iterator[tuple[Node, str]]:
    """Every parameter and return without a type, in order of the text.

    Args:
        root: the tree of a block of TypeScript or TSX.

    Returns:
        the node to point at, and what is missing there.
    """
    waiting: list[tuple[Node, str]] = [(root, "")]
    while waiting:
        node, name = waiting.pop()
        if node.type in _FUNCTIONS or node.type in _VALUES:
            yield from _missing(node, _name_of(node) or name)
        elif node.type in ("variable_declarator", "public_field_definition", "pair"):
            waiting += reversed(_declared(node))
        elif node.type in _AROUND:
            waiting += [(child, _name_of(node) or name) for child in reversed(node.named_children)]


def _declared(node: Node) -> list[tuple[Node, str]]:
    """What a variable, field or pair holds: its type if it has one, which then says all of its value, else the value."""
    held = node.child_by_field_name("type") or node.child_by_field_name("value")
    name = _text(node.child_by_field_name("name") or node.child_by_field_name("key"))
    return [] if held is None else [(held, name)]


def _missing(function: Node, name: str) -> Iterator[tuple[Node, str]]:
    called = name or "a function"
    parameters = function.child_by_field_name("parameters")
    for parameter in parameters.named_children if parameters is not None else ():
        if parameter.type not in ("required_parameter", "optional_parameter"):
            continue
        # A default value gives its type.
        if not (parameter.child_by_field_name("type") or parameter.child_by_field_name("value")):
            pattern = parameter.child_by_field_name("pattern")
            yield parameter, f"parameter {_short(_text(pattern))} of {called} has no type"
    alone = function.child_by_field_name("parameter")  # `name => …`, without parentheses
    if alone is not None:
        yield alone, f"parameter {_text(alone)} of {called} has no type"
    if function.child_by_field_name("return_type") is None and not _needs_no_return(function, name):
        yield function, f"{called} has no return type"


def _needs_no_return(function: Node, name: str) -> bool:
    """Constructors and setters can't have one; a component of a user interface is known by its capital and gives elements."""
    set_ = any(child.type == "set" for child in function.children)
    component = name[:1].isupper() and function.type in {*_VALUES, "function_declaration"}
    return set_ or component or name == "constructor"


def _name_of(node: Node) -> str:
    return _text(node.child_by_field_name("name"))


def _text(node: Node | None) -> str:
    return (node.text or b"").decode("utf-8", "replace") if node is not None else ""


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= 40 else f"{text[:39]}…"
