"""Where each object of a JSON text begins and ends, so that a finding in JSON can point.

    {"master": {"tasks": [{"id": 1}]}}     ("master", "tasks", 0) -> its first and last character

One pass over the tokens; nothing is decoded here, and a text that isn't JSON gives places that nobody asks for.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from itertools import accumulate

from planproof.plan.document import Place

__all__ = ["DEPTH_MAX", "JsonPlaces"]

DEPTH_MAX = 100
_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*+"(\s*+:)?|[\[\]{},]')
_RECORDED_DEPTH = 7  # of tasks below tags and parents; what lies deeper has no place of its own

Path = tuple[str | int, ...]


class JsonPlaces:
    """The places of objects and keys in one JSON text.

    Args:
        path: of the file, for places.
        text: its content.

    Attributes:
        too_deep: whether objects and lists nest deeper than `DEPTH_MAX`; the text was then not read to its end.
    """

    def __init__(self, path: str, text: str) -> None:
        self._path = path
        self._line_starts = [0, *accumulate(len(line) + 1 for line in text.split("\n"))]
        self._starts: dict[Path, int] = {}
        self._ends: dict[Path, int] = {}
        self.too_deep = not self._scan(text)

    def place(self, *path: str | int) -> Place:
        """Where the object or key with that path begins; of what is around it when it has no place of its own."""
        for length in range(len(path), 0, -1):
            if path[:length] in self._starts:
                return self._at(self._starts[path[:length]])
        return Place(self._path, 1)

    def end_line(self, *path: str | int) -> int:
        """The line on which the object with that path ends."""
        return self._at(self._ends[path]).line if path in self._ends else self.place(*path).line

    def line_of_byte(self, text: str, offset: int) -> Place:
        """Place of a byte of the text in UTF-8, as decoders name it."""
        return self._at(len(text.encode()[:offset].decode("utf-8", errors="ignore")))

    def _at(self, offset: int) -> Place:
        line = bisect_right(self._line_starts, offset)
        return Place(self._path, line, offset - self._line_starts[line - 1] + 1)

    def _scan(self, text: str) -> bool:
        path: list[str | int] = []
        opened: list[str] = []
        for match in _TOKEN.finditer(text):
            mark = text[match.start()]
            if mark == '"':
                if match[1] and opened and opened[-1] == "{":
                    path[-1] = match.group()[: -len(match[1])][1:-1]
                    self._record(path, match.start())
            elif mark in "{[":
                if mark == "{":
                    self._record(path, match.start())
                opened.append(mark)
                if len(opened) > DEPTH_MAX:
                    return False
                path.append("" if mark == "{" else 0)
            elif mark == ",":
                if path and isinstance(path[-1], int):
                    path[-1] += 1
            elif opened:
                opened.pop()
                path.pop()
                if mark == "}" and len(path) <= _RECORDED_DEPTH:
                    self._ends[tuple(path)] = match.start()
        return True

    def _record(self, path: list[str | int], offset: int) -> None:
        if len(path) <= _RECORDED_DEPTH:
            self._starts.setdefault(tuple(path), offset)
