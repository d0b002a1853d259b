"""What the readers of Python code share: calls and their arguments, by syntax tree; nothing is imported or run."""

from __future__ import annotations

import ast

from planproof.errors import PlanproofError
from planproof.plan.facts.sheet import text_of
from planproof.plan.syntax import SyntaxProblem, parse_python

__all__ = ["call_name", "constant", "keyword", "parsed", "written"]


def parsed(path: str, source: bytes) -> ast.Module:
    """The tree of a file.

    Raises:
        PlanproofError: it is no Python of this version, with its line.
    """
    tree = parse_python(text_of(path, source))
    if isinstance(tree, SyntaxProblem):
        raise PlanproofError(f"is no Python: {tree.message}", place=f"{path}:{tree.line}")
    return tree


def call_name(node: ast.AST) -> str:
    """The dotted name that a call calls, `op.create_table`; empty for anything else."""
    if not isinstance(node, ast.Call):
        return ""
    parts = []
    target: ast.expr = node.func
    while isinstance(target, ast.Attribute):
        parts.append(target.attr)
        target = target.value
    return ".".join([*([target.id] if isinstance(target, ast.Name) else [""]), *reversed(parts)])


def constant(node: ast.AST | None) -> str:
    """A text as it stands in the code; empty for what is calculated."""
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def keyword(call: ast.Call, name: str, position: int = -1) -> ast.expr | None:
    """An argument by its name, or else by its position; None when it isn't given."""
    for each in call.keywords:
        if each.arg == name:
            return each.value
    return call.args[position] if 0 <= position < len(call.args) else None


def written(node: ast.AST | None) -> str:
    """An expression as code; empty for None."""
    return ast.unparse(node) if node is not None else ""
