"""Places of nodes in planned code: lines and columns of the document, in characters."""

from __future__ import annotations

import ast

from planproof.plan.document import CodeBlock, Place
from planproof.plan.planned_code import nodes_in, place_of_node, place_of_python, root_of


def block(language: str, content: str) -> CodeBlock:
    return CodeBlock(language, language, content, Place("a.md", 9), 10, 3, True)


def test_place_of_python__behind_wide_characters__then_counted_in_characters() -> None:
    code = block("python", 'x = 1\ny = "ü日"; f()\n')
    call = next(node for node in ast.walk(ast.parse(code.content)) if isinstance(node, ast.Call))
    assert place_of_python(code, call) == Place("a.md", 11, 3 + 10)


def test_place_of_node__behind_wide_characters__then_counted_in_characters() -> None:
    code = block("ts", 'const y = "ü日"; f();\n')
    call = next(node for node in nodes_in(root_of(code)) if node.type == "call_expression")
    assert place_of_node(code, call) == Place("a.md", 10, 3 + 16)


def test_nodes_in__ten_thousand_brackets__then_no_recursion() -> None:
    code = block("typescript", "(" * 10_000)
    assert sum(1 for _ in nodes_in(root_of(code))) > 10_000
