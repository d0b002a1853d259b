"""Smoke tests as they stand in a plan: which tests a block holds, whether it parses, shows anything, and how long it waits.

Python is read by `ast`, C, C++, Rust, TypeScript and shell by tree-sitter; a block in another language only has to hold text.
"""

from __future__ import annotations

import ast
import re
from bisect import bisect
from collections.abc import Iterator

from planproof.plan.document import CodeBlock
from planproof.plan.late_pattern import late_pattern
from planproof.plan.syntax import (
    LANGUAGES,
    SyntaxProblem,
    first_error,
    language_name,
    language_parser,
    line_breaks,
    parse_python,
)

__all__ = ["LONGEST_S", "shows_something", "syntax_problem", "test_lines", "waits"]

LONGEST_S = 10.0  # a smoke test that takes longer is no smoke test

_LONGEST_CHARACTERS = 100_000

_TESTS = {
    "c": r"^(?:static\s+)?(?:void|int|bool)\s+test_\w+\s*\(|^(?:TEST|TEST_F|TEST_P|START_TEST)\s*\(|^int\s+main\s*\(",
    "rust": r"^\s*#\[(?:\w+::)?test\b",
    "typescript": r"^\s*(?:it|test)(?:\.\w+)?\s*\(",
}
_TESTS["cpp"] = _TESTS["c"] + r"|^(?:TEST_CASE|SCENARIO)\s*\("
_TESTS["javascript"] = _TESTS["typescript"]
_CHECKS = {
    "c": r"assert|expect|check|require|verify|fail|abort|mu_|exit\s*\(|\bok\s*\(|\bis\s*\("
    r"|return\s+(?!(?:0|1|EXIT_SUCCESS|NULL)?\s*;)",
    "rust": r"assert|panic!|unwrap|expect|should_panic|\?;|Err\(",
    "typescript": r"expect\s*\(|assert|should|throw\b|\brejects\b|\bt\.\w+\(",
}
_CHECKS["cpp"] = _CHECKS["c"]
_CHECKS["javascript"] = _CHECKS["typescript"]
_COMMENT = late_pattern(r"//[^\n]*|/\*.*?\*/", re.DOTALL)
_WAIT = late_pattern(
    r"(?P<unit>\bsleep|\busleep|milliseconds|\bseconds|\bminutes|from_secs|from_millis|Duration::seconds)\b\s*[({]?\s*(?P<number>\d+(?:\.\d+)?)"
    r"|setTimeout\s*\([^;]*?,\s*(?P<timeout>\d+)\s*\)"
    r"|jest\.setTimeout\s*\(\s*(?P<jest>\d+)"
)
_SECONDS = {"usleep": 1e-6, "milliseconds": 1e-3, "from_millis": 1e-3, "minutes": 60.0}
_PYTHON_CHECK = late_pattern(
    r"assert|expect|raises|warns|check|verify|fail|should|must|require|match|compare", re.IGNORECASE
)

Function = ast.FunctionDef | ast.AsyncFunctionDef


def _too_long(block: CodeBlock) -> bool:
    return len(block.content) > _LONGEST_CHARACTERS


def _language(block: CodeBlock) -> str:
    return language_name(block.language)


def test_lines(block: CodeBlock) -> tuple[int, ...]:
    """Lines (from 1 in the block) at which tests begin; empty for plain statements and for languages that can't be read."""
    if _language(block) == "python":
        return tuple(function.lineno for function in _python_tests(block))
    pattern = _TESTS.get(_language(block))
    if pattern is None or _too_long(block):
        return ()
    breaks = line_breaks(block.content)
    matches = re.finditer(pattern, block.content, re.MULTILINE)
    found = [(bisect(breaks, match.start()) + 1, "main" in match.group()) for match in matches]
    # `main` is the test only where nothing else is one.
    return tuple(line for line, main in found if not main) or tuple(line for line, _ in found)


test_lines.__test__ = False  # type: ignore[attr-defined]  # pytest must not collect this function


def _python_tests(block: CodeBlock) -> list[Function]:
    """Test functions of a Python block, also those in classes; empty when it doesn't parse."""
    tree = None if _too_long(block) else parse_python(block.content)
    if tree is None or isinstance(tree, SyntaxProblem):
        return []
    bodies = [tree.body, *(node.body for node in tree.body if isinstance(node, ast.ClassDef))]
    return [node for body in bodies for node in body if isinstance(node, Function) and node.name.startswith("test")]


def syntax_problem(block: CodeBlock) -> SyntaxProblem | None:
    """Where a block isn't what its language allows, lines and columns in the block; None for a language that can't be read."""
    language = _language(block)
    if _too_long(block):
        return SyntaxProblem(1, 1, f"it has more than {_LONGEST_CHARACTERS:,} characters")
    if language == "python":
        tree = parse_python(block.content)
        return tree if isinstance(tree, SyntaxProblem) else None
    if language not in LANGUAGES:
        return None
    return first_error(language_parser(language).parse(block.content.encode("utf-8", "replace")).root_node)


def shows_something(block: CodeBlock) -> bool:
    """False when the block has no statement at all, or nothing in it can fail the test (no assertion, no check)."""
    language = _language(block)
    if language == "python":
        tree = parse_python(block.content)
        return isinstance(tree, SyntaxProblem) or _plainly_asserts(tree) or any(map(_python_checks, ast.walk(tree)))
    text = _COMMENT.sub("", block.content)
    pattern = _CHECKS.get(language)
    return bool(re.search(pattern, text, re.IGNORECASE)) if pattern else bool(text.strip())


def _plainly_asserts(tree: ast.Module) -> bool:
    """Whether a function's own statements hold an `assert`, as those of nearly every test do; walking all of it takes longer."""
    return any(type(statement) is ast.Assert for node in tree.body for statement in getattr(node, "body", ()))


def _python_checks(node: ast.AST) -> bool:
    """Whether a node can fail a test on purpose: `assert`, `raise`, or a call whose name says that it checks."""
    if isinstance(node, ast.Assert | ast.Raise):
        return True
    if not isinstance(node, ast.Call):
        return False
    name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    return bool(_PYTHON_CHECK.search(name))


def waits(block: CodeBlock) -> Iterator[tuple[int, float]]:
    """Waits and declared deadlines over `LONGEST_S` seconds: line (from 1 in the block) and seconds."""
    if _too_long(block):
        return
    if _language(block) == "python":
        code = block.content
        tree = parse_python(code) if "sleep" in code or "timeout" in code or "wait_for" in code else None
        if isinstance(tree, ast.Module):
            yield from _python_waits(tree)
        return
    text = _COMMENT.sub(lambda match: re.sub(r"[^\n]", " ", match.group()), block.content)
    breaks = line_breaks(text)
    for match in _WAIT.finditer(text):
        number = match["number"] or match["timeout"] or match["jest"]
        seconds = float(number) * (_SECONDS.get(match["unit"], 1.0) if match["unit"] else 1e-3)
        if seconds > LONGEST_S:
            yield bisect(breaks, match.start()) + 1, seconds


def _python_waits(tree: ast.Module) -> Iterator[tuple[int, float]]:
    """Constant sleeps (times the turns of a plain `for … in range(n)` around them) and timeout marks, in order of their lines."""
    found = []
    left: list[tuple[ast.AST, int]] = [(tree, 1)]
    while left:  # no recursion: an expression may be nested deeper than Python's stack
        node, times = left.pop()
        times *= _turns(node) if isinstance(node, ast.For) else 1
        if isinstance(node, ast.Call):
            seconds = _seconds(node) * (times if _call_name(node) == "sleep" else 1)
            found += [(node.lineno, seconds)] if seconds > LONGEST_S else []
        left += [(child, times) for child in ast.iter_child_nodes(node)]
    yield from sorted(found)


def _turns(loop: ast.For) -> int:
    """Turns of `for … in range(n)`; 1 for any other loop and for one that can be left early."""
    leaves = any(isinstance(node, ast.Break | ast.Return) for node in ast.walk(loop))
    call = loop.iter
    if leaves or not (isinstance(call, ast.Call) and _call_name(call) == "range" and len(call.args) == 1):
        return 1
    value = call.args[0]
    return value.value if isinstance(value, ast.Constant) and isinstance(value.value, int) else 1


def _call_name(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


def _seconds(call: ast.Call) -> float:
    """Seconds of `time.sleep(n)`, `asyncio.sleep(n)`, `pytest.mark.timeout(n)`, `wait_for(…, timeout=n)`; 0 for other calls."""
    name = _call_name(call)
    if name == "sleep" or (name == "timeout" and _is_mark(call.func)):
        value = call.args[0] if call.args else None
    elif name == "wait_for":
        value = next((keyword.value for keyword in call.keywords if keyword.arg == "timeout"), None)
        value = value or (call.args[1] if len(call.args) > 1 else None)
    else:
        return 0.0
    return float(value.value) if isinstance(value, ast.Constant) and isinstance(value.value, int | float) else 0.0


def _is_mark(function: ast.expr) -> bool:
    """`pytest.mark.timeout` or `mark.timeout`."""
    owner = function.value if isinstance(function, ast.Attribute) else None
    return (
        isinstance(owner, ast.Attribute | ast.Name)
        and (getattr(owner, "attr", "") or getattr(owner, "id", "")) == "mark"
    )
