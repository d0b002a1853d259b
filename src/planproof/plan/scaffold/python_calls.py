"""Calls of planned Python: which values a test may pass where its signature says enough, and how the call is spelled."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping

import msgspec

from planproof.plan.scaffold.python_skeleton import implemented_name, is_protocol

__all__ = ["Call", "PlannedUnit", "call_of", "planned_units"]

_Function = ast.FunctionDef | ast.AsyncFunctionDef
_VALUES = {"int": "1", "float": "1.0", "bool": "True", "complex": "1j", "None": "None", "object": "object()"}
_CONTAINERS = {
    **dict.fromkeys(("list", "List", "Sequence", "Iterable", "Collection", "MutableSequence"), "[]"),
    **dict.fromkeys(("dict", "Dict", "Mapping", "MutableMapping"), "{}"),
    **dict.fromkeys(("set", "Set"), "set()"),
    **dict.fromkeys(("tuple", "Tuple"), "()"),
    "frozenset": "frozenset()",
    "Iterator": "iter([])",
}
_CONSTRUCTED = {"Path": 'Path("{}")', "Decimal": 'Decimal("1")', "timedelta": "timedelta(seconds=1)"}
_DEEPEST = 3


class PlannedUnit(msgspec.Struct, frozen=True):
    """A planned function, method or class.

    Attributes:
        name: `short_code`, `Links.add`.
        module: import name of its module.
        node: its definition.
        owner: the class around a method; None otherwise.
    """

    name: str
    module: str
    node: _Function | ast.ClassDef
    owner: ast.ClassDef | None


class Call(msgspec.Struct, frozen=True):
    """A call as a test writes it.

    Attributes:
        arrange: lines that give the arguments their names.
        expression: the call itself; empty when a value of some type can't be made up.
        reference: the unit without a call, `Links.add`.
        names: what has to be imported, with the module of each.
        returns: whether there is a result to look at.
        awaited: whether the call is a coroutine.
        missing: why there is no call.
    """

    arrange: tuple[str, ...]
    expression: str
    reference: str
    names: tuple[tuple[str, str], ...]
    returns: bool
    awaited: bool
    missing: str = ""


def planned_units(tree: ast.Module, module: str) -> Iterator[PlannedUnit]:
    """The functions, classes and methods of a module."""
    for node in tree.body:
        if isinstance(node, _Function):
            yield PlannedUnit(node.name, module, node, None)
        elif isinstance(node, ast.ClassDef):
            yield PlannedUnit(node.name, module, node, None)
            for member in node.body:
                if isinstance(member, _Function):
                    yield PlannedUnit(f"{node.name}.{member.name}", module, member, node)


def call_of(unit: PlannedUnit, units: Mapping[str, PlannedUnit]) -> Call:
    """The call of a unit with made-up values, where its signature allows one.

    Args:
        unit: what is called.
        units: all that is planned, by name; for values of planned types and for the class behind a Protocol.
    """
    return _Calling(units).call(unit)


class _Calling:
    """Makes one call, and remembers what it needs imported."""

    def __init__(self, units: Mapping[str, PlannedUnit]) -> None:
        self.units = units
        self.names: dict[str, str] = {}
        self.missing = ""

    def call(self, unit: PlannedUnit) -> Call:
        unit = self._real(unit)
        head = unit.name.split(".")[0]
        self.names[head] = unit.module
        node = unit.node
        if isinstance(node, ast.ClassDef):
            built = self._built(node, 0)
            return self._finished((), built, unit.name, returns=True, awaited=False)
        arguments = self._arguments(node, unit.owner)
        names = {name for name, _ in arguments}
        arrange = [f"{self._local(name)} = {value}" for name, value in arguments]
        called = self._callee(unit)
        passed = ", ".join(
            f"{name}={self._local(name)}" if keyword else self._local(name) for name, keyword in _order(node, names)
        )
        is_property = any(_name(each) in ("property", "cached_property") for each in node.decorator_list)
        expression = called if is_property else f"{called}({passed})"
        returns = not (isinstance(node.returns, ast.Constant) and node.returns.value is None)
        awaited = isinstance(node, ast.AsyncFunctionDef) and not _is_generator(node)
        return self._finished(tuple(arrange), expression, unit.name, returns=returns, awaited=awaited)

    def _finished(self, arrange: tuple[str, ...], expression: str, name: str, *, returns: bool, awaited: bool) -> Call:
        if self.missing:
            head = name.split(".")[0]
            names = ((head, self.names[head]),)
            return Call((), "", name, names, returns, awaited, self.missing)
        words = set(re.findall(r"\w+", " ".join((*arrange, expression))))
        used = tuple((each, module) for each, module in self.names.items() if each in words)
        return Call(arrange, expression, name, used, returns, awaited)

    def _real(self, unit: PlannedUnit) -> PlannedUnit:
        """The same in the class that implements a Protocol, where there is one."""
        head, _, rest = unit.name.partition(".")
        owner = self.units.get(head)
        if owner and isinstance(owner.node, ast.ClassDef) and is_protocol(owner.node):
            name = implemented_name(head)
            return self.units.get(f"{name}.{rest}" if rest else name, unit)
        return unit

    def _local(self, name: str) -> str:
        """A variable's name that hides no import."""
        return f"{name}_given" if name in self.names or name in self.units or name == "pytest" else name

    def _callee(self, unit: PlannedUnit) -> str:
        node = unit.node
        assert not isinstance(node, ast.ClassDef)
        if unit.owner is None:
            return unit.name
        if any(_name(each) in ("staticmethod", "classmethod") for each in node.decorator_list):
            return unit.name
        return f"{self._built(unit.owner, 0)}.{node.name}"

    def _built(self, node: ast.ClassDef, depth: int) -> str:
        """An instance of a planned class."""
        bases = {_name(base) for base in node.bases}
        if is_protocol(node) or "ABC" in bases or bases & {"Enum", "StrEnum", "IntEnum"}:
            given = self._given(node.name, depth)
            if not given and not self.missing:
                self.missing = f"{node.name} has no instances of its own, and no planned function gives one"
            return given
        start = next((each for each in node.body if isinstance(each, _Function) and each.name == "__init__"), None)
        if start:
            values = [(name, value) for name, value in self._arguments(start, node, depth)]
            keywords = dict(_order(start, {name for name, _ in values}))
            return f"{node.name}({', '.join(f'{n}={v}' if keywords[n] else v for n, v in values)})"
        if any(_name(each) == "dataclass" for each in node.decorator_list) or bases & {
            "BaseModel",
            "Struct",
            "NamedTuple",
        }:
            fields = [each for each in node.body if isinstance(each, ast.AnnAssign) and each.value is None]
            parts = [
                f"{each.target.id}={self._value(each.annotation, each.target.id, depth + 1)}"
                for each in fields
                if isinstance(each.target, ast.Name)
            ]
            return f"{node.name}({', '.join(parts)})"
        return f"{node.name}()"

    def _given(self, name: str, depth: int) -> str:
        """The call of a planned function that gives a value of that type; empty when there is none."""
        for unit in self.units.values():
            node = unit.node
            if unit.owner is not None or not isinstance(node, ast.FunctionDef) or depth > _DEEPEST:
                continue
            if node.returns is not None and _name(node.returns) == name and not isinstance(node.returns, ast.Subscript):
                values = self._arguments(node, None, depth + 1)
                self.names[unit.name] = unit.module
                keywords = dict(_order(node, {each for each, _ in values}))
                return f"{unit.name}({', '.join(f'{n}={v}' if keywords[n] else v for n, v in values)})"
        return ""

    def _arguments(self, node: _Function, owner: ast.ClassDef | None, depth: int = 0) -> list[tuple[str, str]]:
        """The parameters without a default, each with a value."""
        return [(each.arg, self._value(each.annotation, each.arg, depth)) for each in _required(node, owner)]

    def _value(self, annotation: ast.expr | None, name: str, depth: int) -> str:
        found = self._of_type(annotation, name, depth) if depth <= _DEEPEST else ""
        if not found and not self.missing:
            kind = ast.unparse(annotation) if annotation else "no type"
            self.missing = f"`{name}` is of {kind}, of which no value can be made up"
        return found

    def _of_type(self, annotation: ast.expr | None, name: str, depth: int) -> str:
        if isinstance(annotation, ast.Constant) and isinstance(annotation.value, str):
            try:
                annotation = ast.parse(annotation.value, mode="eval").body
            except SyntaxError:
                return ""
        if isinstance(annotation, ast.Constant) and annotation.value is None:
            return "None"
        if isinstance(annotation, ast.BinOp):
            return self._of_type(annotation.left, name, depth) or self._of_type(annotation.right, name, depth)
        if isinstance(annotation, ast.Subscript):
            return self._subscripted(annotation, name, depth)
        kind = _name(annotation) if annotation else ""
        if kind == "str":
            return f'"{name}"'
        if kind == "bytes":
            return f'b"{name}"' if name.isascii() else 'b"value"'
        if kind in _CONSTRUCTED:
            self.names[kind] = {"Path": "pathlib", "Decimal": "decimal", "timedelta": "datetime"}[kind]
            return _CONSTRUCTED[kind].format(name)
        if kind in self.units and isinstance(self.units[kind].node, ast.ClassDef):
            real = self._real(self.units[kind])
            assert isinstance(real.node, ast.ClassDef)
            self.names[real.name] = real.module
            return self._built(real.node, depth + 1)
        return _VALUES.get(kind, "") or _CONTAINERS.get(kind, "")

    def _subscripted(self, annotation: ast.Subscript, name: str, depth: int) -> str:
        kind = _name(annotation)
        if kind == "Optional":
            return "None"
        if kind in ("Union", "Annotated"):
            first = annotation.slice.elts[0] if isinstance(annotation.slice, ast.Tuple) else annotation.slice
            return self._of_type(first, name, depth)
        if kind == "Literal":
            first = annotation.slice.elts[0] if isinstance(annotation.slice, ast.Tuple) else annotation.slice
            value = first.value if isinstance(first, ast.Constant) else None
            return f'"{value}"' if isinstance(value, str) and value.isprintable() and '"' not in value else repr(value)
        return _CONTAINERS.get(kind, "")


def _required(node: _Function, owner: ast.ClassDef | None) -> list[ast.arg]:
    arguments = node.args
    positional = [*arguments.posonlyargs, *arguments.args]
    static = any(_name(each) == "staticmethod" for each in node.decorator_list)
    positional = positional[: len(positional) - len(arguments.defaults)]
    if owner is not None and not static:
        positional = positional[1:]
    pairs = zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True)
    return [*positional, *(each for each, default in pairs if default is None)]


def _order(node: _Function, wanted: set[str]) -> list[tuple[str, bool]]:
    """The wanted parameters in order, each with whether it is passed by keyword."""
    keywords = {each.arg for each in node.args.kwonlyargs}
    every = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
    return [(each.arg, each.arg in keywords) for each in every if each.arg in wanted]


def _is_generator(node: _Function) -> bool:
    return node.returns is not None and _name(node.returns) in ("AsyncIterator", "AsyncGenerator", "AsyncIterable")


def _name(node: ast.expr) -> str:
    """The last name of `pathlib.Path`, of `list[int]` and of a decorator's call."""
    while isinstance(node, ast.Subscript | ast.Call):
        node = node.value if isinstance(node, ast.Subscript) else node.func
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""
