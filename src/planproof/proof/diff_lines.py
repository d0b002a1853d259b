"""Reads which lines are new out of git's unified diff with no context (`git diff -U0`).

rename to docs/b.md              the file, also where nothing but its name changed
+++ b/docs/b.md                  (in quotes with C escapes when the name has control characters or quotes)
@@ -3 +3,2 @@                    lines 3 and 4 are new
@@ -9,2 +9,0 @@                  two lines are gone behind line 9
"""

from __future__ import annotations

import os
import re

__all__ = ["changed_lines_of_diff"]

_HUNK = re.compile(rb"@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@")
_ESCAPE = re.compile(rb'\\([0-7]{3}|[abtnvfr"\\])')
_ESCAPED = {
    b"a": b"\a",
    b"b": b"\b",
    b"t": b"\t",
    b"n": b"\n",
    b"v": b"\v",
    b"f": b"\f",
    b"r": b"\r",
    b'"': b'"',
    b"\\": b"\\",
}


def changed_lines_of_diff(diff: bytes) -> dict[str, tuple[tuple[int, int], ...]]:
    """Path -> ranges of lines (first, last; from 1) in the new file; deleted files are left out.

    Args:
        diff: with the prefixes `a/` and `b/`.
    """
    found: dict[str, list[tuple[int, int]]] = {}
    ranges: list[tuple[int, int]] = []
    skip = 0  # lines of a hunk's body that are still to come: they may look like anything
    for line in diff.split(b"\n"):
        if skip and line[:1] in (b"+", b"-"):
            skip -= 1
        elif line.startswith(b"@@ "):
            hunk = _HUNK.match(line)
            if hunk:
                removed, first, count = (int(hunk[2] or 1), int(hunk[3]), int(hunk[4] or 1))
                ranges.append((first, first + count - 1) if count else (max(first, 1), first + 1))
                skip = removed + count
        elif line.startswith(b"diff --git "):
            ranges = []
        elif line.startswith((b"+++ ", b"rename to ")):
            name = _name(line.partition(b" ")[2] if line.startswith(b"+++") else b"b/" + line[len(b"rename to ") :])
            if name:
                ranges = found.setdefault(name, [])
    return {path: tuple(lines) for path, lines in found.items()}


def _name(written: bytes) -> str:
    """A path as git writes it, without its prefix; empty for `/dev/null`."""
    written = written.removesuffix(b"\t")
    if written.startswith(b'b/"'):  # `rename to "…"`, put behind our prefix
        written = b'"b/' + written[3:]
    if written.startswith(b'"') and written.endswith(b'"'):
        written = _ESCAPE.sub(_unescaped, written[1:-1])
    return os.fsdecode(written[2:]) if written.startswith(b"b/") else ""


def _unescaped(match: re.Match[bytes]) -> bytes:
    code = match[1]
    return _ESCAPED[code] if code in _ESCAPED else bytes([int(code, 8) & 0xFF])
