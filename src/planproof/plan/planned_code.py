"""The code that a plan holds for the product itself: interface blocks, the tasks' core functionality, the standards' patterns.

Rules about planned code look at all of it in one way. Smoke tests are left out: what is wrong in a product is often right in a
test. Python goes through `ast`, which rules walk without recursion; every block is parsed once in a process.
"""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator
from functools import lru_cache
from typing import TYPE_CHECKING

from planproof.plan.document import CodeBlock, Place
from planproof.plan.latest import of_latest_plan
from planproof.plan.model import Plan
from planproof.plan.syntax import SyntaxProblem, language_name, language_parser, parse_python

if TYPE_CHECKING:
    from tree_sitter import Node

__all__ = [
    "call_name",
    "nodes_in",
    "place_of_node",
    "place_of_python",
    "planned_code",
    "planned_python",
    "root_of",
]

_LONGEST_CHARACTERS = 100_000


def planned_code(plan: Plan, languages: Collection[str]) -> Iterator[CodeBlock]:
    """The blocks of planned code in one of these languages (names as `plan.syntax.LANGUAGES` has them), in order."""
    return (block for language, block in _all_code(plan) if language in languages)


@of_latest_plan
def _all_code(plan: Plan) -> tuple[tuple[str, CodeBlock], ...]:
    """Every block that isn't too long, with the name of its language."""
    blocks = [interface.code for interface in plan.interfaces]
    blocks += [block for task in plan.tasks for block in task.core]
    blocks += [block for standard in plan.standards for block in standard.code]
    return tuple((language_name(each.language), each) for each in blocks if len(each.content) <= _LONGEST_CHARACTERS)


def planned_python(plan: Plan, holding: str = "") -> Iterator[tuple[CodeBlock, ast.Module]]:
    """The blocks of planned Python that hold a text and parse, with their trees; without that text nothing is parsed."""
    for block in planned_code(plan, {"python"}):
        if holding not in block.content:
            continue
        tree = parse_python(block.content)
        if not isinstance(tree, SyntaxProblem):
            yield block, tree


def place_of_python(block: CodeBlock, node: ast.stmt | ast.expr | ast.arg | ast.excepthandler) -> Place:
    """Where a node of a Python block stands in the document."""
    line = block.content.split("\n")[node.lineno - 1]
    before = line.encode("utf-8", "replace")[: node.col_offset].decode("utf-8", "ignore")
    return Place(block.place.path, block.content_line + node.lineno - 1, block.content_column + len(before))


def call_name(call: ast.Call) -> str:
    """The last name of what a call calls: `session.execute(…)` gives `execute`."""
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


@lru_cache(maxsize=512)
def _tree(language: str, content: str) -> Node:
    return language_parser(language).parse(content.encode("utf-8", "replace")).root_node


def root_of(block: CodeBlock) -> Node:
    """The tree-sitter tree of a block in a language other than Python."""
    return _tree(language_name(block.language), block.content)


def nodes_in(root: Node) -> Iterator[Node]:
    """All nodes below a tree-sitter node, itself first, in order of the text; no recursion, so depth costs nothing."""
    waiting = [root]
    while waiting:
        node = waiting.pop()
        yield node
        waiting += reversed(node.children)


def place_of_node(block: CodeBlock, node: Node) -> Place:
    """Where a tree-sitter node of a block stands in the document."""
    row, column = node.start_point
    line = block.content.split("\n")[row] if row <= block.content.count("\n") else ""
    before = line.encode("utf-8", "replace")[:column].decode("utf-8", "ignore")
    return Place(block.place.path, block.content_line + row, block.content_column + len(before))
