"""What C and C++ declare: prototypes, definitions, structures, classes and their members; macros are no symbols."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from planproof.plan.late_pattern import late_pattern
from planproof.plan.symbols.symbol import DEEPEST, Symbol, node_text, symbol_at

if TYPE_CHECKING:
    from tree_sitter import Node

__all__ = ["c_symbols"]

_C_CONTAINERS = {
    "translation_unit",
    "preproc_ifdef",
    "preproc_if",
    "preproc_else",
    "preproc_elif",
    "linkage_specification",
    "declaration_list",
    "namespace_definition",
    "template_declaration",
    "field_declaration_list",
    "ERROR",
}
_C_TYPES = {"struct_specifier", "union_specifier", "enum_specifier", "class_specifier"}
_C_DECLARATIONS = {"declaration", "function_definition", "field_declaration"}
_C_DROPPED = {
    "comment",
    "storage_class_specifier",
    "attribute_specifier",
    "attribute_declaration",
    "field_initializer_list",
}
_ARGUMENTS = late_pattern(r"<[^()]*>(?=::)")
_C_WITHOUT_BODY = {"compound_statement", "default_method_clause", "delete_method_clause", ";", "="}


def c_symbols(node: Node, owner: str = "", depth: int = 0) -> Iterator[Symbol]:
    """Symbols of C and C++ below a node: declarations, definitions, members of classes and structures."""
    if depth > DEEPEST:
        return
    for child in node.named_children:
        if child.type in _C_CONTAINERS:
            yield from c_symbols(child, owner, depth + 1)
        elif child.type in _C_DECLARATIONS:
            declarator = _function_declarator(child)
            if declarator is not None:
                yield _c_function(child, declarator, owner)
            yield from _c_type(child.child_by_field_name("type"), owner, depth)
        elif child.type == "type_definition":
            yield from _c_typedef(child, owner, depth)
        elif child.type in _C_TYPES:
            yield from _c_type(child, owner, depth)


def _c_typedef(node: Node, owner: str, depth: int) -> Iterator[Symbol]:
    name = node.child_by_field_name("declarator")
    if name is not None and name.type == "type_identifier":
        yield symbol_at(node, owner + node_text(name), "type")
    yield from _c_type(node.child_by_field_name("type"), owner, depth)


def _c_type(node: Node | None, owner: str, depth: int) -> Iterator[Symbol]:
    """A structure, union, enumeration or class with a body, and its members."""
    body = node.child_by_field_name("body") if node is not None and node.type in _C_TYPES else None
    if node is None or body is None:
        return
    name = node.child_by_field_name("name")
    if name is not None:
        yield symbol_at(node, owner + node_text(name), "type")
        yield from c_symbols(body, f"{owner}{node_text(name)}.", depth + 1)


def _function_declarator(declaration: Node) -> Node | None:
    """The function declarator of a declaration, below pointers and references; None when it declares no function."""
    node = declaration.child_by_field_name("declarator")
    for _ in range(10):
        if node is None or node.type == "function_declarator":
            break
        node = node.child_by_field_name("declarator") or next(
            (child for child in node.named_children if child.type == "function_declarator"), None
        )
    name = node.child_by_field_name("declarator") if node is not None else None
    return None if name is None or name.type == "parenthesized_declarator" else node


def _c_function(declaration: Node, declarator: Node, owner: str) -> Symbol:
    name = declarator.child_by_field_name("declarator")
    assert name is not None
    tokens = [token for child in declaration.children for token in _c_tokens(child, in_parameter=False, depth=0)]
    # `Ring<T>::push` outside of its class is the `push` of `Ring`.
    full = owner + _ARGUMENTS.sub("", node_text(name)).replace("::", ".")
    return symbol_at(declaration, full, "method" if "." in full else "function", " ".join(tokens))


def _c_tokens(node: Node, *, in_parameter: bool, depth: int) -> Iterator[str]:
    """The tokens of a declaration without body, comments, storage class and parameter names."""
    if node.type in _C_DROPPED or node.type in _C_WITHOUT_BODY or depth > DEEPEST:
        return
    if node.child_count == 0:
        if not (in_parameter and node.type == "identifier"):
            yield node_text(node)
        return
    in_parameter = in_parameter or node.type in ("parameter_declaration", "optional_parameter_declaration")
    default = node.child_by_field_name("default_value") if in_parameter else None
    for child in node.children:
        if default is None or child != default:
            yield from _c_tokens(child, in_parameter=in_parameter, depth=depth + 1)
