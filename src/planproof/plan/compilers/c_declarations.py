"""What a C or C++ header declares, read from its syntax tree: functions, records, aliases, atomics.

Directives are blanked out before the text is parsed (both branches of an `#if` stay, so does everything inside
`extern "C"`), since a grammar can't follow a brace that opens in one `#ifdef` and closes in another. Types are spelled
as `c_types` says.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

from planproof.plan.compilers.c_types import RECORDS, declared_name_and_type, text_of
from planproof.plan.compilers.grammar import parse
from planproof.plan.compilers.planned_files import PlannedFile

if TYPE_CHECKING:
    from tree_sitter import Node

__all__ = ["Declarations", "DeclaredFunction", "DeclaredRecord", "declarations_of", "read_declarations"]

_CPLUSPLUS_ONLY = re.compile(
    r"^[ \t]*#[ \t]*if(?:def[ \t]+|[ \t]+defined[ \t]*\(?[ \t]*)__cplusplus\b.*?"
    r"(?:^[ \t]*#[ \t]*(?:endif|else)\b[^\n]*|\Z)",
    re.M | re.S,
)
_DIRECTIVE = re.compile(r"^[ \t]*#(?:[^\n\\]|\\.|\\\n)*", re.M)
_ATTRIBUTE = re.compile(r"__attribute__\s*\(\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\)\)|\b(?:_Noreturn|__extension__)\b")
_ATOMIC_TYPE = re.compile(
    r"_Atomic\b|atomic_(flag|bool|\w*(char|short|int|long|llong|_t))$|(std::)?atomic(<|_)|\w*ATOMIC\w*\("
)
_MOST_NESTED = 20
_MOST_CHARACTERS = 512 * 1024
_WRAPPERS = {
    "linkage_specification",
    "declaration_list",
    "namespace_definition",
    "ERROR",
    "preproc_if",
    "preproc_ifdef",
}


@dataclass(frozen=True, slots=True)
class DeclaredFunction:
    """A function: its parameter types and result in Rust's spelling (result `void` for none), line and column in the text."""

    name: str
    parameters: tuple[str, ...]
    result: str
    is_static: bool
    line: int
    column: int


@dataclass(frozen=True, slots=True)
class DeclaredRecord:
    """A structure, union or class.

    Attributes:
        name: tag, or the alias when it has no tag.
        spelling: how C code names it: `struct slot` or `slot_t`.
        fields: name, type in Rust's spelling; None for a declaration without a body.
        atomic_fields: name, line and column of those that are atomic.
    """

    name: str
    spelling: str
    fields: tuple[tuple[str, str], ...] | None
    atomic_fields: tuple[tuple[str, int, int], ...]
    line: int
    column: int


@dataclass(slots=True)
class Declarations:
    """Everything one header declares; `aliases` maps a typedef's name to what it stands for in Rust's spelling."""

    functions: list[DeclaredFunction] = field(default_factory=list)
    records: list[DeclaredRecord] = field(default_factory=list)
    aliases: dict[str, str] = field(default_factory=dict)
    enumerations: set[str] = field(default_factory=set)
    atomic_variables: list[tuple[str, int, int]] = field(default_factory=list)

    def record(self, name: str) -> DeclaredRecord | None:
        """The record with that tag or alias that has a body."""
        tag = self.aliases.get(name, name)
        found = (record for record in self.records if record.name in (name, tag) and record.fields is not None)
        return next(found, None)


def declarations_of(file: PlannedFile) -> Declarations:
    """What a planned file declares; places are lines and columns of the file (`PlannedFile.locate` maps them)."""
    return read_declarations(file.language, file.text)


@lru_cache(maxsize=512)
def read_declarations(language: str, text: str) -> Declarations:
    """What a text in `c` or `cpp` declares; what can't be parsed is left out, nothing is raised."""
    found = Declarations()
    if len(text) > _MOST_CHARACTERS:
        return found
    plain = _plain(text)
    tree = parse(language, plain)
    waiting = list(reversed(tree.root_node.children))
    while waiting:
        node = waiting.pop()
        if node.type in _WRAPPERS:
            waiting.extend(reversed(node.children))
        else:
            _take(node, found)
    return found


def _plain(text: str) -> str:
    """The text without directives and attributes, every character else at its place."""

    def blank(match: re.Match[str]) -> str:
        return re.sub(r"[^\n]", " ", match.group())

    return _ATTRIBUTE.sub(blank, _DIRECTIVE.sub(blank, _CPLUSPLUS_ONLY.sub(blank, text)))


def _take(node: Node, found: Declarations) -> None:
    """Adds what one outermost declaration declares."""
    if node.type in RECORDS:
        _take_record(node, found, "")
    elif node.type == "enum_specifier":
        found.enumerations.add(text_of(node.child_by_field_name("name")))
    elif node.type in {"declaration", "function_definition", "type_definition"}:
        _take_declaration(node, found)


def _take_declaration(node: Node, found: Declarations) -> None:
    kind = node.child_by_field_name("type")
    if kind is None:
        return
    declarators = node.children_by_field_name("declarator")
    is_typedef = node.type == "type_definition"
    if kind.type in RECORDS:
        _take_record(kind, found, text_of(declarators[0]) if is_typedef and declarators else "")
    elif kind.type == "enum_specifier":
        found.enumerations.add(text_of(kind.child_by_field_name("name")))
    for declarator in declarators:
        name, spelled = declared_name_and_type(node, declarator)
        function = _function_of(declarator)
        if is_typedef:
            if kind.type == "enum_specifier":
                found.enumerations.add(name)
            found.aliases.update({name: spelled} if spelled else {})
        elif function is not None:
            _take_function(node, function, declarator, found)
        elif _is_atomic(node, declarator):
            found.atomic_variables.append((name, *_place(declarator)))


def _take_record(node: Node, found: Declarations, alias: str) -> None:
    tag = text_of(node.child_by_field_name("name"))
    body = node.child_by_field_name("body")
    if not tag and not alias:
        return
    fields = []
    for member in _members(body):
        for declarator in member.children_by_field_name("declarator"):
            fields.append(declared_name_and_type(member, declarator))
    spelling = f"{RECORDS[node.type]} {tag}" if tag else alias
    known = tuple(fields) if body else None
    found.records.append(DeclaredRecord(tag or alias, spelling, known, tuple(_atomics(body)), *_place(node)))


def _members(body: Node | None) -> list[Node]:
    return [member for member in body.children if member.type == "field_declaration"] if body else []


def _atomics(body: Node | None, depth: int = 0) -> Iterator[tuple[str, int, int]]:
    """The atomic fields of a record, those of records inside it included."""
    for member in _members(body):
        kind = member.child_by_field_name("type")
        if kind is not None and kind.type in RECORDS and depth < _MOST_NESTED:
            yield from _atomics(kind.child_by_field_name("body"), depth + 1)
        for declarator in member.children_by_field_name("declarator"):
            if _is_atomic(member, declarator):
                yield declared_name_and_type(member, declarator)[0], *_place(declarator)


def _take_function(node: Node, function: Node, declarator: Node, found: Declarations) -> None:
    name_node = function.child_by_field_name("declarator")
    listed = function.child_by_field_name("parameters")
    parameters = []
    for parameter in listed.named_children if listed else []:
        if parameter.type in {"parameter_declaration", "optional_parameter_declaration"}:
            inner = parameter.child_by_field_name("declarator")
            spelled = declared_name_and_type(parameter, inner, as_parameter=True)[1]
            if spelled != "void":
                parameters.append(spelled)
        elif parameter.type == "variadic_parameter":
            parameters.append("...")
    is_static = any(text_of(child) == "static" for child in node.children if child.type == "storage_class_specifier")
    result = declared_name_and_type(node, declarator, up_to=function)[1]
    name = text_of(name_node)
    if name:
        found.functions.append(DeclaredFunction(name, tuple(parameters), result, is_static, *_place(name_node or node)))


def _function_of(declarator: Node) -> Node | None:
    """The function declarator in `*name(…)`; None for a variable, and for a pointer to a function."""
    node: Node | None = declarator
    while node is not None and node.type in {"pointer_declarator", "reference_declarator", "attributed_declarator"}:
        node = node.child_by_field_name("declarator") or (node.named_children[-1] if node.named_children else None)
    if node is None or node.type != "function_declarator":
        return None
    inner = node.child_by_field_name("declarator")
    return node if inner is not None and inner.type in {"identifier", "field_identifier"} else None


def _is_atomic(node: Node, declarator: Node) -> bool:
    """Whether a declaration makes an atomic object; a pointer to one is an ordinary pointer."""
    if declarator.type == "pointer_declarator":
        return any(text_of(child) == "_Atomic" for child in declarator.children if child.type == "type_qualifier")
    kind = text_of(node.child_by_field_name("type"))
    qualified = any(text_of(child) == "_Atomic" for child in node.children if child.type == "type_qualifier")
    return qualified or bool(_ATOMIC_TYPE.match(kind))


def _place(node: Node) -> tuple[int, int]:
    return node.start_point.row + 1, node.start_point.column + 1
