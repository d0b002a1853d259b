"""TypeScript interfaces as modules that can be imported, and calls of what they promise; by tree-sitter.

    export function add(url: string): string;   ──>   export function add(url: string): string {
                                                        throw new Error("not implemented: M1_E1_I1: add");
                                                      }

Interfaces and types stay as they are; what stands at the outermost level is exported, so that a test can reach it.
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

__all__ = ["ScriptCall", "ScriptUnit", "script_call", "script_names", "script_skeleton", "script_units", "used_names"]

_CLASSES = {"class_declaration", "abstract_class_declaration"}
_FUNCTIONS = {"function_signature", "function_declaration"}
_OUTERMOST = _CLASSES | _FUNCTIONS | {"interface_declaration", "type_alias_declaration", "enum_declaration"}
_METHODS = {"method_signature", "method_definition"}
_VALUES = {
    "string": '"name"',
    "number": "1",
    "boolean": "true",
    "bigint": "1n",
    "Date": "new Date(0)",
    "unknown": "undefined",
    "any": "undefined",
    "undefined": "undefined",
    "null": "null",
    "void": "undefined",
    "object": "{}",
}


class ScriptUnit(msgspec.Struct, frozen=True):
    """A planned function, class, method or interface.

    Attributes:
        name: `add`, `Links.add`.
        kind: `function`, `class`, `method`, `static`, `constructor`, `interface`, `type`.
        parameters: name and type of each that must be given.
        returns: type as written; empty for none.
        fields: name and type of the properties that an interface must have.
        callable: False for what is generic or abstract.
    """

    name: str
    kind: str
    parameters: tuple[tuple[str, str], ...] = ()
    returns: str = ""
    fields: tuple[tuple[str, str], ...] = ()
    callable: bool = True

    @property
    def owner(self) -> str:
        """The class of a method; empty for anything else."""
        return self.name.rpartition(".")[0]


class ScriptCall(msgspec.Struct, frozen=True):
    """A call: lines that arrange it, the expression (empty when there is none), what to import, why there is none."""

    arrange: tuple[str, ...]
    expression: str
    name: str
    awaited: bool
    returns: bool
    missing: str = ""


def script_skeleton(source: str, identifier: str, language: str = "typescript") -> str:
    """One interface block with a body for each function that has none.

    Raises:
        SyntaxError: the block isn't TypeScript; says where.
    """
    data = source.encode("utf-8", "replace")
    root = parse_tree(language, data)
    problem = first_error(root)
    if problem:
        raise SyntaxError(f"{problem.message} (line {problem.line} of the block)")
    edits = [edit for node in root.named_children for edit in _outermost(node, identifier)]
    for start, end, text in sorted(edits, reverse=True):
        data = data[:start] + text.encode() + data[end:]
    return data.decode("utf-8", "replace").strip("\n")


def _outermost(node: Node, identifier: str) -> Iterator[tuple[int, int, str]]:
    """The edits of one statement of a module: exported, no `declare`, bodies for what has none."""
    inner = node
    if node.type == "export_statement":
        inner = node.child_by_field_name("declaration") or node
    elif node.type in _OUTERMOST or node.type == "ambient_declaration":
        yield node.start_byte, node.start_byte, "export "
    if inner.type == "ambient_declaration":
        declared = next((each for each in inner.named_children if each.type in _OUTERMOST), None)
        if declared is None:
            return
        yield inner.start_byte, declared.start_byte, ""
        inner = declared
    if inner.type in _FUNCTIONS:
        yield from _bodied(inner, "", identifier)
    body = inner.child_by_field_name("body") if inner.type in _CLASSES else None
    for member in body.named_children if body is not None else ():
        if member.type in _METHODS:
            yield from _bodied(member, f"{node_text(inner.child_by_field_name('name'))}.", identifier)


def _bodied(node: Node, owner: str, identifier: str) -> Iterator[tuple[int, int, str]]:
    body = node.child_by_field_name("body")
    if body is not None and body.named_children and not all(each.type == "comment" for each in body.named_children):
        return
    indent = " " * _column(node)
    name = f"{owner}{node_text(node.child_by_field_name('name'))}"
    block = f'{{\n{indent}  throw new Error("not implemented: {identifier}: {name}");\n{indent}}}'
    if body is not None:
        yield body.start_byte, body.end_byte, block
        return
    source = (node.parent.text or b"") if node.parent is not None else b""
    end = node.end_byte
    after = source[end - node.parent.start_byte :][:1] if node.parent is not None else b""
    own = (node.text or b"").rstrip()
    if own.endswith(b";"):
        yield node.start_byte + len(own) - 1, end, f" {block}"
    else:
        yield end, end + (after == b";"), f" {block}"


def _column(node: Node) -> int:
    """The column of the line's first letter, for `export function` and decorators."""
    parent = node.parent
    return parent.start_point[1] if parent is not None and parent.type == "export_statement" else node.start_point[1]


def script_units(source: str, language: str = "typescript") -> Iterator[ScriptUnit]:
    """What a module declares at its outermost level, and the methods of its classes."""
    for node in parse_tree(language, source.encode("utf-8", "replace")).named_children:
        inner = (node.child_by_field_name("declaration") or node) if node.type == "export_statement" else node
        name = node_text(inner.child_by_field_name("name"))
        if inner.type in _FUNCTIONS:
            yield _function(inner, name, "function")
        elif inner.type in _CLASSES:
            yield from _class(inner, name)
        elif inner.type == "interface_declaration":
            yield ScriptUnit(name, "interface", fields=tuple(_fields(inner)), callable=_is_plain(inner))
        elif inner.type in ("type_alias_declaration", "enum_declaration"):
            yield ScriptUnit(name, "type", callable=False)


def _is_plain(node: Node) -> bool:
    extended = any(each.type in ("extends_type_clause", "class_heritage") for each in node.named_children)
    return node.child_by_field_name("type_parameters") is None and not extended


def _class(node: Node, name: str) -> Iterator[ScriptUnit]:
    plain = node.type == "class_declaration" and node.child_by_field_name("type_parameters") is None
    yield ScriptUnit(name, "class", callable=plain)
    body = node.child_by_field_name("body")
    for member in body.named_children if body is not None else ():
        if member.type not in _METHODS:
            continue
        text = node_text(member)
        own = node_text(member.child_by_field_name("name"))
        head = text.partition("(")[0].split()
        kind = "constructor" if own == "constructor" else "static" if "static" in head else "method"
        hidden = bool({"private", "protected", "get", "set"} & set(head)) or own.startswith("#")
        unit = _function(member, f"{name}.{own}", kind)
        yield msgspec.structs.replace(unit, callable=unit.callable and not hidden)


def _function(node: Node, name: str, kind: str) -> ScriptUnit:
    parameters = node.child_by_field_name("parameters")
    needed = []
    for each in parameters.named_children if parameters is not None else ():
        if each.type == "required_parameter" and each.child_by_field_name("value") is None:
            spelled = node_text(each.child_by_field_name("pattern"))
            if not spelled.startswith("...") and spelled != "this":
                needed.append((spelled, _type(each.child_by_field_name("type"))))
    returns = _type(node.child_by_field_name("return_type"))
    generic = node.child_by_field_name("type_parameters") is not None
    return ScriptUnit(name, kind, tuple(needed), returns, callable=not generic)


def _fields(node: Node) -> Iterator[tuple[str, str]]:
    body = node.child_by_field_name("body")
    for each in body.named_children if body is not None else ():
        optional = any(child.type == "?" for child in each.children)
        if each.type == "property_signature" and not optional:
            yield node_text(each.child_by_field_name("name")), _type(each.child_by_field_name("type"))
        elif each.type == "method_signature":
            yield node_text(each.child_by_field_name("name")), "method of it"


def _type(annotation: Node | None) -> str:
    return " ".join(node_text(annotation).removeprefix(":").split())


def script_names(source: str, language: str = "typescript") -> set[str]:
    """The names that a module exports."""
    return {unit.name for unit in script_units(source, language) if "." not in unit.name}


def used_names(source: str, language: str = "typescript") -> set[str]:
    """The names of types and values that a source mentions."""
    found: set[str] = set()
    stack = [(parse_tree(language, source.encode("utf-8", "replace")), 0)]
    while stack:
        node, depth = stack.pop()
        if node.type in ("identifier", "type_identifier"):
            found.add(node_text(node))
        if node.type != "import_statement" and depth < DEEPEST * 5:
            stack += [(child, depth + 1) for child in node.named_children]
    return found


def script_call(unit: ScriptUnit, units: Mapping[str, ScriptUnit], taken: set[str]) -> ScriptCall:
    """The call of a unit with made-up values, where its signature allows one.

    Args:
        units: all that is planned, by name.
        taken: names that the test file imports, which no variable may hide.
    """
    head = unit.name.split(".")[0]
    nothing = ScriptCall((), "", head, awaited=False, returns=False)
    if unit.kind in ("interface", "type") or not unit.callable or (unit.owner and not units[unit.owner].callable):
        return msgspec.structs.replace(nothing, missing=f"{unit.name} is a type, abstract, generic or not public")
    if unit.kind in ("class", "constructor"):
        made = _made(head, units)
        return ScriptCall((), made, head, awaited=False, returns=True) if made else nothing
    arrange, passed = [], []
    for name, kind in unit.parameters:
        value = _value(kind, units, 0)
        if not value or not re.fullmatch(r"[A-Za-z_$][\w$]*", name):
            return msgspec.structs.replace(nothing, missing=f"`{name}: {kind}` takes a value that can't be made up")
        local = f"{name}Given" if name in taken | {"unit", "result"} else name
        typed = f": {kind}" if value in ("[]", "{}", "undefined") and re.fullmatch(r"[a-z\[\]<>, ]+", kind) else ""
        arrange.append(f"const {local}{typed} = {value};")
        passed.append(local)
    bare = unit.name.rpartition(".")[2]
    called = f"{bare}({', '.join(passed)})"
    if unit.kind == "static":
        called = f"{unit.owner}.{called}"
    elif unit.owner:
        made = _made(unit.owner, units)
        if not made:
            return msgspec.structs.replace(nothing, missing=f"nothing makes a {unit.owner}")
        arrange.append(f"const unit = {made};")
        called = f"unit.{called}"
    awaited = unit.returns.startswith("Promise<")
    returns = unit.returns not in ("void", "never", "Promise<void>")
    return ScriptCall(tuple(arrange), f"await {called}" if awaited else called, head, awaited=awaited, returns=returns)


def _made(name: str, units: Mapping[str, ScriptUnit]) -> str:
    """`new Links("name")`; empty when a parameter can't be made up."""
    constructor = units.get(f"{name}.constructor")
    if constructor and not constructor.callable:
        return ""
    values = [_value(kind, units, 1) for _, kind in constructor.parameters] if constructor else []
    return f"new {name}({', '.join(values)})" if all(values) else ""


def _value(kind: str, units: Mapping[str, ScriptUnit], depth: int) -> str:
    """A value of a type that needs no import; empty when none can be made up."""
    if kind in _VALUES:
        return _VALUES[kind]
    literal = re.match(r"""\|?\s*("[^"\\]*"|'[^'\\]*'|\d+)(?=\s*(?:\||$))""", kind)
    if literal:
        return literal[1].replace("'", '"')
    if kind.endswith("[]") or re.match(r"(?:Readonly)?(?:Array|Iterable)<", kind):
        return "[]"
    if re.match(r"(?:Readonly)?(?:Map|Set)<", kind):
        return f"new {re.sub(r'^Readonly', '', kind)}()"
    if re.match(r"(?:Record|Partial)<", kind):
        return "{}"
    if re.match(r"\(.*\)\s*=>\s*void$", kind):
        return "() => undefined"
    if "|" in kind and not re.search(r"[<({]", kind):
        options = [part.strip() for part in kind.split("|")]
        return next(filter(None, (_value(option, units, depth) for option in options)), "")
    unit = units.get(kind)
    if unit and unit.kind == "interface" and unit.callable and depth < 3:
        values = [(name, _value(inner, units, depth + 1)) for name, inner in unit.fields]
        if all(value for _, value in values):
            return f"{{ {', '.join(f'{name}: {value}' for name, value in values)} }}" if values else "{}"
    return ""
