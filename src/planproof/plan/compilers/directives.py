"""Finds what a header must not ask of a preprocessor, before any compiler starts.

A preprocessor reads files for whoever writes `#include`. So every directive that can reach a file outside the empty
directory, or make a message quote one, is refused on the text alone:

    #include "/etc/passwd"   <../x>   MACRO        absolute, upwards, computed
    #include_next  #embed  #line  # 1 "file"       reach or pretend to be another file
    #pragma GCC dependency "…"   _Pragma("…")      only harmless pragmas pass
    __has_include("/…")                            asks whether a file exists
    asm(".incbin …")                               reads a file when it is assembled

The text is seen as a compiler sees it: splices (a backslash before the line's end) are joined, `%:` is `#`, comments
between tokens are skipped. It is not seen in one respect: whether a line lies inside a comment or a string. C11 and
C++17 disagree there (raw strings), so a line that looks like a directive is judged as one wherever it stands. Trigraphs,
on which they disagree too, are refused.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

__all__ = ["Refusal", "refusals"]

_SPLICE = re.compile(r"\\[ \t\f\v]*\n")
_INTEREST = re.compile(
    r"(?P<hash>\#|%:)|(?P<trigraph>\?\?[=/])|(?P<control>[\x00-\x08\x0e-\x1f\r\x7f])"
    r"|\b(?P<word>_Pragma|__has_(?:include|include_next|embed)(?:__)?|asm|__asm|__asm__)\b"
)
_BLANK = " \t\f\v\ufeff"
_WORD = re.compile(r"[A-Za-z_]\w*")
_LINE_MARKER = re.compile(r"\d+[ \t]*\"")
_HARMLESS_PRAGMA = re.compile(
    r"(once|pack|STDC|message|push_macro|pop_macro|omp|region|endregion|mark|warning"
    r"|(GCC|clang)\s+(diagnostic|visibility|poison|push_options|pop_options|optimize|target|system_header|unroll|ivdep))\b"
)
_LITERAL_ARGUMENT = re.compile(r'\(\s*"([^"\\\n]*)"\s*\)')
_COMMENT_OR_LINE_END = re.compile(r"/\*|\n|$")
_MOST_REFUSALS = 20
_ONLY_A_TEST = re.compile(r"(defined[ \t]*\(?|ifdef|ifndef)[ \t]*$")


@dataclass(frozen=True, slots=True)
class Refusal:
    """One thing that no compiler will be shown: why, and where in the text (line and column from 1, in characters)."""

    message: str
    line: int
    column: int


class _Joined:
    """A source with its splices joined, which still knows where everything came from."""

    def __init__(self, source: str) -> None:
        self.source = source
        self._starts = [0]  # where a kept piece starts in the joined text …
        self._origins = [0]  # … and in the source
        pieces, at, length = [], 0, 0
        for splice in _SPLICE.finditer(source):
            pieces.append(source[at : splice.start()])
            length += splice.start() - at
            at = splice.end()
            self._starts.append(length)
            self._origins.append(at)
        self.text = "".join([*pieces, source[at:]])
        self._comment_end = -1

    def refusal(self, message: str, offset: int) -> Refusal:
        piece = bisect_right(self._starts, offset) - 1
        origin = self._origins[piece] + offset - self._starts[piece]
        line_start = self.source.rfind("\n", 0, origin) + 1
        return Refusal(message, self.source.count("\n", 0, origin) + 1, origin - line_start + 1)

    def skip(self, at: int) -> int:
        """The next offset from `at` that is neither blank nor comment; line ends outside comments count."""
        while True:
            while at < len(self.text) and self.text[at] in _BLANK:
                at += 1
            if not self.text.startswith("/*", at):
                return at
            at = self._end_of_comment(at + 2)

    def _end_of_comment(self, at: int) -> int:
        # One search serves every comment opened before its result, which keeps a wall of `/*` linear.
        if self._comment_end < at + 2:
            found = self.text.find("*/", at)
            self._comment_end = len(self.text) + 2 if found < 0 else found + 2
        return min(self._comment_end, len(self.text))

    def word(self, at: int) -> tuple[str, int]:
        """The identifier at `at` (empty when there is none) and the offset behind it and what is skipped."""
        found = _WORD.match(self.text, at)
        return (found.group(), self.skip(found.end())) if found else ("", at)

    def starts_line(self, offset: int) -> bool:
        """Whether nothing but blanks and comments can stand before `offset` on its line."""
        before = self.text[max(0, offset - 500) : offset].rsplit("\n", 1)
        prefix = before[-1].rstrip(_BLANK)
        return (not prefix and (len(before) == 2 or offset <= 500)) or prefix.endswith("*/") or len(before[-1]) == 500


def refusals(source: str) -> list[Refusal]:
    """What a preprocessor must not be asked to do, in order.

    Args:
        source: the header as written, lines ended by `\\n`.

    Returns:
        one refusal a place, at most 20; empty when a compiler may read the text.
    """
    return list(islice(_walk(_Joined(source)), _MOST_REFUSALS))


def _walk(joined: _Joined) -> Iterator[Refusal]:
    for found in _INTEREST.finditer(joined.text):
        message = ""
        if found["hash"]:
            if joined.starts_line(found.start()):
                message = _judge_directive(joined, joined.skip(found.end()))
        elif found["trigraph"]:
            message = f"trigraph {found.group()}: C and C++ read it differently"
        elif found["control"]:
            message = f"control character U+{ord(found.group()):04X}"
        else:
            message = _judge_word(joined, found.group(), found.start(), found.end())
        if message:
            yield joined.refusal(message, found.start())


def _judge_directive(joined: _Joined, at: int) -> str:
    """Why the directive whose name starts at `at` is refused; empty when it is harmless."""
    if _LINE_MARKER.match(joined.text, at):
        return "line marker: it makes messages quote another file"
    name, behind = joined.word(at)
    match name:
        case "include" | "import":
            return _judge_header_name(joined, behind, f"#{name}")
        case "include_next" | "embed":
            return f"#{name} reaches outside the plan"
        case "line":
            return "#line makes messages quote another file"
        case "pragma":
            return _judge_pragma(_flat(joined, behind))
        case _:
            return ""


def _judge_header_name(joined: _Joined, at: int, what: str) -> str:
    """Why `"name"` or `<name>` at `at` is refused: not literal, absolute, upwards, or not closed on its line."""
    closing = {'"': '"', "<": ">"}.get(joined.text[at : at + 1])
    if not closing:
        return f"{what} of a computed name: only a literal name can be judged"
    line_end = joined.text.find("\n", at)
    end = joined.text.find(closing, at + 1, line_end if line_end >= 0 else len(joined.text))
    if end < 0:
        return f"{what} with an open name"
    name = joined.text[at + 1 : end]
    parts = re.split(r"[/\\]", name)
    if name.startswith(("/", "\\")) or re.match(r"[A-Za-z]:", name):
        return f"absolute {what} of {name}"
    if ".." in parts:
        return f"{what} of {name} leaves the folder"
    if "/*" in name or "//" in name or "\\" in name:
        return f"{what} of {name}: compilers disagree on what that names"
    return ""


def _judge_pragma(text: str) -> str:
    if _HARMLESS_PRAGMA.match(text):
        return ""
    return f"#pragma {' '.join(text.split()[:2])} is not one that a header needs"


def _judge_word(joined: _Joined, word: str, start: int, end: int) -> str:
    """Why `_Pragma`, `__has_include` or `asm` is refused; empty when it is harmless."""
    at = joined.skip(end)
    called = joined.text.startswith("(", at)
    if word == "_Pragma":
        literal = _LITERAL_ARGUMENT.match(joined.text, at)
        return _judge_pragma(literal.group(1)) if literal else "_Pragma of a computed text"
    if word.startswith("__has"):
        if called:
            return _judge_header_name(joined, joined.skip(at + 1), word)
        return "" if _ONLY_A_TEST.search(joined.text[max(0, start - 40) : start]) else f"{word} without a name"
    # `asm` as a member or part of a sentence in a comment is no statement; one with a string is.
    return "inline assembly: it can read files when it is assembled" if _is_assembly(joined, at) else ""


def _is_assembly(joined: _Joined, at: int) -> bool:
    while True:
        word, behind = joined.word(at)
        if word not in {"volatile", "__volatile__", "__volatile", "goto", "inline"}:
            break
        at = behind
    return joined.text[at : at + 1] in {"(", "{"}


def _flat(joined: _Joined, at: int) -> str:
    """The rest of a directive's line from `at`, each comment as one blank."""
    parts = []
    while at < len(joined.text) and joined.text[at] != "\n":
        stop = _COMMENT_OR_LINE_END.search(joined.text, at)
        until = stop.start() if stop else len(joined.text)
        parts.append(joined.text[at:until])
        at = joined.skip(until) if joined.text.startswith("/*", until) else until
        if len(parts) > 20:
            break
    return " ".join(parts)
