"""Smoke tests in Rust: whether all that they name is known, since one that doesn't compile keeps every test from running."""

from __future__ import annotations

import re
from collections.abc import Set
from typing import TYPE_CHECKING

from planproof.plan.scaffold.model import SmokeTest
from planproof.plan.scaffold.rust_units import STANDARD
from planproof.plan.symbols.symbol import node_text
from planproof.plan.syntax import first_error, parse_tree

if TYPE_CHECKING:
    from tree_sitter import Node

__all__ = ["unknown_names", "wrapped_smoke"]

_PRELUDE = frozenset("Box Err None Ok Option Result Self Some String Vec std core alloc drop Default From Into".split())
_MACROS = frozenset("assert assert_eq assert_ne debug_assert eprintln format matches panic print println vec".split())


def unknown_names(code: str, known: Set[str]) -> list[str]:
    """Functions, types and macros that neither the plan, nor the code itself, nor the standard prelude declares.

    Code that isn't Rust gives one such name, so that no test is made of it.
    """
    root = parse_tree("rust", code.encode("utf-8", "replace"))
    problem = first_error(root)
    if problem:
        return [f"what isn't Rust (line {problem.line})"]
    own = set(re.findall(r"\b(?:fn|let|let mut|struct|enum|const|static)\s+(\w+)", code))
    planned = {name.partition(".")[0] for name in known}
    fine = own | planned | _PRELUDE | set(STANDARD)
    found: dict[str, None] = {}
    stack: list[Node] = [root]
    while stack:
        node = stack.pop()
        if node.type == "use_declaration":
            found["an import of its own"] = None
        name = _needed(node)
        if name and name not in fine:
            found[name] = None
        stack += node.named_children
    return list(found)


def _needed(node: Node) -> str:
    """The name that a node needs someone to declare; empty for any other node."""
    if node.type == "macro_invocation":
        name = node_text(node.child_by_field_name("macro"))
        return "" if name in _MACROS else f"{name}!"
    if node.type == "call_expression":
        function = node.child_by_field_name("function")
        text = node_text(function)
        return (
            text.partition("::")[0]
            if function is not None and function.type in ("identifier", "scoped_identifier")
            else ""
        )
    return node_text(node) if node.type == "type_identifier" else ""


def wrapped_smoke(smoke: SmokeTest) -> tuple[str, str]:
    """Name and code of a smoke test; statements without a function get one."""
    code = smoke.code.content.strip("\n")
    said = f"// Smoke test of {smoke.task}: {' '.join(smoke.title.split())}"
    function = re.search(r"#\[test\]\s*(?:pub )?fn\s+(\w+)", code)
    if function:
        return function[1], f"{said}\n{code}"
    bare = re.match(r"\s*(?:pub )?fn\s+(\w+)\s*\(\s*\)", code)
    if bare:
        return bare[1], f"{said}\n#[test]\n{code}"
    name = f"{smoke.task.lower()}__smoke__then_passes"
    body = "\n".join(f"    {line}" if line.strip() else "" for line in code.split("\n"))
    return name, f"{said}\n#[test]\nfn {name}() {{\n{body}\n}}"
