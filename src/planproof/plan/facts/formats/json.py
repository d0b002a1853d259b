"""JSON with lines, and with what tools allow in their own files: remarks and trailing commas (`tsconfig.json`, `.eslintrc`).

A scanner and a stack instead of recursion: depth and time stay bounded whatever comes in.
Source: RFC 8259; JSON with comments as Visual Studio Code documents it.
"""

from __future__ import annotations

import json
import re

from planproof.errors import PlanproofError
from planproof.plan.facts.formats.node import DEPTH_MAX, NODES_MAX, Node

__all__ = ["read_json"]

_TOKEN = re.compile(
    r"""(?P<space>[\s,]+|//[^\n]*|/\*.*?\*/)|(?P<string>"(?:[^"\\\n]|\\.)*")|(?P<mark>[{}\[\]:])|(?P<bare>[A-Za-z0-9_.+-]+)""",
    re.DOTALL,
)


def read_json(path: str, text: str) -> Node:
    """The whole document; tables for objects, lists for arrays, `true`, `null` and numbers as text.

    Raises:
        PlanproofError: it is no JSON, with the line where it stops being it; or it nests too deep.
    """
    builder = _Builder(path)
    end = 0
    while match := _TOKEN.match(text, end):
        if match.lastgroup != "space":
            builder.take(match.group(), match.lastgroup or "")
        builder.line += match.group().count("\n")
        end = match.end()
    if end < len(text):
        raise PlanproofError(f"is no JSON: {text[end : end + 20]!r}", place=f"{path}:{builder.line}")
    return builder.whole()


class _Builder:
    """Takes the tokens of a document, one after the other.

    Attributes:
        line: line of the next token, from 1.
    """

    def __init__(self, path: str) -> None:
        self.line = 1
        self._path = path
        self._count = 0
        self._root = Node()
        # What is open, each with the bracket that closes it, and the name that waits for its value.
        self._stack = [(self._root, "")]
        self._names: list[tuple[str, int] | None] = [None]

    def take(self, token: str, kind: str) -> None:
        """Goes on by one token that isn't space."""
        node, closing = self._stack[-1]
        if kind == "mark" and token in "}]":
            if token != closing:
                raise self._error(f"{token} closes nothing")
            if self._names[-1] is not None:
                raise self._error(f"{token} where a value is due")
            self._stack.pop()
            self._names.pop()
        elif closing == "}" and self._names[-1] is None:
            if kind != "string":
                raise self._error(f"{token} where a name is due")
            self._names[-1] = (_unquoted(token), self.line)
        elif token != ":":
            self._put(node, token)

    def whole(self) -> Node:
        """The document, once all tokens were taken."""
        if len(self._stack) > 1 or not self._root.elements:
            raise self._error("ends too early")
        return self._root.elements[0]

    def _put(self, parent: Node, token: str) -> None:
        """A value, as the member that waits for it or as the next element."""
        self._count += 1
        if self._count > NODES_MAX:
            raise PlanproofError(f"has more than {NODES_MAX} values: not read", place=f"{self._path}:{self.line}")
        name, line = self._names[-1] or ("", self.line)
        node = Node(line, "" if token in "{[" else _unquoted(token))
        if self._names[-1] is None:
            parent.elements.append(node)
        else:
            parent.items[name] = node
            self._names[-1] = None
        if token in "{[":
            self._stack.append((node, "}" if token == "{" else "]"))
            self._names.append(None)
            if len(self._stack) > DEPTH_MAX:
                raise PlanproofError("is nested too deep: not read", place=f"{self._path}:{self.line}")

    def _error(self, cause: str) -> PlanproofError:
        return PlanproofError(f"is no JSON: {cause}", place=f"{self._path}:{self.line}")


def _unquoted(token: str) -> str:
    """The text that a token stands for; an escape that JSON doesn't know stays as written."""
    if not token.startswith('"'):
        return token
    try:
        return str(json.loads(token, strict=False))
    except ValueError:
        return token[1:-1]
