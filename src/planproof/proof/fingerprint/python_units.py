"""A Python test file in units, by `ast`: formatting, comments and docstrings don't count, decorators and parameters do.

from shop import total         a unit a name: turning it to another module is an edit of the tests that use it
LIMIT = 3                      a unit
@pytest.fixture                a unit that tests reach by a parameter's name or a string (`usefixtures("broken")`)
class TestShop: …              what the class holds beside tests is a unit that each of its tests rests on
loose statements               reach every test of the file, as do autouse fixtures, `pytestmark`, hooks and `setup_…`
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

from planproof.proof.fingerprint.unit import Unit

__all__ = ["python_units"]

_Function = ast.FunctionDef | ast.AsyncFunctionDef
# Fields that say nothing about what runs, or differ between versions of Python.
_SILENT = frozenset({"ctx", "kind", "type_comment", "type_ignores"})
_AROUND_EVERY_TEST = ("setup_", "teardown_", "pytest_", "setUp", "tearDown", "asyncSetUp")


def python_units(source: bytes | str) -> tuple[Unit, ...]:
    """The units of a file.

    Raises:
        SyntaxError, ValueError, RecursionError, MemoryError: as `ast.parse` does for what is no Python.
    """
    return tuple(unit for statement in ast.parse(source).body for unit in _units_of(statement))


def _units_of(statement: ast.stmt) -> Iterator[Unit]:
    if isinstance(statement, _Function):
        yield _function(statement)
    elif isinstance(statement, ast.ClassDef):
        yield from _class(statement, ())
    elif isinstance(statement, (ast.Import, ast.ImportFrom)):
        yield from _imports(statement)
    elif isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant):
        return  # a docstring, or text that does nothing
    elif isinstance(statement, (ast.Assign, ast.AnnAssign, ast.AugAssign)):
        yield _assignment(statement)
    else:
        yield Unit(_canonical(statement), _bound(statement), _mentions(statement), always=True)


def _function(node: _Function) -> Unit:
    fixture = _fixture(node)
    given = [keyword.value for keyword in fixture.keywords if keyword.arg == "name"] if fixture else []
    named = {
        node.name,
        *(value.value for value in given if isinstance(value, ast.Constant) and isinstance(value.value, str)),
    }
    automatic = fixture is not None and any(
        keyword.arg == "autouse" and not (isinstance(keyword.value, ast.Constant) and not keyword.value.value)
        for keyword in fixture.keywords
    )
    return Unit(
        _canonical(node),
        frozenset(named),
        _mentions(node),
        test=node.name if _is_test(node) and not fixture else "",
        always=automatic or node.name.startswith(_AROUND_EVERY_TEST),
        exported=fixture is not None,
    )


def _class(node: ast.ClassDef, above: Sequence[str]) -> Iterator[Unit]:
    """A class without tests as one unit; else its tests, each resting on the rest of the class and of those around it."""
    tests = [member for member in node.body if isinstance(member, _Function) and _is_test(member)]
    inner = [member for member in node.body if isinstance(member, ast.ClassDef)]
    rest = [member for member in node.body if member not in tests and member not in inner]
    shell = ast.ClassDef(**{**dict(ast.iter_fields(node)), "body": rest})
    yield Unit(_canonical(shell), frozenset({node.name}), _mentions(shell))
    owners = frozenset({*above, node.name})
    for test in tests:
        yield Unit(
            f"{'.'.join((*above, node.name))}:{_canonical(test)}", frozenset(), _mentions(test) | owners, test=test.name
        )
    for member in inner:
        yield from _class(member, (*above, node.name))


def _imports(node: ast.Import | ast.ImportFrom) -> Iterator[Unit]:
    """A unit a name; two where what is named may be a thing in a module or itself a module (`from tests import helpers`)."""
    origin = f"{'.' * node.level}{node.module or ''}" if isinstance(node, ast.ImportFrom) else ""
    for alias in node.names:
        star = alias.name == "*"
        dotted = f"{origin}{'' if not origin or origin.endswith('.') else '.'}{alias.name}"
        sources = [(origin, star)] if origin else []
        sources += [] if star else [(dotted, True)]
        for source, whole in sources:
            yield Unit(
                f"import {origin}:{alias.name} as {alias.asname or alias.name}",
                frozenset({alias.asname or alias.name.split(".")[0]}),
                frozenset({alias.name}),
                always=star,
                taken_from=source,
                taken_whole=whole,
            )


def _assignment(node: ast.Assign | ast.AnnAssign | ast.AugAssign) -> Unit:
    targets = node.targets if isinstance(node, ast.Assign) else [node.target]
    names = _bound(node)
    # `shop.LIMIT = 3` changes somebody else's module for every test here.
    outside = any(isinstance(inner, (ast.Attribute, ast.Subscript)) for target in targets for inner in ast.walk(target))
    return Unit(_canonical(node), names, _mentions(node) - names, always=outside or "pytestmark" in names)


def _is_test(node: _Function) -> bool:
    return node.name.startswith("test")


def _fixture(node: _Function) -> ast.Call | None:
    """The call that makes a function a fixture (`@pytest.fixture` counts as a call without arguments); None when it is none."""
    for decorator in node.decorator_list:
        call = decorator if isinstance(decorator, ast.Call) else ast.Call(decorator, [], [])
        last = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
        if last in ("fixture", "yield_fixture"):
            return call
    return None


def _mentions(node: ast.AST) -> frozenset[str]:
    """Names that are read, parameters, and strings that could name a fixture."""
    names: set[str] = set()
    for inner in ast.walk(node):
        if isinstance(inner, ast.Name):
            names.add(inner.id)
        elif isinstance(inner, ast.arg):
            names.add(inner.arg)
        elif isinstance(inner, ast.Constant) and isinstance(inner.value, str):
            names.update(part.strip() for part in inner.value.split(",") if part.strip().isidentifier())
    return frozenset(names)


def _bound(node: ast.AST) -> frozenset[str]:
    """Names that a statement gives a value to, its blocks included."""
    names: set[str] = set()
    for inner in ast.walk(node):
        if isinstance(inner, ast.Name) and isinstance(inner.ctx, ast.Store):
            names.add(inner.id)
        elif isinstance(inner, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            names.add(inner.name)
        elif isinstance(inner, ast.alias):
            names.add(inner.asname or inner.name.split(".")[0])
    return frozenset(names)


def _canonical(node: object) -> str:
    """A node as text: empty fields left out, so that versions of Python agree, and docstrings dropped."""
    if isinstance(node, list):
        return "[" + ",".join(_canonical(item) for item in node if not _is_silent(item)) + "]"
    if not isinstance(node, ast.AST):
        return repr(node)
    fields = [
        f"{name}={_canonical(value)}"
        for name, value in ast.iter_fields(node)
        if name not in _SILENT and value is not None and value != []
    ]
    return f"{type(node).__name__}({','.join(fields)})"


def _is_silent(node: object) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)
