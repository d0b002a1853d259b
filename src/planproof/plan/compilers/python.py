"""Reads Python interface blocks with `ast`: whether they compile, and what in them isn't a typed interface.

An interface block holds Protocols, and beside them the data that they speak of: dataclasses, TypedDicts, NamedTuples,
enumerations, exceptions, records of a library (a base class from elsewhere), aliases and constants. What has a body
that does something is implementation, and belongs into a task.
"""

from __future__ import annotations

import ast
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from planproof.plan.compilers import Diagnostic
from planproof.plan.document import CodeBlock
from planproof.plan.model import Interface

__all__ = ["syntax_errors_of_python", "unprotocol_parts", "untyped_in_block", "untyped_parts"]

_MOST_CHARACTERS = 512 * 1024
_DATA_BASES = {"TypedDict", "NamedTuple", "Enum", "IntEnum", "StrEnum", "Flag", "IntFlag", "Protocol"}
_DATA_DECORATORS = {"dataclass", "define", "frozen", "attrs", "s", "runtime_checkable", "final"}

Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True, slots=True)
class _Failure:
    message: str
    line: int
    column: int
    kind: str


def syntax_errors_of_python(interface: Interface) -> list[Diagnostic]:
    """Why a Python block doesn't compile, as one diagnostic of the document; empty when it does."""
    code = interface.code
    parsed = _parse(code.content)
    if isinstance(parsed, ast.Module):
        return []
    column = code.content_column + max(parsed.column - 1, 0)
    return [Diagnostic(parsed.message, code.content_line + max(parsed.line, 1) - 1, column, parsed.kind)]


def untyped_parts(interface: Interface) -> list[Diagnostic]:
    """Every parameter and return of a Python block that has no annotation; empty when the block doesn't compile."""
    return untyped_in_block(interface.code)


def untyped_in_block(code: CodeBlock) -> list[Diagnostic]:
    """The same of any block of Python."""
    parsed = _parse(code.content)
    if not isinstance(parsed, ast.Module):
        return []
    return [_diagnostic(code, node, message) for node, message in _untyped(parsed)]


def unprotocol_parts(interface: Interface) -> list[Diagnostic]:
    """Every class and function of a Python block that is implementation rather than interface; see the module's head."""
    parsed = _parse(interface.code.content)
    if not isinstance(parsed, ast.Module):
        return []
    return [_diagnostic(interface.code, node, message) for node, message in _unprotocol(parsed)]


@lru_cache(maxsize=256)
def _parse(text: str) -> ast.Module | _Failure:
    if len(text) > _MOST_CHARACTERS:
        return _Failure(f"a block of more than {_MOST_CHARACTERS} characters is not parsed", 1, 1, "limit")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(text)
    except SyntaxError as error:
        return _Failure(f"Python: {error.msg}", error.lineno or 1, error.offset or 1, "error")
    except (RecursionError, MemoryError):
        return _Failure("Python: nested too deeply to be parsed", 1, 1, "limit")
    except ValueError as error:
        return _Failure(f"Python: {error}", 1, 1, "error")


def _diagnostic(code: CodeBlock, node: ast.stmt | ast.arg, message: str) -> Diagnostic:
    line = code.content.split("\n")[node.lineno - 1]
    before = line.encode("utf-8", "replace")[: node.col_offset].decode("utf-8", "ignore")
    return Diagnostic(message, code.content_line + node.lineno - 1, code.content_column + len(before), "error")


def _untyped(module: ast.Module) -> Iterator[tuple[ast.stmt | ast.arg, str]]:
    for function, owner in _functions(module):
        name = f"{owner}.{function.name}" if owner else function.name
        for argument in _arguments(function, method=bool(owner)):
            if argument.annotation is None:
                yield argument, f"parameter {argument.arg} of {name} has no type"
        if function.returns is None and function.name != "__init__":
            yield function, f"{name} has no return type"


def _functions(module: ast.Module) -> Iterator[tuple[Function, str]]:
    """Functions of a module and methods of its classes, each with the class's name; nested functions are bodies."""
    waiting: list[tuple[list[ast.stmt], str]] = [(module.body, "")]
    while waiting:
        body, owner = waiting.pop(0)
        for node in body:
            if isinstance(node, Function):
                yield node, owner
            elif isinstance(node, ast.ClassDef):
                waiting.append((node.body, node.name))
            elif isinstance(node, ast.If):
                waiting.append(([*node.body, *node.orelse], owner))


def _arguments(function: Function, *, method: bool) -> list[ast.arg]:
    """Every parameter that needs a type: `self` or `cls` of a method doesn't."""
    positional = [*function.args.posonlyargs, *function.args.args]
    static = any(_name(decorator) == "staticmethod" for decorator in function.decorator_list)
    stars = [argument for argument in (function.args.vararg, function.args.kwarg) if argument]
    return positional[1 if method and not static else 0 :] + function.args.kwonlyargs + stars


def _unprotocol(module: ast.Module) -> Iterator[tuple[ast.stmt, str]]:
    classes = {node.name: node for node in module.body if isinstance(node, ast.ClassDef)}
    for node in module.body:
        if isinstance(node, Function) and not _is_stub(node.body):
            yield node, f"function {node.name} has a body: an interface says what, not how"
        elif isinstance(node, ast.ClassDef) and (reason := _why_no_interface(node, classes)):
            yield node, reason


def _why_no_interface(node: ast.ClassDef, classes: dict[str, ast.ClassDef]) -> str:
    """Why a class is neither a Protocol nor data beside one; empty when it is."""
    bases, seen = list(_bases(node, classes)), f"class {node.name}"
    if not _is_data(node, bases):
        return f"{seen} is no Protocol" if not bases else f"{seen} is an abstract class, no Protocol"
    known = {"Protocol"} | _DATA_BASES
    if not known & set(bases) and not any(base.endswith(("Error", "Exception", "Warning")) for base in bases):
        working = next((each for each in node.body if isinstance(each, Function) and not _is_stub(each.body)), None)
        decorated = any(_name(decorator) in _DATA_DECORATORS for decorator in node.decorator_list)
        if working and not decorated:
            return f"{seen} implements {working.name}: an interface says what, not how"
    return ""


def _is_data(node: ast.ClassDef, bases: list[str]) -> bool:
    if any(_name(decorator) in _DATA_DECORATORS for decorator in node.decorator_list):
        return True
    return bool(set(bases) - {"ABC", "object", "Generic", "ABCMeta"})


def _bases(node: ast.ClassDef, classes: dict[str, ast.ClassDef]) -> Iterator[str]:
    """The names of all bases, those of classes in the same block included; a cycle ends it."""
    waiting, seen = [node], {node.name}
    while waiting:
        for base in waiting.pop().bases:
            name = _name(base)
            if name in classes and name not in seen:
                seen.add(name)
                waiting.append(classes[name])
            elif name not in classes:
                yield name


def _name(node: ast.expr) -> str:
    """The last name of a decorator or base: `typing.Protocol[T]` gives `Protocol`, `dataclass(frozen=True)` its own."""
    while isinstance(node, ast.Call | ast.Subscript):
        node = node.func if isinstance(node, ast.Call) else node.value
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


def _is_stub(body: list[ast.stmt]) -> bool:
    """Whether a body says nothing: a docstring, `...`, `pass`, or `raise NotImplementedError`."""
    return all(
        isinstance(node, ast.Pass)
        or (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant))
        or (isinstance(node, ast.Raise) and node.exc is not None and _name(node.exc) == "NotImplementedError")
        for node in body
    )
