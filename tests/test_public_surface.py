"""The public surface: every module says what it offers, in order, and every name it offers is documented."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

SOURCE = Path(__file__).resolve().parents[1] / "src" / "planproof"
MODULES = sorted(path for path in SOURCE.rglob("*.py"))


def exported(tree: ast.Module) -> list[str] | None:
    """The names in `__all__`; None when the module has none."""
    for node in tree.body:
        target = (
            node.targets[0]
            if isinstance(node, ast.Assign)
            else node.target
            if isinstance(node, ast.AnnAssign)
            else None
        )
        if isinstance(target, ast.Name) and target.id == "__all__" and isinstance(node, ast.Assign | ast.AnnAssign):
            return list(ast.literal_eval(node.value)) if node.value else []
    return None


def offers_something(tree: ast.Module) -> bool:
    kinds = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Assign | ast.AnnAssign
    return any(isinstance(node, kinds) for node in tree.body)


def without_docstring(tree: ast.Module, names: list[str]) -> list[str]:
    """Exported functions and classes, and public methods of exported classes, that say nothing about themselves."""
    silent = []
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) and node.name in names:
            if not ast.get_docstring(node):
                silent.append(node.name)
            members = node.body if isinstance(node, ast.ClassDef) else []
            methods = [member for member in members if isinstance(member, ast.FunctionDef | ast.AsyncFunctionDef)]
            silent += [
                f"{node.name}.{method.name}"
                for method in methods
                if not method.name.startswith("_") and not ast.get_docstring(method)
            ]
    return silent


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(SOURCE)))
def test_module__its_surface__then_sorted_defined_and_documented(path: Path) -> None:
    tree = ast.parse(path.read_text("utf-8"))
    names = exported(tree)
    if names is None:
        assert not offers_something(tree) or path.name == "__main__.py", "no __all__"
        return
    assert names == sorted(names, key=_ruff_order), "__all__ is not sorted"
    assert without_docstring(tree, names) == []


def _ruff_order(name: str) -> tuple[int, str]:
    """Constants, then classes, then the rest, as ruff's RUF022 sorts."""
    return (0 if name.isupper() else 1 if name[:1].isupper() else 2, name)


def test_without_docstring__silent_method__then_named() -> None:
    tree = ast.parse('class A:\n    """A."""\n    def f(self): ...\n    def _g(self): ...\n')
    assert without_docstring(tree, ["A"]) == ["A.f"]
