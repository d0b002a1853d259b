"""JSON with the place of each value, so that a file can be changed in one spot and stay as it is everywhere else.

Reads RFC 8259, and where it is asked to, comments and trailing commas as well (JSONC, the form of several editors' settings).
"""

from __future__ import annotations

import json
import re
from typing import Literal, NoReturn

import msgspec

from planproof.errors import EnvironmentFault

__all__ = ["JsonNode", "read_json_text"]

_BLANK = re.compile(r"[ \t\r\n]+")
_COMMENT = re.compile(r"//[^\r\n]*|/\*.*?\*/", re.DOTALL)
_STRING = re.compile(r'"(?:[^"\\\x00-\x1f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"')
_OTHER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?|true|false|null")
_DEEPEST = 100


class JsonNode(msgspec.Struct, frozen=True):
    """One value.

    Attributes:
        kind: what it is; numbers, true, false and null are `other`.
        start, end: its first character and the one behind its last, offsets in the text.
        text: what a string says; empty for the others.
        keys: of an object, in their order.
        items: the values of an object or a list, in their order.
    """

    kind: Literal["object", "list", "string", "other"]
    start: int
    end: int
    text: str = ""
    keys: tuple[JsonNode, ...] = ()
    items: tuple[JsonNode, ...] = ()

    def get(self, name: str) -> JsonNode | None:
        """The value of a key, the last one where it stands twice; None when there is none."""
        found = [item for key, item in zip(self.keys, self.items, strict=False) if key.text == name]
        return found[-1] if found else None


def read_json_text(text: str, path: str, *, comments: bool = False) -> JsonNode:
    """The tree of a text.

    Args:
        text: of the whole file; may begin with a byte order mark.
        path: for the error.
        comments: whether comments and trailing commas are allowed.

    Raises:
        EnvironmentFault: it isn't JSON; the place is file, line and column.
    """
    reader = _Reader(text, path, comments)
    reader.skip()
    node = reader.value(0)
    reader.skip()
    if reader.at < len(text):
        reader.fail("there is more after the end of the value")
    return node


class _Reader:
    """Reads from `at` onwards."""

    def __init__(self, text: str, path: str, comments: bool) -> None:
        self.text, self.path, self.comments = text, path, comments
        self.at = 1 if text.startswith("\ufeff") else 0

    def fail(self, message: str) -> NoReturn:
        """Raises the error with the place that was reached."""
        before = self.text[: self.at]
        line = before.count("\n") + 1
        column = self.at - (before.rfind("\n") + 1) + 1
        kind = "JSON, comments allowed" if self.comments else "JSON"
        raise EnvironmentFault(
            f"is not valid {kind}: {message}",
            place=f"{self.path}:{line}:{column}",
            hint="correct the file and run again; nothing was written",
        )

    def skip(self) -> None:
        """Passes over white space and comments."""
        while True:
            match = _BLANK.match(self.text, self.at) or (self.comments and _COMMENT.match(self.text, self.at))
            if not match:
                return
            self.at = match.end()

    def value(self, depth: int) -> JsonNode:
        """The value that begins here."""
        if depth > _DEEPEST:
            self.fail(f"is nested more than {_DEEPEST} deep")
        character = self.text[self.at : self.at + 1]
        if character == "{":
            return self._container("object", "}", depth)
        if character == "[":
            return self._container("list", "]", depth)
        if character == '"':
            return self._string()
        match = _OTHER.match(self.text, self.at)
        if not match:
            self.fail(f"a value is expected, not {character!r}" if character else "ends where a value is expected")
        self.at = match.end()
        return JsonNode("other", match.start(), match.end())

    def _string(self) -> JsonNode:
        match = _STRING.match(self.text, self.at)
        if not match:
            self.fail("a string that is not closed, or holds what must be escaped")
        self.at = match.end()
        return JsonNode("string", match.start(), match.end(), text=json.loads(match[0]))

    def _container(self, kind: Literal["object", "list"], closing: str, depth: int) -> JsonNode:
        start = self.at
        keys: list[JsonNode] = []
        items: list[JsonNode] = []
        self._step()
        while not self._closes(closing, bool(items)):
            if kind == "object":
                keys.append(self._key())
            items.append(self.value(depth + 1))
            self.skip()
            if self.text[self.at : self.at + 1] == ",":
                self._step()
            elif self.text[self.at : self.at + 1] != closing:
                self.fail(f"a comma or {closing!r} is expected")
        return JsonNode(kind, start, self.at, keys=tuple(keys), items=tuple(items))

    def _step(self) -> None:
        self.at += 1
        self.skip()

    def _closes(self, closing: str, begun: bool) -> bool:
        """Whether the container ends here, and past its end if so."""
        if self.text[self.at : self.at + 1] != closing:
            return False
        if begun and not self.comments and self.text[: self.at].rstrip().endswith(","):
            self.fail("a comma before the end")
        self.at += 1
        return True

    def _key(self) -> JsonNode:
        if self.text[self.at : self.at + 1] != '"':
            self.fail("a key in quotes is expected")
        key = self._string()
        self.skip()
        if self.text[self.at : self.at + 1] != ":":
            self.fail("a colon is expected")
        self._step()
        return key
