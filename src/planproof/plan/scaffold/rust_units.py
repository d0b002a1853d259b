"""Rust interfaces as modules that compile, and calls of what they promise; by tree-sitter.

    pub fn add(url: &str) -> String;                 ──>  pub fn add(url: &str) -> String {
                                                              todo!("M1_E1_I1: add")
                                                          }
    pub extern "C" fn ring_size() -> u32 { … }       ──>  a zero: a panic that meets C ends the whole process

What has a body stays as it is; traits and blocks of foreign functions stay declarations.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

import msgspec

from planproof.plan.symbols.symbol import DEEPEST, node_text
from planproof.plan.syntax import first_error, parse_tree

if TYPE_CHECKING:
    from tree_sitter import Node

__all__ = ["STANDARD", "RustCall", "RustUnit", "rust_call", "rust_skeleton", "rust_types", "rust_units", "used_types"]

STANDARD = {
    **dict.fromkeys(("BTreeMap", "BTreeSet", "HashMap", "HashSet", "VecDeque"), "std::collections"),
    **dict.fromkeys(("Arc", "Condvar", "Mutex", "RwLock"), "std::sync"),
    **dict.fromkeys(("AtomicBool", "AtomicU32", "AtomicU64", "AtomicUsize"), "std::sync::atomic"),
    **dict.fromkeys(("Path", "PathBuf"), "std::path"),
    **dict.fromkeys(("Duration", "Instant", "SystemTime"), "std::time"),
    **dict.fromkeys(("c_char", "c_int", "c_uint", "c_void"), "std::ffi"),
    **dict.fromkeys(("CStr", "CString"), "std::ffi"),
    "Rc": "std::rc",
    "RefCell": "std::cell",
    "Cow": "std::borrow",
}
_STUBS = re.compile(r"\{\s*(?:\.\.\.|…|(?:todo|unimplemented)!\([^;]*\);?|//[^\n]*|/\*.*?\*/)?\s*\}", re.DOTALL)
_INTEGERS = re.compile(r"[iu](?:8|16|32|64|128|size)|c_(?:int|uint|char)")


class RustUnit(msgspec.Struct, frozen=True):
    """A planned function or method.

    Attributes:
        name: `add`, `Links.add`.
        module: path of its module behind the crate's name, `links`; empty for the crate's root.
        parameters: name and type of each, `self` left out.
        returns: type as written; empty for none.
        receiver: `self` parameter as written; empty for a function without one.
        plain: False for what is generic, async, part of a trait, or not public.
        unsafe: whether a call stands in `unsafe`.
    """

    name: str
    module: str
    parameters: tuple[tuple[str, str], ...]
    returns: str
    receiver: str
    plain: bool
    unsafe: bool

    @property
    def owner(self) -> str:
        """The type of a method; empty for a function."""
        return self.name.rpartition(".")[0]


class RustCall(msgspec.Struct, frozen=True):
    """A call: lines that arrange it, the expression (empty when there is none), types it names, why there is none."""

    arrange: tuple[str, ...]
    expression: str
    names: tuple[str, ...]
    missing: str = ""


def rust_skeleton(source: str, identifier: str) -> str:
    """One interface block with a body for each function that has none.

    Raises:
        SyntaxError: the block isn't Rust; says where.
    """
    data = source.encode("utf-8", "replace")
    root = parse_tree("rust", data)
    problem = first_error(root)
    if problem and "..." not in source and "…" not in source:
        raise SyntaxError(f"{problem.message} (line {problem.line} of the block)")
    edits = list(_edits(root, "", identifier, 0, foreign=False))
    for start, end, text in sorted(edits, reverse=True):
        data = data[:start] + text.encode() + data[end:]
    return data.decode("utf-8", "replace").strip("\n")


def _edits(node: Node, owner: str, identifier: str, depth: int, *, foreign: bool) -> Iterator[tuple[int, int, str]]:
    """Byte ranges to replace, and by what."""
    for child in node.named_children if depth <= DEEPEST else ():
        if child.type in ("trait_item", "foreign_mod_item"):
            continue
        if child.type == "impl_item":
            name = node_text(child.child_by_field_name("type")).partition("<")[0]
            yield from _edits(child, f"{name}.", identifier, depth + 1, foreign=foreign)
        elif child.type in ("mod_item", "declaration_list"):
            yield from _edits(child, owner, identifier, depth + 1, foreign=foreign)
        elif child.type in ("function_signature_item", "function_item"):
            body = child.child_by_field_name("body")
            text = node_text(body)
            if body is not None and not (
                _STUBS.fullmatch(text) and (text != "{}" or child.child_by_field_name("return_type"))
            ):
                continue
            indent = " " * child.start_point[1]
            inside = _body(child, f"{identifier}: {owner}{node_text(child.child_by_field_name('name'))}")
            block = "{\n" + "".join(f"{indent}    {line}\n" for line in inside) + indent + "}"
            start = body.start_byte if body is not None else child.end_byte - 1
            yield start, child.end_byte, block if body is not None else f" {block}"


def _body(node: Node, said: str) -> list[str]:
    if 'extern "C"' not in node_text(node).partition("(")[0]:
        return [f'todo!("{said}")']
    returns = node_text(node.child_by_field_name("return_type")).strip()
    names = [name for name, _ in _parameters(node)]
    ignored = [f"let _ = {names[0] if len(names) == 1 else '(' + ', '.join(names) + ')'};"] if names else []
    report = f'eprintln!("PLANPROOF_NOT_IMPLEMENTED: {said}");'
    return [*ignored, report, *([_zero(returns)] if returns and returns != "()" else [])]


def _zero(kind: str) -> str:
    if kind.startswith("*mut"):
        return "std::ptr::null_mut()"
    if kind.startswith("*const"):
        return "std::ptr::null()"
    if _INTEGERS.fullmatch(kind):
        return "0"
    simple = {"bool": "false", "f32": "0.0", "f64": "0.0"}
    if kind.startswith("Option<"):
        return "None"
    # SAFETY of zeroed: what passes to C by value is plain data.
    return simple.get(kind, "unsafe { std::mem::zeroed() }")


def _parameters(node: Node) -> Iterator[tuple[str, str]]:
    parameters = node.child_by_field_name("parameters")
    for each in parameters.named_children if parameters is not None else ():
        if each.type == "parameter":
            name = node_text(each.child_by_field_name("pattern")).removeprefix("mut ")
            yield name, " ".join(node_text(each.child_by_field_name("type")).split())


def rust_units(source: str, module: str) -> tuple[RustUnit, ...]:
    """The functions and methods of a module, those of traits marked as not plain."""
    return tuple(_units(parse_tree("rust", source.encode("utf-8", "replace")), "", module, 0, in_trait=False))


def _units(node: Node, owner: str, module: str, depth: int, *, in_trait: bool) -> Iterator[RustUnit]:
    for child in node.named_children if depth <= DEEPEST else ():
        if child.type in ("impl_item", "trait_item"):
            of_trait = child.type == "trait_item"
            field = "name" if of_trait else "type"
            name = node_text(child.child_by_field_name(field)).partition("<")[0]
            generic = child.child_by_field_name("type_parameters") is not None
            yield from _units(child, f"{name}.", module, depth + 1, in_trait=of_trait or generic)
        elif child.type == "declaration_list":
            yield from _units(child, owner, module, depth + 1, in_trait=in_trait)
        elif child.type in ("function_signature_item", "function_item"):
            yield _unit(child, owner, module, in_trait=in_trait)


def _unit(node: Node, owner: str, module: str, *, in_trait: bool) -> RustUnit:
    head = node_text(node).partition("(")[0]
    parameters = node.child_by_field_name("parameters")
    children = parameters.named_children if parameters is not None else []
    receiver = next((node_text(each) for each in children if each.type == "self_parameter"), "")
    types = [kind for _, kind in _parameters(node)]
    generic = node.child_by_field_name("type_parameters") is not None or any("impl " in kind for kind in types)
    return RustUnit(
        owner + node_text(node.child_by_field_name("name")),
        module,
        tuple(_parameters(node)),
        node_text(node.child_by_field_name("return_type")),
        receiver,
        plain=not generic and not in_trait and "async" not in head.split() and head.startswith("pub"),
        unsafe="unsafe" in head.split(),
    )


def rust_types(source: str) -> dict[str, str]:
    """The types of a module, each with how one is made from nothing: `Links`, `Links::default()`; empty where it can't be."""
    found = {}
    root = parse_tree("rust", source.encode("utf-8", "replace"))
    attributes = ""
    for node in root.named_children:
        if node.type == "attribute_item":
            attributes += node_text(node)
            continue
        if node.type in ("struct_item", "enum_item", "union_item", "trait_item", "type_item"):
            name = node_text(node.child_by_field_name("name"))
            bare = node.type == "struct_item" and node.child_by_field_name("body") is None
            found[name] = f"{name}::default()" if "Default" in attributes else name if bare else ""
        attributes = "" if "comment" not in node.type else attributes
    return found


def used_types(source: str) -> set[str]:
    """Names of types that a source mentions without a path in front."""
    found: set[str] = set()
    stack = [parse_tree("rust", source.encode("utf-8", "replace"))]
    while stack:
        node = stack.pop()
        if node.type == "use_declaration":
            continue
        if node.type == "scoped_type_identifier":
            stack += [child for child in node.named_children if child.type != "type_identifier"]
            continue
        if node.type == "type_identifier":
            found.add(node_text(node))
        if node.type == "scoped_identifier":
            first = node_text(node).partition("::")[0]
            found |= {first} if first[:1].isupper() else set()
        stack += node.named_children
    return found


def rust_call(unit: RustUnit, units: Mapping[str, RustUnit], types: Mapping[str, str]) -> RustCall:
    """The call of a unit with made-up values, where its signature allows one.

    Args:
        units: all that is planned, by name; `Links.new` makes a `Links`.
        types: planned types, each with how one is made from nothing.
    """
    if not unit.plain:
        return RustCall((), "", (), f"{unit.name} is generic, async or part of a trait")
    arrange, passed, names = [], [], set()
    for name, kind in unit.parameters:
        value = _value(kind, types)
        if not value or not re.fullmatch(r"\w+", name):
            return RustCall((), "", (), f"`{name}: {kind}` takes a value that can't be made up")
        arrange.append(f"let {name} = {value};")
        passed.append(name)
        names |= used_types(f"fn f(x: {kind}) {{ {value} }}")
    called = f"{unit.name.rpartition('.')[2]}({', '.join(passed)})"
    if unit.receiver:
        made = _made(unit.owner, units, types)
        if not made:
            return RustCall((), "", (), f"nothing makes a {unit.owner}")
        mutable = "mut " if "mut" in unit.receiver else ""
        arrange.append(f"let {mutable}unit = {made};")
        called = f"unit.{called}"
        names |= {unit.owner} | used_types(f"fn f() {{ {made}; }}")
    elif unit.owner:
        called = f"{unit.owner}::{called}"
        names |= {unit.owner}
    else:
        names |= {unit.name}
    return RustCall(tuple(arrange), f"unsafe {{ {called} }}" if unit.unsafe else called, tuple(sorted(names)))


def _made(owner: str, units: Mapping[str, RustUnit], types: Mapping[str, str]) -> str:
    maker = units.get(f"{owner}.new")
    if maker and maker.plain and not maker.receiver:
        values = [_value(kind, types) for _, kind in maker.parameters]
        if all(values):
            result = ".unwrap()" if maker.returns.startswith(("Result<", "io::Result", "Option<")) else ""
            return f"{owner}::new({', '.join(values)}){result}"
    return types.get(owner, "")


def _value(kind: str, types: Mapping[str, str]) -> str:
    """A value of a type; empty when none can be made up."""
    if _INTEGERS.fullmatch(kind):
        return f"1_{kind}" if not kind.startswith("c_") else "1"
    simple = {
        "bool": "true",
        "f32": "1.0_f32",
        "f64": "1.0_f64",
        "char": "'a'",
        "&str": '"name"',
        "&'static str": '"name"',
        "String": 'String::from("name")',
        "&String": '&String::from("name")',
        "&Path": 'Path::new("name")',
        "PathBuf": 'PathBuf::from("name")',
        "&PathBuf": '&PathBuf::from("name")',
        "Duration": "Duration::from_secs(1)",
        "&[u8]": '"name".as_bytes()',
        "Vec<u8>": "vec![1_u8]",
    }
    if kind in simple:
        return simple[kind]
    if kind.startswith("*const"):
        return f"std::ptr::null::<{kind.removeprefix('*const').strip()}>()"
    if kind.startswith("*mut"):
        return f"std::ptr::null_mut::<{kind.removeprefix('*mut').strip()}>()"
    option = re.fullmatch(r"Option<(.+)>", kind)
    if option:
        return f"None::<{option[1]}>" if "&" not in option[1] else "None"
    vector = re.fullmatch(r"Vec<(.+)>", kind)
    if vector:
        return f"Vec::<{vector[1]}>::new()"
    bare = kind.removeprefix("&mut ").removeprefix("&")
    made = types.get(bare, "")
    prefix = kind[: len(kind) - len(bare)]
    return f"{prefix}{made}" if made else ""
