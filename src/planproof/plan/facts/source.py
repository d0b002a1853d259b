"""Facts of one source file: its symbols, the module it says it is, where it starts, and the routes and commands it declares.

    bytes ── one syntax tree ─┬─ symbols ── Fact(SYMBOL)
                              ├─ routes and commands of the frameworks that the file mentions
                              └─ package clause, main function

What a file only says together with others (a language's files and lines, a module's full name, a route below a prefix) is put
together by `facts.kept`. Generated and minified files count as files of their language and declare nothing that a plan could be
about.
"""

from __future__ import annotations

import ast
import re
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from planproof.errors import PlanproofError
from planproof.plan.document import Place
from planproof.plan.facts.model import Fact, FactKind
from planproof.plan.facts.other_code import other_facts
from planproof.plan.facts.python_code import mentions_framework, python_facts
from planproof.plan.facts.starts import starts_and_modules
from planproof.plan.symbols import symbols_of_tree
from planproof.plan.syntax import SyntaxProblem, parse_python, parse_tree

if TYPE_CHECKING:
    from tree_sitter import Node

__all__ = ["SOURCE_MAX_BYTES", "is_generated", "is_source", "read_source", "source_language"]

SOURCE_MAX_BYTES = 1_000_000  # nobody writes a larger source file by hand
_LINE_MAX_BYTES = 20_000
_MINIFIED_LINE_BYTES = 500  # on average, in a file of some size
_HEAD_BYTES = 2_000
_LANGUAGES = {
    ".c": "c",
    ".h": "c",
    ".cc": "cpp",
    ".cpp": "cpp",
    ".cxx": "cpp",
    ".hh": "cpp",
    ".hpp": "cpp",
    ".hxx": "cpp",
    ".py": "python",
    ".pyi": "python",
    ".rs": "rust",
    ".ts": "typescript",
    ".mts": "typescript",
    ".cts": "typescript",
    ".tsx": "tsx",
    ".js": "javascript",
    ".jsx": "javascript",
    ".mjs": "javascript",
    ".cjs": "javascript",
    ".go": "go",
    ".java": "java",
}
_GENERATED_NAME = re.compile(
    r"[.-]min\.[cm]?js$|\.bundle\.js$|_pb2(?:_grpc)?\.pyi?$|\.pb(?:\.gw)?\.go$|\.pb\.(?:h|cc)$|[._]generated\.[a-z]+$|\.g\.[a-z]+$"
)
_GENERATED_HEAD = re.compile(rb"@generated\b|Code generated .{0,100}DO NOT EDIT|<auto-?generated>", re.IGNORECASE)
_CPP_IN_HEADER = re.compile(
    rb"^\s*(?:class\s+\w[^;]*$|namespace\b|template\s*<|using\s+\w|(?:public|private|protected)\s*:)", re.M
)


def source_language(path: str) -> str:
    """The language of a source file by its suffix; empty for any other file. `tsx` is a form of TypeScript."""
    return _LANGUAGES.get(PurePosixPath(path).suffix, "")


def is_source(path: str) -> bool:
    """Whether `read_source` knows the language of a file."""
    return path[path.rfind(".") :] in _LANGUAGES


def is_generated(path: str, source: bytes) -> bool:
    """Whether a tool wrote the file, by its name, by what its head says, or since it is minified."""
    if _GENERATED_NAME.search(path) or _GENERATED_HEAD.search(source[:_HEAD_BYTES]):
        return True
    return len(source) > 10 * _MINIFIED_LINE_BYTES and len(source) > _MINIFIED_LINE_BYTES * (source.count(b"\n") + 1)


def read_source(path: str, source: bytes, digest: str) -> tuple[list[Fact], list[str]]:
    """What one source file declares.

    Args:
        path: relative to the project's root, of a file for which `is_source` holds.
        source: its bytes.
        digest: their SHA-256 in hex.

    Returns:
        facts in order of kind and line; one line for each thing that couldn't be read as it stands.
    """
    language = source_language(path)
    called = {"tsx": "typescript"}.get(language, language)
    lines = source.count(b"\n") + (not source.endswith(b"\n") and bool(source))
    facts = [Fact(FactKind.LANGUAGE, called, str(lines), Place(path, 1), digest)]
    if is_generated(path, source):
        return facts, []
    problem = _unreadable(source)
    if problem:
        return facts, [f"{path}: {problem}: no symbols read"]
    if language == "c" and path.endswith(".h") and _CPP_IN_HEADER.search(source):
        language = called = "cpp"
    try:
        tree, problems = _tree(path, language, source)
        facts += (
            Fact(
                FactKind.SYMBOL,
                symbol.name,
                symbol.signature,
                Place(path, symbol.line, symbol.column),
                digest,
                (("kind", symbol.kind), ("language", called)),
            )
            for symbol in symbols_of_tree(language, tree, source)
        )
    except PlanproofError as error:
        return facts, [f"{path}: {error.message}: no symbols read"]
    facts += starts_and_modules(path, language, source, digest)
    if isinstance(tree, ast.Module):
        return facts + python_facts(path, tree, source, digest), problems
    return facts + other_facts(path, language, tree, source, digest), problems


def _unreadable(source: bytes) -> str:
    """Why the file isn't parsed; empty when it is."""
    if len(source) > SOURCE_MAX_BYTES:
        return f"{len(source):,} bytes, more than {SOURCE_MAX_BYTES:,}"
    if b"\0" in source[:8192]:
        return "is no text"
    if len(source) > _LINE_MAX_BYTES:
        longest = max(map(len, source.split(b"\n")))
        if longest > _LINE_MAX_BYTES:
            return f"a line of {longest:,} bytes"
    return ""


def _tree(path: str, language: str, source: bytes) -> tuple[Node | ast.Module, list[str]]:
    """The syntax tree; for Python that this Python can't parse, the one that tree-sitter makes of it, and a line that says so."""
    if language != "python":
        return parse_tree(language, source), []
    if not mentions_framework(source):
        quick = parse_tree(language, source)
        if not quick.has_error:
            return quick, []
    tree = parse_python.__wrapped__(source.decode("utf-8-sig", "replace"))  # a file is read once, and its tree is large
    if not isinstance(tree, SyntaxProblem):
        return tree, []
    problem = f"{path}:{tree.line}: Python doesn't parse here ({tree.message}): symbols read as far as they can be told"
    return parse_tree(language, source), [problem]
