"""Calls in planned code and smoke tests against the functions that the plan declares: do the arguments fit?

Only what is certain: a plain call `name(…)` of a function that the plan declares once, without `*` in the call and without variable
parameters in the declaration, in a block that doesn't give the name another meaning (a parameter, an assignment, an import).
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import TYPE_CHECKING

from planproof.plan.planned_code import nodes_in

if TYPE_CHECKING:
    from tree_sitter import Node

__all__ = ["c_call_counts", "c_parameter_counts", "python_functions", "python_misfits"]

Function = ast.FunctionDef | ast.AsyncFunctionDef


def python_functions(tree: ast.Module) -> Iterator[Function]:
    """The functions of a module whose arguments can be counted: no decorator, no `*args`, no `**kwargs`."""
    for node in tree.body:
        if isinstance(node, Function) and not node.decorator_list and not node.args.vararg and not node.args.kwarg:
            yield node


def python_misfits(tree: ast.Module, functions: dict[str, Function]) -> Iterator[tuple[ast.Call, str]]:
    """Calls of these functions with arguments that don't fit, each with what is wrong."""
    taken = set(_other_meanings(tree))
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id not in taken:
            function = functions.get(node.func.id)
            wrong = _misfit(node, function) if function else ""
            if wrong:
                yield node, wrong


def _other_meanings(tree: ast.Module) -> Iterator[str]:
    """Names that this block itself gives a meaning; importing the function from the planned module isn't one."""
    for node in ast.walk(tree):
        if isinstance(node, ast.arg):
            yield node.arg
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id
        elif isinstance(node, Function | ast.ClassDef):
            yield node.name
        elif isinstance(node, ast.ImportFrom | ast.Import):
            yield from (alias.asname for alias in node.names if alias.asname)


def _misfit(call: ast.Call, function: Function) -> str:
    if any(isinstance(argument, ast.Starred) for argument in call.args) or any(not each.arg for each in call.keywords):
        return ""
    arguments = function.args
    positional = [*arguments.posonlyargs, *arguments.args]
    if len(call.args) > len(positional):
        return f"gets {len(call.args)} arguments and takes {len(positional)}"
    by_name = {each.arg for each in (*arguments.args, *arguments.kwonlyargs)}
    given = {str(each.arg) for each in call.keywords}
    if given - by_name:
        return f"has no parameter {', '.join(sorted(given - by_name))}"
    needed = [each.arg for each in positional[len(call.args) : len(positional) - len(arguments.defaults)]]
    needed += [
        each.arg for each, value in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True) if value is None
    ]
    missing = [name for name in needed if name not in given]
    return f"needs {', '.join(missing)}" if missing else ""


def c_parameter_counts(root: Node) -> dict[str, set[int]]:
    """For each function that a C block declares, how many parameters it takes; -1 for a variable or unknown number."""
    found: dict[str, set[int]] = {}
    for node in nodes_in(root):
        name = node.child_by_field_name("declarator") if node.type == "function_declarator" else None
        parameters = node.child_by_field_name("parameters") if name is not None else None
        if name is None or parameters is None or name.type != "identifier":
            continue
        listed = [child for child in parameters.named_children if child.type != "comment"]
        variable = any(child.type != "parameter_declaration" for child in listed) or not listed
        nothing = len(listed) == 1 and listed[0].text == b"void"
        found.setdefault(_text(name), set()).add(-1 if variable else 0 if nothing else len(listed))
    return found


def c_call_counts(root: Node) -> Iterator[tuple[Node, str, int]]:
    """Plain calls in a C block: the call, the name, how many arguments; code that doesn't parse there is passed over."""
    macros = {_text(node.child_by_field_name("name")) for node in nodes_in(root) if node.type.startswith("preproc_")}
    for node in nodes_in(root):
        function = node.child_by_field_name("function") if node.type == "call_expression" else None
        arguments = node.child_by_field_name("arguments") if function is not None else None
        if function is None or arguments is None or function.type != "identifier" or node.has_error:
            continue
        if _text(function) not in macros:
            yield node, _text(function), sum(child.type != "comment" for child in arguments.named_children)


def _text(node: Node | None) -> str:
    return (node.text or b"").decode("utf-8", "replace") if node is not None else ""
