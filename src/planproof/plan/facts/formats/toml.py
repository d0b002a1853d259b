"""TOML with lines: values from tomllib, lines from a look at the keys.

tomllib knows no positions, so headers and keys are found again in the text, multi-line strings skipped; a key inside an inline
table stands on the line of that table, an element of an array on the line where its text stands next.
Source: TOML 1.0, "Keys" and "Array of Tables".
"""

from __future__ import annotations

import re
import tomllib
from typing import Any

from planproof.errors import PlanproofError
from planproof.plan.facts.formats.node import DEPTH_MAX, NODES_MAX, Node

__all__ = ["read_toml"]

_HEADER = re.compile(r"\s*(\[\[?)\s*([^\[\]#]+?)\s*\]\]?\s*(?:#.*)?$")
_KEY = re.compile(r"""\s*((?:[A-Za-z0-9_-]+|"[^"]*"|'[^']*')(?:\s*\.\s*(?:[A-Za-z0-9_-]+|"[^"]*"|'[^']*'))*)\s*=""")
_PART = re.compile(r"""[A-Za-z0-9_-]+|"[^"]*"|'[^']*'""")

_Path = tuple[str | int, ...]


def read_toml(path: str, text: str) -> Node:
    """The whole document as a table.

    Raises:
        PlanproofError: it is no TOML, with the line where it stops being it; or it nests too deep.
    """
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"at line (\d+)", str(error))
        raise PlanproofError(f"is no TOML: {error}", place=f"{path}:{line[1]}" if line else path) from error
    except RecursionError as error:
        raise PlanproofError("is nested too deep: not read", place=path) from error
    lines = text.split("\n")
    return _Builder(path, lines, _lines_of_keys(lines)).node(data, (), 1)


def _lines_of_keys(lines: list[str]) -> dict[_Path, int]:
    """Line of each table and key, by path; the tables of an array have their number in it."""
    found: dict[_Path, int] = {}
    counts: dict[_Path, int] = {}
    table: _Path = ()
    closing = ""
    for number, line in enumerate(lines, 1):
        if closing:
            closing = "" if closing in line else closing
            continue
        if header := _HEADER.match(line):
            table = _table(_parts(header[2]), header[1] == "[[", counts)
            for depth in range(1, len(table) + 1):
                found.setdefault(table[:depth], number)
        elif key := _KEY.match(line):
            parts = _parts(key[1])
            for depth in range(1, len(parts) + 1):
                found.setdefault(table + parts[:depth], number)
        closing = next((quote for quote in ('"""', "'''") if line.count(quote) % 2), "")
    return found


def _table(parts: _Path, another: bool, counts: dict[_Path, int]) -> _Path:
    """The path of a table's header, with the number of the latest table wherever an array of tables is passed."""
    path: _Path = ()
    for part in parts:
        path += (part,)
        if another and len(path) - sum(isinstance(step, int) for step in path) == len(parts):
            counts[path] = counts.get(path, -1) + 1
        if path in counts:
            path += (counts[path],)
    return path


def _parts(name: str) -> _Path:
    return tuple(part.strip("\"'") for part in _PART.findall(name))


class _Builder:
    """Makes nodes of tomllib's values."""

    def __init__(self, path: str, lines: list[str], keys: dict[_Path, int]) -> None:
        self._path = path
        self._lines = lines
        self._keys = keys
        self._count = 0

    def node(self, value: Any, where: _Path, line: int) -> Node:
        """A value at a path; `line` is that of what holds it."""
        if len(where) > DEPTH_MAX:
            raise PlanproofError("is nested too deep: not read", place=f"{self._path}:{line}")
        self._count += 1
        if self._count > NODES_MAX:
            raise PlanproofError(f"has more than {NODES_MAX} values: not read", place=f"{self._path}:{line}")
        line = self._keys.get(where, line)
        if isinstance(value, dict):
            return Node(line, items={key: self.node(inner, (*where, key), line) for key, inner in value.items()})
        if isinstance(value, list):
            return Node(line, elements=self._elements(value, where, line))
        return Node(line, str(value).lower() if isinstance(value, bool) else str(value))

    def _elements(self, values: list[Any], where: _Path, line: int) -> list[Node]:
        elements = []
        for number, value in enumerate(values):
            line = self._line_of_text(value, line)
            elements.append(self.node(value, (*where, number), line))
        return elements

    def _line_of_text(self, value: Any, line: int) -> int:
        """The line at or after `line` where an element stands: that of its text, or of the first text in its table."""
        while isinstance(value, dict | list) and value:
            value = next(iter(value.values() if isinstance(value, dict) else value))
        if not isinstance(value, str):
            return line
        for number in range(line, min(line + 1000, len(self._lines)) + 1):
            if f'"{value}"' in self._lines[number - 1] or f"'{value}'" in self._lines[number - 1]:
                return number
        return line
