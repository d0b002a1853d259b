"""What Python declares, by `ast`, or by tree-sitter with `ast` for the heads of functions.

The second gives the same and takes a third of the time, since bodies needn't become Python objects; and it reads over what a newer
Python allows.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING

from planproof.plan.symbols.symbol import DEEPEST, Symbol, node_text, symbol_at
from planproof.plan.syntax import SyntaxProblem, parse_python

if TYPE_CHECKING:
    from tree_sitter import Node

__all__ = ["python_symbols", "unparsed_python_symbols"]

_ANY_NAME = "name_of_the_function"
_Function = ast.FunctionDef | ast.AsyncFunctionDef


def python_symbols(body: list[ast.stmt], owner: str = "") -> Iterator[Symbol]:
    """Functions, classes and their methods of a module's or class's body, those below `if` and `try` too."""
    for node in body:
        if isinstance(node, _Function):
            try:
                signature = _signature(node)
            except RecursionError:
                signature = ""  # an annotation nested deeper than Python's stack has no signature to compare
            kind = "method" if owner else "function"
            yield Symbol(owner + node.name, kind, signature, node.lineno, node.col_offset + 1)
        elif isinstance(node, ast.ClassDef):
            yield Symbol(owner + node.name, "type", "", node.lineno, node.col_offset + 1)
            yield from python_symbols(node.body, f"{owner}{node.name}.")
        elif isinstance(node, ast.If | ast.Try | ast.With):
            for part in ("body", "handlers", "orelse", "finalbody"):
                for inner in getattr(node, part, ()):
                    yield from python_symbols(inner.body if isinstance(inner, ast.ExceptHandler) else [inner], owner)


def _signature(node: _Function) -> str:
    """`async def name(a: int, b: str=...) -> None`, every default written as `...` and annotations without quotes."""
    arguments = node.args
    parts = [_argument(each) for each in (*arguments.posonlyargs, *arguments.args)]
    for number in range(len(arguments.defaults)):
        parts[len(parts) - 1 - number] += "=..."
    if arguments.posonlyargs:
        parts.insert(len(arguments.posonlyargs), "/")
    if arguments.vararg or arguments.kwonlyargs:
        parts.append(f"*{_argument(arguments.vararg) if arguments.vararg else ''}")
    for each, default in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True):
        parts.append(_argument(each) + ("=..." if default is not None else ""))
    if arguments.kwarg:
        parts.append(f"**{_argument(arguments.kwarg)}")
    returns = f" -> {_expression(node.returns)}" if node.returns else ""
    prefix = "async def" if isinstance(node, ast.AsyncFunctionDef) else "def"
    return f"{prefix} {node.name}({', '.join(parts)}){returns}".replace("'", "").replace('"', "")


def _argument(argument: ast.arg) -> str:
    return f"{argument.arg}: {_expression(argument.annotation)}" if argument.annotation else argument.arg


def _expression(node: ast.expr) -> str:
    """As `ast.unparse` writes it; the usual shapes of annotations in a tenth of its time."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
        return f"{node.value.id}.{node.attr}"
    if isinstance(node, ast.Subscript) and isinstance(node.value, ast.Name):
        if isinstance(node.slice, ast.Name | ast.Subscript | ast.Attribute):
            return f"{node.value.id}[{_expression(node.slice)}]"
        if isinstance(node.slice, ast.Tuple) and len(node.slice.elts) > 1:
            return f"{node.value.id}[{', '.join(map(_element, node.slice.elts))}]"
    if isinstance(node, ast.Constant) and node.value is None:
        return "None"
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitOr) and _needs_no_brackets(node):
        return f"{_expression(node.left)} | {_expression(node.right)}"
    return ast.unparse(node)


def _needs_no_brackets(node: ast.BinOp) -> bool:
    """Whether both sides of `a | b` are names, attributes, subscripts or None; the left side may be such a `|` itself."""
    plain = ast.Name | ast.Attribute | ast.Subscript
    right = isinstance(node.right, plain) or (isinstance(node.right, ast.Constant) and node.right.value is None)
    left = isinstance(node.left, plain) or (isinstance(node.left, ast.Constant) and node.left.value is None)
    return right and (left or (isinstance(node.left, ast.BinOp) and isinstance(node.left.op, ast.BitOr)))


def _element(node: ast.expr) -> str:
    return "..." if isinstance(node, ast.Constant) and node.value is ... else _expression(node)


def unparsed_python_symbols(node: Node, owner: str = "", depth: int = 0) -> Iterator[Symbol]:
    """The same from a tree-sitter tree, which reads over what this Python's own parser refuses."""
    for child in node.named_children if depth <= DEEPEST else ():
        if child.type == "decorated_definition":
            yield from unparsed_python_symbols(child, owner, depth + 1)
        elif child.type == "function_definition":
            name = node_text(child.child_by_field_name("name"))
            yield symbol_at(child, owner + name, "method" if owner else "function", _tree_signature(child))
        elif child.type == "class_definition":
            name = f"{owner}{node_text(child.child_by_field_name('name'))}"
            yield symbol_at(child, name, "type")
            body = child.child_by_field_name("body")
            if body is not None:
                yield from unparsed_python_symbols(body, f"{name}.", depth + 1)
        elif child.type in (
            "if_statement",
            "elif_clause",
            "else_clause",
            "finally_clause",
            "try_statement",
            "except_clause",
            "with_statement",
            "block",
            "ERROR",
        ):
            yield from unparsed_python_symbols(child, owner, depth + 1)


def _tree_signature(function: Node) -> str:
    """The signature as `python_symbols` writes it: the head of the function alone is quickly parsed."""
    source = function.text or b""
    start = function.start_byte
    colon = next((child.start_byte for child in function.children if child.type == ":"), function.end_byte)
    name = function.child_by_field_name("name")
    if name is None:
        return _head_signature("", source[: colon - start].decode("utf-8", "replace"))
    before, behind = source[: name.start_byte - start], source[name.end_byte - start : colon - start]
    signature = _head_signature(before.decode("utf-8", "replace"), behind.decode("utf-8", "replace"))
    return signature.replace(_ANY_NAME, node_text(name), 1)


@lru_cache(maxsize=4096)
def _head_signature(before: str, behind: str) -> str:
    """The signature of the head of a function, whatever its name: `(self) -> None` stands in every file.

    Args:
        before, behind: what stands before and behind the name; `before` is empty for a head that has none.
    """
    head = f"{before}{_ANY_NAME if before else ''}{behind}"
    tree = _parsed_head(f"{head}: ...")
    return _signature(tree) if tree is not None else " ".join(head.split()).replace("'", "").replace('"', "")


def _parsed_head(source: str) -> _Function | None:
    """One function without its body; None where it has something that this Python doesn't know."""
    tree = parse_python.__wrapped__(source)
    if isinstance(tree, SyntaxProblem) or len(tree.body) != 1 or not isinstance(tree.body[0], _Function):
        return None
    return tree.body[0]
