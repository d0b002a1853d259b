"""Compares what a plan's Rust blocks and C headers say of the same symbol.

Both sides come in one spelling of types (see c_declarations and rust_declarations). What can't be decided (a type from
a library that neither side declares) counts as the same; what is said here is a real contradiction:

    number of parameters · a parameter's or result's type · order, names and types of a `#[repr(C)]` structure's fields
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from difflib import get_close_matches

from planproof.plan.compilers.c_declarations import Declarations, DeclaredFunction, DeclaredRecord, declarations_of
from planproof.plan.compilers.language import blocks_in
from planproof.plan.compilers.planned_files import planned_files
from planproof.plan.compilers.rust_declarations import RustDeclarations, RustFunction, RustRecord, read_rust
from planproof.plan.document import Place
from planproof.plan.model import Interface, Plan

__all__ = ["contradictions", "not_callable_from_c"]

_PRIMITIVES = {"void", "bool", "c_char", "c_long", "c_ulong", "usize", "isize", "f32", "f64", "fn", "..."} | {
    f"{letter}{bits}" for letter in "iu" for bits in (8, 16, 32, 64)
}
_ARRAY = re.compile(r"\[(.*); ([^;\]]*)\]")


@dataclass(slots=True)
class _Sides:
    """All that both languages declare, merged over the plan's blocks."""

    c: Declarations = field(default_factory=Declarations)
    rust: RustDeclarations = field(default_factory=RustDeclarations)

    def c_function(self, name: str) -> DeclaredFunction | None:
        return next((function for function in self.c.functions if function.name == name), None)

    def c_record(self, name: str) -> DeclaredRecord | None:
        aliases = {_plain(meant): alias for alias, meant in self.c.aliases.items()}
        for record in self.c.records:
            if record.fields is not None and _plain(name) in {
                _plain(record.name),
                _plain(aliases.get(_plain(record.name), "")),
            }:
                return record
        return None


def contradictions(plan: Plan) -> Iterator[tuple[Place, str]]:
    """Every place in a Rust block that contradicts a C header of the same plan, and how.

    Args:
        plan: any plan; without Rust blocks or without C headers there is nothing to compare.
    """
    blocks = blocks_in(plan, {"rust"})
    sides = _sides(plan, blocks)
    if not blocks or not (sides.c.functions or sides.c.records):
        return
    for block in blocks:
        found = read_rust(block.code.content)
        for function in found.functions:
            for message in _of_function(function, sides):
                yield _place(block, function.line, function.column_bytes), message
        for record in found.records:
            declared = sides.c_record(record.name) if record.repr_c and record.fields else None
            for line, column, message in _of_record(record, declared, sides) if declared else ():
                yield _place(block, line, column), message


def not_callable_from_c(plan: Plan) -> Iterator[tuple[Place, str]]:
    """Every Rust function that a C header of the same plan declares and that C can't call, and what it lacks."""
    blocks = blocks_in(plan, {"rust"})
    sides = _sides(plan, blocks)
    for block in blocks:
        for function in read_rust(block.code.content).functions:
            if sides.c_function(function.name) and not function.foreign:
                lacks = [] if function.exported else ["#[no_mangle]"]
                lacks += [] if function.extern_c else ['extern "C"']
                if lacks:
                    message = f"{function.name} is declared in C and lacks {' and '.join(lacks)}"
                    yield _place(block, function.line, function.column_bytes), message


def _sides(plan: Plan, blocks: list[Interface]) -> _Sides:
    sides = _Sides()
    for file in planned_files(plan) if blocks else ():
        found = declarations_of(file)
        sides.c.functions += [function for function in found.functions if not function.is_static]
        sides.c.records += found.records
        sides.c.aliases |= found.aliases
        sides.c.enumerations |= found.enumerations
    for block in blocks:
        declared = read_rust(block.code.content)
        sides.rust.records += declared.records
        sides.rust.aliases |= declared.aliases
    return sides


def _of_function(function: RustFunction, sides: _Sides) -> Iterator[str]:
    declared = sides.c_function(function.name)
    if declared is None:
        if sides.c.functions and function.exported and function.extern_c:
            near = get_close_matches(function.name, [each.name for each in sides.c.functions], 1)
            yield f"{function.name} is in no C header of this plan" + (f"; {near[0]} is" if near else "")
        return
    if len(declared.parameters) != len(function.parameters):
        yield f"{function.name} takes {len(function.parameters)} parameters in Rust and {len(declared.parameters)} in C"
        return
    for number, (in_c, in_rust) in enumerate(zip(declared.parameters, function.parameters, strict=True), 1):
        if not _same(in_c, in_rust, sides):
            yield f"parameter {number} of {function.name} is {in_rust} in Rust and {in_c} in C"
    if not _same(declared.result, function.result, sides):
        yield f"{function.name} gives {function.result} in Rust and {declared.result} in C"


def _of_record(record: RustRecord, declared: DeclaredRecord, sides: _Sides) -> Iterator[tuple[int, int, str]]:
    in_c = declared.fields or ()
    if len(in_c) != len(record.fields):
        message = f"{record.name} has {len(record.fields)} fields in Rust and {len(in_c)} in C"
        yield record.line, record.column_bytes, message
    for (c_name, c_type), (name, spelled, line, column) in zip(in_c, record.fields, strict=False):
        if _plain(c_name) != _plain(name):
            yield line, column, f"{record.name}: {name} stands where C has {c_name}"
            return
        if not _same(c_type, spelled, sides):
            yield line, column, f"{record.name}.{name} is {spelled} in Rust and {c_type} in C"


def _same(in_c: str, in_rust: str, sides: _Sides) -> bool:
    """Whether two types in the common spelling can be one; true where that can't be decided."""
    for _ in range(20):
        in_c, in_rust = sides.c.aliases.get(in_c, in_c), sides.rust.aliases.get(in_rust, in_rust)
        if in_c.startswith("*") and in_rust.startswith("*"):
            c_kind, in_c = in_c.split(" ", 1)
            rust_kind, in_rust = in_rust.split(" ", 1)
            if c_kind != rust_kind:
                return False
            if "void" in (in_c, in_rust):
                return True
        elif (c_array := _ARRAY.fullmatch(in_c)) and (rust_array := _ARRAY.fullmatch(in_rust)):
            lengths = (c_array.group(2), rust_array.group(2))
            if all(length.isdigit() for length in lengths) and lengths[0] != lengths[1]:
                return False
            in_c, in_rust = c_array.group(1), rust_array.group(1)
    return _same_base(in_c, in_rust, sides)


def _same_base(in_c: str, in_rust: str, sides: _Sides) -> bool:
    if in_c == in_rust or {in_c, in_rust} == {"c_char", "i8"}:
        return True
    if in_c in sides.c.enumerations and in_rust in {"i32", "u32"}:
        return True
    if "fn" in (in_c, in_rust):
        # A function type of C can hide behind a name that this plan doesn't spell out.
        return not (in_c in _PRIMITIVES and in_rust in _PRIMITIVES) and "*" not in in_c + in_rust
    shaped = [text.startswith(("*", "[")) for text in (in_c, in_rust)]
    if any(shaped):
        return not all(shaped) and (in_rust if shaped[0] else in_c) not in _PRIMITIVES
    if in_c in _PRIMITIVES and in_rust in _PRIMITIVES:
        return False
    if in_c in _PRIMITIVES:
        return in_rust not in {record.name for record in sides.rust.records}
    if in_rust in _PRIMITIVES:
        return in_c not in {record.name for record in sides.c.records}
    ours, theirs = _plain(in_c), _plain(in_rust)
    return ours.endswith(theirs) or theirs.endswith(ours)


def _plain(name: str) -> str:
    """A name without what conventions differ in: `slot_registry_t` and `SlotRegistry` give one text."""
    return re.sub(r"_t$", "", name).replace("_", "").lower()


def _place(block: Interface, line: int, column_bytes: int) -> Place:
    text = block.code.content.split("\n")[line - 1].encode("utf-8", "replace")
    before = text[: column_bytes - 1].decode("utf-8", "ignore")
    return Place(block.place.path, block.code.content_line + line - 1, block.code.content_column + len(before))
