"""JSON examples against the types that a plan declares: which type an example is one of, and where the two disagree.

    class Link(TypedDict):            {"code": "k8g", "url": "https://…", "owner": "ada", "hit": 0}
        code: str                       shares 3 of 5 names, so it is meant as a Link:
        url: str                        `hits` is missing, `hit` is no field
        owner: str
        hits: int

An example is taken for a type only when it shares most of the type's fields, so that a message which merely has an `id` too isn't.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence

import msgspec

__all__ = ["DataType", "data_types", "disagreement"]

_BASES = {"TypedDict", "NamedTuple", "BaseModel", "Struct", "SQLModel"}
_DECORATORS = {"dataclass", "define", "frozen", "attrs"}
_SHARED_MIN = 2
_SHARED_PART = 0.6
_JSON_TYPES: dict[str, tuple[type, ...]] = {
    "str": (str,),
    "int": (int,),
    "float": (int, float),
    "bool": (bool,),
    "list": (list,),
    "dict": (dict,),
}


class DataType(msgspec.Struct, frozen=True):
    """A planned record.

    Attributes:
        name: of the class.
        fields: name -> annotation as Python writes it.
        optional: fields that may be left out.
    """

    name: str
    fields: dict[str, str]
    optional: frozenset[str]


def data_types(tree: ast.Module) -> Iterator[DataType]:
    """The dataclasses, TypedDicts, NamedTuples and models that a block of Python declares, without those that inherit others."""
    for node in tree.body:
        if not isinstance(node, ast.ClassDef):
            continue
        bases = {_last_name(base) for base in node.bases}
        if not bases <= _BASES or not (bases or any(_last_name(each) in _DECORATORS for each in node.decorator_list)):
            continue
        fields = [each for each in node.body if isinstance(each, ast.AnnAssign) and isinstance(each.target, ast.Name)]
        types = {each.target.id: _written(each.annotation) for each in fields if isinstance(each.target, ast.Name)}
        total = not any(keyword.arg == "total" for keyword in node.keywords)
        optional = {
            each.target.id
            for each in fields
            if isinstance(each.target, ast.Name) and (each.value or not total or "NotRequired" in types[each.target.id])
        }
        renames = any(isinstance(each.value, ast.Call) for each in fields) or len(node.keywords) > (not total)
        if types and not renames:  # an alias or a rename may change what JSON calls a field
            yield DataType(node.name, types, frozenset(optional))


def _written(annotation: ast.expr) -> str:
    try:
        return ast.unparse(annotation)
    except RecursionError:
        return ""  # nested deeper than Python's stack: no type that an example could be held against


def disagreement(example: object, types: Sequence[DataType]) -> str:
    """What is wrong with the first object in an example that is meant as one of the types; empty when nothing is."""
    waiting = [example]
    while waiting:
        value = waiting.pop()
        if isinstance(value, list):
            waiting += value
        elif isinstance(value, dict):
            waiting += value.values()
            meant = _meant(value, types)
            if meant and (wrong := _wrong(value, meant)):
                return f"the example of {meant.name} {wrong}"
    return ""


def _meant(example: Mapping[str, object], types: Sequence[DataType]) -> DataType | None:
    """The type that shares the most names with an object; None when that is too few, or when one fits or two share as many."""
    shared = sorted(
        ((len(example.keys() & each.fields.keys()), -len(each.fields), number) for number, each in enumerate(types))
    )
    if not shared:
        return None
    count, _, number = shared[-1]
    either = len(example.keys() | types[number].fields.keys())
    if count < _SHARED_MIN or count < _SHARED_PART * either or (len(shared) > 1 and shared[-2][0] == count):
        return None
    return types[number]


def _wrong(example: Mapping[str, object], meant: DataType) -> str:
    missing = sorted(meant.fields.keys() - example.keys() - meant.optional)
    unknown = sorted(example.keys() - meant.fields.keys())
    parts = [f"has no {', '.join(missing)}"] * bool(missing) + [f"has {', '.join(unknown)}, which is no field"] * bool(
        unknown
    )
    for name, annotation in meant.fields.items():
        allowed = _JSON_TYPES.get(annotation)
        value = example.get(name)
        if (
            allowed
            and name in example
            and (not isinstance(value, allowed) or (isinstance(value, bool) and bool not in allowed))
        ):
            parts.append(f"gives {name} as {type(value).__name__} where the type says {annotation}")
    return " and ".join(parts)


def _last_name(node: ast.expr) -> str:
    while isinstance(node, ast.Call | ast.Subscript):
        node = node.func if isinstance(node, ast.Call) else node.value
    return node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")
