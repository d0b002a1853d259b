"""The functions that C and C++ interfaces promise, taken apart far enough to define and to call them; by tree-sitter."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

import msgspec

from planproof.plan.symbols.symbol import DEEPEST, node_text
from planproof.plan.syntax import parse_tree

if TYPE_CHECKING:
    from tree_sitter import Node

__all__ = ["NativeFunction", "NativeTypes", "Parameter", "native_functions", "native_types"]

_TRANSPARENT = {"preproc_ifdef", "preproc_if", "preproc_else", "preproc_elif", "declaration_list", "ERROR"}
_CLASSES = {"class_specifier", "struct_specifier"}
_SPECIFIERS = {"virtual", "static", "explicit", "inline", "extern", "friend", "constexpr"}


class Parameter(msgspec.Struct, frozen=True):
    """One parameter.

    Attributes:
        type: without its declarator: `const slot_registry`.
        declarator: as written, with a name put in where there was none: `*registry`.
        name: empty for `void` and `...`.
        text: type and declarator, without a default value.
    """

    type: str
    declarator: str
    name: str
    text: str


class NativeFunction(msgspec.Struct, frozen=True):
    """One promised function without a body.

    Attributes:
        name: `slot_registry_claim`, `Registry.claim`.
        owner: class around it, with the classes around that (`Ring::Cursor`); empty for a free function.
        namespaces: from the outside in.
        returns: return type with its pointer or reference, `slot_registry *`; empty for constructors and destructors.
        parameters: in order.
        variadic: whether `...` stands last.
        qualifiers: `const`, `noexcept`, `&` behind the parameters.
        kind: `function`, `method`, `static`, `constructor` or `destructor`.
        pure: whether it is a pure virtual function.
    """

    name: str
    owner: str
    namespaces: tuple[str, ...]
    returns: str
    parameters: tuple[Parameter, ...]
    variadic: bool
    qualifiers: str
    kind: str
    pure: bool = False

    @property
    def bare(self) -> str:
        """The name without its class."""
        return self.name.rpartition(".")[2]


class NativeTypes(msgspec.Struct, frozen=True):
    """Types that interfaces declare: those with a body, those without, and those that can't be made from nothing."""

    complete: frozenset[str]
    opaque: frozenset[str]
    unmakeable: frozenset[str]


def native_functions(source: str, language: str) -> tuple[NativeFunction, ...]:
    """The functions that a header declares and doesn't define, in order; templates are left out."""
    root = parse_tree(language, source.encode("utf-8", "replace"))
    return tuple(_functions(root, "", (), 0))


def native_types(source: str, language: str) -> NativeTypes:
    """The structures, classes and enumerations of a header."""
    complete: set[str] = set()
    opaque: set[str] = set()
    unmakeable: set[str] = set()
    stack = [parse_tree(language, source.encode("utf-8", "replace"))]
    while stack:
        node = stack.pop()
        stack += node.named_children
        if node.type in (*_CLASSES, "enum_specifier", "union_specifier"):
            name, body = node_text(node.child_by_field_name("name")), node.child_by_field_name("body")
            (complete if body is not None else opaque).add(name)
            if body is not None and node.type in _CLASSES and not _made_from_nothing(node, name):
                unmakeable.add(name)
        if node.type == "type_definition":
            alias, kind = node_text(node.child_by_field_name("declarator")), node.child_by_field_name("type")
            has_body = kind is not None and kind.child_by_field_name("body") is not None
            structured = kind is not None and kind.type in _CLASSES
            (opaque if structured and not has_body else complete).add(alias)
    return NativeTypes(frozenset(complete), frozenset(opaque - complete), frozenset(unmakeable))


def _made_from_nothing(node: Node, name: str) -> bool:
    """Whether `T x{}` compiles: no pure function, and either no constructor or one without parameters."""
    text = node_text(node)
    if re.search(r"\)[^;{]*=\s*0\s*;", text):
        return False
    constructors = re.findall(rf"(?<![~\w]){re.escape(name)}\s*\(([^)]*)\)", text)
    return not constructors or any(not inside.strip() or inside.strip() == "void" for inside in constructors)


def _functions(node: Node, owner: str, namespaces: tuple[str, ...], depth: int) -> Iterator[NativeFunction]:
    for child in node.named_children if depth <= DEEPEST else ():
        if child.type in _TRANSPARENT:
            yield from _functions(child, owner, namespaces, depth + 1)
        elif child.type == "linkage_specification":
            body = child.child_by_field_name("body")
            if body is not None and body.type == "declaration_list":
                yield from _functions(body, owner, namespaces, depth + 1)
            else:
                yield from _functions(child, owner, namespaces, depth + 1)
        elif child.type == "namespace_definition":
            name, body = node_text(child.child_by_field_name("name")), child.child_by_field_name("body")
            if body is not None:
                yield from _functions(body, owner, (*namespaces, *filter(None, [name])), depth + 1)
        elif child.type in _CLASSES:
            yield from _members(child, owner, namespaces, depth)
        elif child.type in ("declaration", "field_declaration"):
            kind = child.child_by_field_name("type")
            if kind is not None and kind.type in _CLASSES:
                yield from _members(kind, owner, namespaces, depth)
            found = _function(child, owner, namespaces)
            if found:
                yield found


def _members(node: Node, owner: str, namespaces: tuple[str, ...], depth: int) -> Iterator[NativeFunction]:
    name, body = node_text(node.child_by_field_name("name")), node.child_by_field_name("body")
    if body is not None and name:
        yield from _functions(body, f"{owner}::{name}" if owner else name, namespaces, depth + 1)


def _function(node: Node, owner: str, namespaces: tuple[str, ...]) -> NativeFunction | None:
    """A prototype; None for a variable, a friend, or what can't be taken apart."""
    words = {node_text(child) for child in node.children}
    if "friend" in words or "constexpr" in words or ("static" in words and not owner):
        return None
    stars, declarator = "", node.child_by_field_name("declarator")
    while declarator is not None and declarator.type in ("pointer_declarator", "reference_declarator"):
        stars += declarator.children[0].type
        qualifiers = [node_text(each) for each in declarator.children if each.type == "type_qualifier"]
        stars += "".join(f" {each} " for each in qualifiers)
        declarator = declarator.child_by_field_name("declarator") or declarator.named_children[-1]
    if declarator is None or declarator.type != "function_declarator":
        return None
    inner = declarator.child_by_field_name("declarator")
    parameters = declarator.child_by_field_name("parameters")
    if inner is None or inner.type == "parenthesized_declarator" or parameters is None:
        return None
    bare = node_text(inner)
    last = owner.rpartition("::")[2]
    kind = "function" if not owner else "static" if "static" in words else "method"
    if bare.startswith("~"):
        kind = "destructor"
    elif owner and bare == last:
        kind = "constructor"
    behind = [
        node_text(each) for each in declarator.children if each.type in ("type_qualifier", "noexcept", "ref_qualifier")
    ]
    default = node.child_by_field_name("default_value")
    return NativeFunction(
        name=f"{owner.replace('::', '.')}.{bare}" if owner else bare,
        owner=owner,
        namespaces=namespaces,
        returns=" ".join(f"{_leading(node)} {stars}".split()) if kind not in ("constructor", "destructor") else "",
        parameters=tuple(_parameters(parameters)),
        variadic=any(each.type in ("variadic_parameter", "...") for each in parameters.children),
        qualifiers=" ".join(behind),
        kind=kind,
        pure=default is not None and node_text(default).strip() == "0",
    )


def _leading(node: Node) -> str:
    """The return type: what stands before the declarator, without storage classes and attributes."""
    declarator = node.child_by_field_name("declarator")
    words = []
    for child in node.children:
        if child == declarator:
            break
        if child.type in ("storage_class_specifier", "virtual", "explicit_function_specifier", "comment"):
            continue
        text = node_text(child)
        if text not in _SPECIFIERS and not child.type.startswith("attribute"):
            words.append(text)
    return " ".join(words)


def _parameters(node: Node) -> Iterator[Parameter]:
    for number, child in enumerate(node.named_children, 1):
        if child.type not in ("parameter_declaration", "optional_parameter_declaration"):
            continue
        declarator = child.child_by_field_name("declarator")
        start = declarator.start_byte if declarator is not None else child.end_byte
        source = (child.text or b"").decode("utf-8", "replace")
        raw = (child.text or b"")[: start - child.start_byte].decode("utf-8", "replace")
        kind = " ".join(raw.split()) if declarator is not None else " ".join(source.partition("=")[0].split())
        written = " ".join(node_text(declarator).split())
        if kind == "void" and not written:
            continue
        name, written = _named(written, number)
        default = child.child_by_field_name("default_value")
        end = default.start_byte - child.start_byte if default is not None else len(child.text or b"")
        whole = " ".join((child.text or b"")[:end].decode("utf-8", "replace").rstrip(" =\n").split())
        # As written, but for a parameter that had no name.
        yield Parameter(kind, written, name, whole if re.search(rf"\b{name}\b", whole) else f"{kind} {written}".strip())


def _named(declarator: str, number: int) -> tuple[str, str]:
    """The name in a declarator, and the declarator; one without a name gets one."""
    found = re.search(
        r"[A-Za-z_]\w*(?=\s*(?:$|[\[)(]))", re.sub(r"\b(?:const|volatile|restrict|__restrict)\b", " ", declarator)
    )
    if found:
        return found.group(), declarator
    name = f"argument{number}"
    if "(*" in declarator:
        return name, declarator.replace("(*", f"(*{name}", 1)
    head, bracket, tail = declarator.partition("[")
    return name, f"{head}{name}{bracket}{tail}"
