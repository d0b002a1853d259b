"""Types of C and C++ declarations, read from their syntax trees and written the way Rust writes them.

    const char *name          *const c_char
    struct slot **slots       *mut *mut slot
    uint64_t bits[4]          [u64; 4]       (as a parameter: *mut u64)
    int (*call)(void *)       fn

One spelling for both languages is what makes the two sides of a foreign interface comparable.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tree_sitter import Node

__all__ = ["RECORDS", "declared_name_and_type", "text_of"]

RECORDS = {"struct_specifier": "struct", "union_specifier": "union", "class_specifier": "class"}

_LONGEST_TYPE = 400  # characters; what is longer is no type that two languages share
# C's spelling -> Rust's, for the data models in use (LP64 and LLP64 differ in `long`, which stays a name of its own).
_BASE_TYPES = {
    "void": "void",
    "_Bool": "bool",
    "bool": "bool",
    "char": "c_char",
    "signed char": "i8",
    "unsigned char": "u8",
    "short": "i16",
    "unsigned short": "u16",
    "int": "i32",
    "unsigned": "u32",
    "unsigned int": "u32",
    "long": "c_long",
    "unsigned long": "c_ulong",
    "long long": "i64",
    "unsigned long long": "u64",
    "float": "f32",
    "double": "f64",
    "size_t": "usize",
    "ssize_t": "isize",
    "ptrdiff_t": "isize",
    "intptr_t": "isize",
    "uintptr_t": "usize",
    **{f"{sign}int{bits}_t": f"{letter}{bits}" for bits in (8, 16, 32, 64) for sign, letter in (("", "i"), ("u", "u"))},
}


def declared_name_and_type(
    node: Node, declarator: Node | None, *, as_parameter: bool = False, up_to: Node | None = None
) -> tuple[str, str]:
    """Name and type (in Rust's spelling) that a declarator gives; the name is empty where there is none."""
    spelled, is_const = _base(node)
    lengths: list[str] = []
    while declarator is not None and declarator != up_to and len(spelled) + len(lengths) < _LONGEST_TYPE:
        match declarator.type:
            case "pointer_declarator" | "abstract_pointer_declarator":
                spelled = f"*{'const' if is_const else 'mut'} {spelled}"
                is_const = any(
                    text_of(child) == "const" for child in declarator.children if child.type == "type_qualifier"
                )
            case "reference_declarator" | "abstract_reference_declarator":
                spelled = f"*{'const' if is_const else 'mut'} {spelled}"
            case "array_declarator" | "abstract_array_declarator":
                lengths.append(text_of(declarator.child_by_field_name("size")))
            case "function_declarator" | "abstract_function_declarator":
                return _name_within(declarator), "fn"
            case "init_declarator" | "parenthesized_declarator" | "abstract_parenthesized_declarator":
                pass
            case _:
                return text_of(declarator), _arrayed(spelled, lengths, is_const, as_parameter)
        declarator = declarator.child_by_field_name("declarator") or _inner_declarator(declarator)
    return "", _arrayed(spelled, lengths, is_const, as_parameter)


def _inner_declarator(node: Node) -> Node | None:
    inner = [
        child for child in node.named_children if child.type.endswith("declarator") or child.type.endswith("identifier")
    ]
    return inner[-1] if inner else None


def _arrayed(spelled: str, lengths: list[str], is_const: bool, as_parameter: bool) -> str:
    if as_parameter and lengths:
        lengths, spelled = (
            lengths[:-1],
            f"*{'const' if is_const else 'mut'} {_arrayed(spelled, lengths[:-1], False, False)}",
        )
        return spelled
    for length in lengths:
        spelled = f"[{spelled}; {length}]"
    return spelled


def _name_within(node: Node) -> str:
    """The innermost identifier of a function pointer's declarator."""
    names = [
        each for each in _descendants(node, 200) if each.type in {"identifier", "field_identifier", "type_identifier"}
    ]
    return text_of(names[0]) if names else ""


def _descendants(node: Node, most: int) -> Iterator[Node]:
    waiting = [node]
    while waiting and most:
        most -= 1
        here = waiting.pop(0)
        yield here
        waiting = [*here.named_children, *waiting]


def _base(node: Node) -> tuple[str, bool]:
    """The declaration's base type in Rust's spelling, and whether it is const."""
    kind = node.child_by_field_name("type")
    is_const = any(text_of(child) == "const" for child in node.children if child.type == "type_qualifier")
    if kind is None:
        return "", is_const
    if kind.type in RECORDS or kind.type == "enum_specifier":
        return text_of(kind.child_by_field_name("name")), is_const
    words = re.sub(r"_Atomic\s*\(|std::atomic<|std::|[()<>]", " ", text_of(kind)).split()
    if len(words) > 1:
        words = [
            word for word in words if not (word == "int" and len(words) > 1 and words != ["unsigned", "int"])
        ] or words
        words = sorted(words, key=lambda word: word not in {"unsigned", "signed"})
        if words[0] == "signed" and words[1:] != ["char"]:
            words = words[1:]
    name = " ".join(words)
    return _BASE_TYPES.get(name, name), is_const


def text_of(node: Node | None) -> str:
    """The source text of a node; empty for None."""
    return node.text.decode("utf-8", "replace") if node is not None and node.text is not None else ""
