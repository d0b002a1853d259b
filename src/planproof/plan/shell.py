"""Shell text as the rules about commands see it: statements, pipelines and simple commands, each with its place.

    Script ── statements ── pipelines joined by `&&` and `||` ── elements joined by `|` ── Simple or Compound

tree-sitter's bash grammar does the reading, so quotes, here-documents, substitutions and comments are what bash takes them for.
What stands inside `$(…)` is not part of the structure: its exit status is not the command's. Nothing here runs anything.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING

import msgspec

from planproof.plan.syntax import language_parser

if TYPE_CHECKING:
    from tree_sitter import Node

__all__ = ["Compound", "Pipeline", "Script", "Simple", "Statement", "read_script"]

_LONGEST_CHARACTERS = 50_000
_DEEPEST = 150
_BLOCKS = {"program", "compound_statement", "subshell", "do_group"}
_TRANSPARENT = {"list", "pipeline", "redirected_statement", "negated_command", "heredoc_redirect"}
_BRANCHES = {"else_clause", "elif_clause", "case_item"}
_OPERATORS = {"&&", "||", "|", "|&"}
_SIMPLE = {"command", "declaration_command", "unset_command", "test_command", "variable_assignment"}
_SILENT_TYPES = {"comment", "heredoc_body", "heredoc_end", "heredoc_start", "file_redirect", "herestring_redirect"}


class Simple(msgspec.Struct, frozen=True):
    """One simple command.

    Attributes:
        words: name and arguments, outer quotes and leading assignments dropped; empty for a bare assignment.
        text: as written, without its redirections.
        line: line in the script, from 0.
        column: column in that line, from 0, in characters.
        silenced: its standard error goes to `/dev/null`.
        writes: its output goes into a file.
        substituted: it holds a `$(…)`, backticks or a `<(…)`, so other commands run inside it.
    """

    words: tuple[str, ...]
    text: str
    line: int
    column: int
    silenced: bool
    writes: bool
    substituted: bool


class Compound(msgspec.Struct, frozen=True):
    """A group, subshell, loop, condition or function; `statements` are those inside, condition and bodies together."""

    kind: str
    statements: tuple[Statement, ...]
    text: str
    line: int
    column: int
    silenced: bool


class Pipeline(msgspec.Struct, frozen=True):
    """Elements joined by `|`; the last one's exit status is the pipeline's unless `pipefail` is set."""

    elements: tuple[Simple | Compound, ...]


class Statement(msgspec.Struct, frozen=True):
    """Pipelines joined by `&&` and `||`; `operators[n]` stands before `pipelines[n + 1]`."""

    pipelines: tuple[Pipeline, ...]
    operators: tuple[str, ...]


class Script(msgspec.Struct, frozen=True):
    """A script's statements in order; `broken` when it couldn't be read as bash (a part of it may be missing then)."""

    statements: tuple[Statement, ...]
    broken: bool

    def walk(self) -> Iterator[Statement]:
        """Every statement, those inside groups, loops and conditions too."""
        for statement in self.statements:
            yield from _walk(statement)

    def simple_commands(self) -> Iterator[Simple]:
        """Every simple command in order, wherever it stands (those in `$(…)` are not looked into)."""
        for statement in self.walk():
            for pipeline in statement.pipelines:
                yield from (element for element in pipeline.elements if isinstance(element, Simple))


def _walk(statement: Statement) -> Iterator[Statement]:
    yield statement
    for pipeline in statement.pipelines:
        for element in pipeline.elements:
            if isinstance(element, Compound):
                for inner in element.statements:
                    yield from _walk(inner)


@lru_cache(maxsize=4096)
def read_script(script: str) -> Script:
    """Reads shell text.

    Args:
        script: what `bash -c` would get, at most 50,000 characters.

    Returns:
        its structure; with `broken` set when it is longer than that or is no bash. Never raises for what stands in the script.
    """
    if len(script) > _LONGEST_CHARACTERS:
        return Script((), broken=True)
    source = script.encode("utf-8", "replace")
    root = language_parser("bash").parse(source).root_node
    return Script(tuple(_Reader(source).block(root, 0)), broken=root.has_error)


class _Redirected(msgspec.Struct, frozen=True):
    """Where the output of a node goes, from the redirections around it."""

    silenced: bool = False
    writes: bool = False

    def by(self, node: Node) -> _Redirected:
        """With the redirections that stand directly in a node."""
        targets = [_text(child).replace(" ", "") for child in node.named_children if child.type == "file_redirect"]
        silenced = any(target in ("2>/dev/null", "&>/dev/null", "2>>/dev/null") for target in targets)
        writes = any(
            target.startswith((">", "1>", "&>")) and target[-9:] != "/dev/null" and ">&" not in target
            for target in targets
        )
        return _Redirected(self.silenced or silenced, self.writes or writes)


class _Reader:
    """Turns tree-sitter's tree of one script into statements.

    Args:
        source: the script as it was parsed; tree-sitter counts its columns in bytes.
    """

    def __init__(self, source: bytes) -> None:
        self._source = source

    def block(self, node: Node, depth: int) -> Iterator[Statement]:
        """The statements directly or indirectly below a block-like node, in order."""
        if depth > _DEEPEST:
            return
        for child in node.named_children:
            if child.type in _BRANCHES or (child.type in _BLOCKS and node.type not in _BLOCKS):
                yield from self.block(child, depth + 1)
            elif child.type not in _SILENT_TYPES:
                yield from self._statement(child, depth + 1)

    def _statement(self, node: Node, depth: int) -> Iterator[Statement]:
        """The statement that a node is; nothing for a node that is none (a word in a `for`, a pattern in a `case`)."""
        pipelines: list[Pipeline] = []
        operators: list[str] = []
        elements: list[Simple | Compound] = []
        for part in self._flat(node, depth, _Redirected()):
            if not isinstance(part, str):
                elements.append(part)
            elif part in ("&&", "||") and elements:
                pipelines.append(Pipeline(tuple(elements)))
                operators.append(part)
                elements = []
        if elements:
            pipelines.append(Pipeline(tuple(elements)))
        if pipelines:
            yield Statement(tuple(pipelines), tuple(operators[: len(pipelines) - 1]))

    def _flat(self, node: Node, depth: int, redirected: _Redirected) -> Iterator[Simple | Compound | str]:
        """Elements and operators in their order, however the grammar nests lists, pipelines and redirections."""
        if node.type in _OPERATORS:
            yield node.type
        elif node.type in _SIMPLE:
            yield self._simple(node, redirected)
        elif depth > _DEEPEST or node.type in _SILENT_TYPES:
            return
        elif node.type in _TRANSPARENT:
            inner = _Redirected() if node.type in ("list", "pipeline") else redirected.by(node)
            for child in node.children:
                yield from self._flat(child, depth + 1, inner)
        elif node.type in _BLOCKS or node.type.endswith("_statement") or node.type == "function_definition":
            line, column = self._position(node)
            yield Compound(
                node.type, tuple(self.block(node, depth + 1)), _text(node), line, column, redirected.silenced
            )

    def _simple(self, node: Node, redirected: _Redirected) -> Simple:
        line, column = self._position(node)
        text = _text(node)
        substituted = "$(" in text or "`" in text or "<(" in text
        return Simple(tuple(_words(node)), text, line, column, redirected.silenced, redirected.writes, substituted)

    def _position(self, node: Node) -> tuple[int, int]:
        """Line from 0, and column from 0 in characters."""
        row, column_bytes = node.start_point
        before = self._source[node.start_byte - column_bytes : node.start_byte]
        return row, len(before.decode("utf-8", "replace"))


def _words(node: Node) -> Iterator[str]:
    if node.type == "variable_assignment":
        return
    if node.type == "test_command":
        yield "["
    for child in node.children:
        if child.type in ("raw_string", "string"):
            yield _text(child)[1:-1]
        elif child.type not in _SILENT_TYPES and not (child.type == "variable_assignment" and node.type == "command"):
            yield _text(child)


def _text(node: Node) -> str:
    return (node.text or b"").decode("utf-8", "replace")
