"""What a Rust block offers to C: functions, `#[repr(C)]` structures and aliases, read from its syntax tree.

Types come in one canonical spelling, the one of `c_declarations`: `*const c_char`, `[u64; 4]`, `fn`. What has the same
representation is spelled the same: `&T`, `Option<&T>` and `*const T`; `Box<T>`, `NonNull<T>` and `*mut T`; `AtomicU64` and `u64`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

from planproof.plan.compilers.elision import emptied
from planproof.plan.compilers.grammar import parse

if TYPE_CHECKING:
    from tree_sitter import Node

__all__ = ["RustDeclarations", "RustFunction", "RustRecord", "read_rust"]

_MOST_CHARACTERS = 512 * 1024
_MOST_NESTED = 20
_FUNCTIONS = {"function_item", "function_signature_item"}
_SAME_AS_C = {
    "c_void": "void",
    "()": "void",
    "!": "void",
    "c_schar": "i8",
    "c_uchar": "u8",
    "c_short": "i16",
    "c_ushort": "u16",
    "c_int": "i32",
    "c_uint": "u32",
    "c_longlong": "i64",
    "c_ulonglong": "u64",
    "c_float": "f32",
    "c_double": "f64",
    "AtomicBool": "bool",
    **{f"Atomic{letter}{bits}": f"{letter.lower()}{bits}" for letter in "IU" for bits in (8, 16, 32, 64, "size")},
}
_POINTERS = {"NonNull", "Box", "AtomicPtr"}
_TRANSPARENT = {"Option", "MaybeUninit", "ManuallyDrop", "UnsafeCell", "Cell"}


@dataclass(frozen=True, slots=True)
class RustFunction:
    """A free function.

    Attributes:
        parameters, result: in the canonical spelling; `void` for no result.
        exported: whether it keeps its name for the linker (`#[no_mangle]`, `#[export_name]`).
        extern_c: whether it is called the way C calls.
        foreign: whether it is only declared in an `extern "C" { … }` block.
        line, column_bytes: of its name in the text, from 1.
    """

    name: str
    parameters: tuple[str, ...]
    result: str
    exported: bool
    extern_c: bool
    foreign: bool
    line: int
    column_bytes: int


@dataclass(frozen=True, slots=True)
class RustRecord:
    """A structure: fields as name, canonical type, line and byte column; `repr_c` says whether its order is fixed."""

    name: str
    fields: tuple[tuple[str, str, int, int], ...]
    repr_c: bool
    line: int
    column_bytes: int


@dataclass(slots=True)
class RustDeclarations:
    """Everything one Rust block offers; `aliases` maps a type alias to the canonical spelling of what it means."""

    functions: list[RustFunction] = field(default_factory=list)
    records: list[RustRecord] = field(default_factory=list)
    aliases: dict[str, str] = field(default_factory=dict)


@lru_cache(maxsize=256)
def read_rust(text: str) -> RustDeclarations:
    """What a Rust text declares outside of traits and implementations; what doesn't parse is left out, nothing is raised."""
    found = RustDeclarations()
    if len(text) <= _MOST_CHARACTERS:
        for node, attributes, foreign in _items(parse("rust", emptied(text)).root_node):
            _take(node, attributes, foreign, found)
    return found


def _items(root: Node) -> Iterator[tuple[Node, str, bool]]:
    """Every item with the text of the attributes before it, and whether it stands in an `extern` block."""
    waiting = [(root, False)]
    while waiting:
        parent, foreign = waiting.pop()
        attributes = ""
        for node in parent.named_children:
            if node.type in {"attribute_item", "inner_attribute_item"}:
                attributes += _text(node)
            elif node.type in {"foreign_mod_item", "mod_item"}:
                if body := node.child_by_field_name("body"):
                    waiting.append((body, node.type == "foreign_mod_item"))
                attributes = ""
            elif node.type not in {"line_comment", "block_comment"}:
                yield node, attributes, foreign
                attributes = ""


def _take(node: Node, attributes: str, foreign: bool, found: RustDeclarations) -> None:
    name = node.child_by_field_name("name")
    if name is None:
        return
    place = (name.start_point.row + 1, name.start_point.column + 1)
    if node.type in _FUNCTIONS:
        modifiers = "".join(_text(child) for child in node.children if child.type == "function_modifiers")
        exported = re.search(r'\bexport_name\s*=\s*"([^"]*)"', attributes)
        result = node.child_by_field_name("return_type")
        function = RustFunction(
            exported.group(1) if exported else _text(name),
            tuple(_parameters(node)),
            _spelled(result) if result else "void",
            bool(exported) or "no_mangle" in attributes,
            bool(re.search(r'extern\s*("C(-unwind)?")?', modifiers)) and '"Rust"' not in modifiers,
            foreign,
            *place,
        )
        found.functions.append(function)
    elif node.type == "struct_item":
        repr_c = bool(re.search(r"\brepr\s*\([^)]*\bC\b", attributes))
        found.records.append(RustRecord(_text(name), tuple(_fields(node)), repr_c, *place))
    elif node.type == "type_item" and (meant := node.child_by_field_name("type")):
        found.aliases[_text(name)] = _spelled(meant)


def _parameters(node: Node) -> Iterator[str]:
    listed = node.child_by_field_name("parameters")
    for parameter in listed.named_children if listed else []:
        if parameter.type == "parameter":
            kind = parameter.child_by_field_name("type")
            yield _spelled(kind) if kind else ""
        elif parameter.type == "variadic_parameter":
            yield "..."


def _fields(node: Node) -> Iterator[tuple[str, str, int, int]]:
    body = node.child_by_field_name("body")
    for member in body.named_children if body else []:
        name, kind = member.child_by_field_name("name"), member.child_by_field_name("type")
        if member.type == "field_declaration" and name and kind:
            yield _text(name), _spelled(kind), name.start_point.row + 1, name.start_point.column + 1


def _spelled(node: Node, depth: int = 0) -> str:
    """The canonical spelling of a type node; as written where there is none."""
    if depth > _MOST_NESTED:
        return _text(node)
    inner = node.child_by_field_name("type")
    match node.type:
        case "pointer_type" | "reference_type" if inner:
            is_mutable = any(child.type == "mutable_specifier" for child in node.children)
            return f"*{'mut' if is_mutable else 'const'} {_spelled(inner, depth + 1)}"
        case "array_type":
            element, length = node.child_by_field_name("element"), node.child_by_field_name("length")
            return f"[{_spelled(element, depth + 1) if element else ''}; {_text(length)}]"
        case "function_type":
            return "fn"
        case "generic_type":
            return _spelled_generic(node, inner, depth)
        case _:
            name = _text(node).split("::")[-1].strip()
            return _SAME_AS_C.get(name, name)


def _spelled_generic(node: Node, name_node: Node | None, depth: int) -> str:
    name = _text(name_node).split("::")[-1]
    arguments = node.child_by_field_name("type_arguments")
    first = arguments.named_children[0] if arguments and arguments.named_children else None
    if first is None or name not in _POINTERS | _TRANSPARENT:
        return _text(node)
    return f"*mut {_spelled(first, depth + 1)}" if name in _POINTERS else _spelled(first, depth + 1)


def _text(node: Node | None) -> str:
    return node.text.decode("utf-8", "replace") if node is not None and node.text is not None else ""
