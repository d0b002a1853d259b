"""Calls in planned code and smoke tests against the functions that the plan declares: do the arguments fit?

Only what is certain: a plain call `name(…)` of a function that the plan declares once, without `*` in the call and without variable
parameters in the declaration, in a block that doesn't give the name another meaning (a parameter, an assignment, an import).
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

import msgspec

from planproof.plan.late_pattern import late_pattern
from planproof.plan.planned_code import nodes_in
from planproof.plan.syntax import parse_python

if TYPE_CHECKING:
    from tree_sitter import Node

__all__ = ["Parameters", "c_call_counts", "c_parameter_counts", "may_misfit", "python_functions", "python_misfits"]

_PLAIN_HEAD = late_pattern(r"^(?:async )?def (\w+)\(([^()\n=*/]*)\)[^\n]*:", re.MULTILINE)
_BRACKETS = late_pattern(r"\[[^\[\]]*\]")
_STRING = late_pattern(r"'[^'\\\n]*'|\"[^\"\\\n]*\"")
_INNERMOST = late_pattern(r"[\[({][^\[\](){}#'\"\\]*[\])}]")
_COUNTABLE = late_pattern(r"[\w\s.,+-]*(?=\))")
_LONGEST_ARGUMENTS = 500  # characters; longer ones are left to the parser

Function = ast.FunctionDef | ast.AsyncFunctionDef


class Parameters(msgspec.Struct, frozen=True):
    """What a caller must know of a function.

    Attributes:
        positional: names of the parameters that may come by position, in order.
        by_name: names that may be given by name.
        needed: names without a default; those of `positional` first, in order.
    """

    positional: tuple[str, ...]
    by_name: frozenset[str]
    needed: tuple[str, ...]


def python_functions(source: str) -> Iterator[tuple[str, Parameters]]:
    """The outer functions of Python source whose arguments can be counted: no decorator, no `*args`, no `**kwargs`.

    Source whose functions all have a plain head isn't parsed: a large tree of plans holds a thousand of those.
    """
    heads = [(name, _BRACKETS.sub("", listed)) for name, listed in _PLAIN_HEAD.findall(source)]
    plain = not any("[" in listed for _, listed in heads) and "@" not in source and "class " not in source
    if plain and len(heads) == source.count("def "):
        for name, listed in heads:
            names = tuple(part.partition(":")[0].strip() for part in listed.split(",") if part.strip())
            yield name, Parameters(names, frozenset(names), names)
        return
    tree = parse_python(source)
    for node in tree.body if isinstance(tree, ast.Module) else ():
        if isinstance(node, Function) and not node.decorator_list and not node.args.vararg and not node.args.kwarg:
            yield node.name, _parameters(node.args)


def _parameters(arguments: ast.arguments) -> Parameters:
    positional = tuple(each.arg for each in (*arguments.posonlyargs, *arguments.args))
    only_by_name = zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True)
    return Parameters(
        positional,
        frozenset(each.arg for each in (*arguments.args, *arguments.kwonlyargs)),
        (
            *positional[: len(positional) - len(arguments.defaults)],
            *(each.arg for each, value in only_by_name if value is None),
        ),
    )


def may_misfit(source: str, functions: dict[str, Parameters]) -> bool:
    """False where every call of these functions in Python source is seen to fit without parsing it, as nearly always."""
    return any(
        not _plainly_fits(source, start, function)
        for name, function in functions.items()
        if name in source
        for start in _calls(source, name)
    )


def _calls(source: str, name: str) -> Iterator[int]:
    """Where the arguments begin of what looks like a call of a function; not where it is defined."""
    at = source.find(f"{name}(")
    while at >= 0:
        if source[max(0, at - 4) : at] != "def ":
            yield at + len(name) + 1
        at = source.find(f"{name}(", at + 1)


def _plainly_fits(source: str, start: int, function: Parameters) -> bool:
    """Whether the arguments from `start` on are all by position, simple enough to be counted, and as many as they should be."""
    text = _STRING.sub("0", source[start : start + _LONGEST_ARGUMENTS])
    arguments = _COUNTABLE.match(text)
    while arguments is None:
        text, folded = _INNERMOST.subn("0", text)
        if not folded:
            return False
        arguments = _COUNTABLE.match(text)
    count = sum(not part.isspace() for part in arguments.group().split(",") if part)
    return not _wrong(count, set(), function)


def python_misfits(tree: ast.Module, functions: dict[str, Parameters]) -> Iterator[tuple[ast.Call, str]]:
    """Calls of these functions with arguments that don't fit, each with what is wrong."""
    calls: list[tuple[ast.Call, Parameters]] = []
    taken: set[str] = set()
    for node in ast.walk(tree):
        kind = type(node)
        if kind is ast.Call and isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            if node.func.id in functions:
                calls.append((node, functions[node.func.id]))
        elif kind in _GIVES_A_MEANING:
            taken.update(_other_meanings(node))
    for call, function in calls:
        wrong = _misfit(call, function)
        if wrong and getattr(call.func, "id", "") not in taken:
            yield call, wrong


_GIVES_A_MEANING = {
    ast.arg,
    ast.Name,
    ast.FunctionDef,
    ast.AsyncFunctionDef,
    ast.ClassDef,
    ast.Import,
    ast.ImportFrom,
}


def _other_meanings(node: ast.AST) -> Iterator[str]:
    """Names that a node of the block gives a meaning of its own; importing the function from its module isn't one."""
    if isinstance(node, ast.arg):
        yield node.arg
    elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
        yield node.id
    elif isinstance(node, Function | ast.ClassDef):
        yield node.name
    elif isinstance(node, ast.ImportFrom | ast.Import):
        yield from (alias.asname for alias in node.names if alias.asname)


def _misfit(call: ast.Call, function: Parameters) -> str:
    if any(isinstance(argument, ast.Starred) for argument in call.args) or any(not each.arg for each in call.keywords):
        return ""
    return _wrong(len(call.args), {str(each.arg) for each in call.keywords}, function)


def _wrong(count: int, given: set[str], function: Parameters) -> str:
    """Why so many arguments by position and these by name don't fit; empty when they do."""
    if count > len(function.positional):
        return f"gets {count} arguments and takes {len(function.positional)}"
    if given - function.by_name:
        return f"has no parameter {', '.join(sorted(given - function.by_name))}"
    missing = [name for name in function.needed if name not in given and name not in function.positional[:count]]
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
