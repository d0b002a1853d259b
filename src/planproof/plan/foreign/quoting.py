"""Imported words inside our own documents: quoted so that nothing in them is read as ours.

A heading, a field or a marker in somebody's text must not become a part of the plan, and a fence in it must not end ours.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

__all__ = ["fenced", "plain_line"]

_TICKS = re.compile(r"^\s*(`{3,})", re.MULTILINE)


def fenced(lines: Sequence[str], language: str) -> str:
    """Lines as a code block whose fence is longer than any inside, and which no line can end."""
    longest = max((len(ticks) for ticks in _TICKS.findall("\n".join(lines))), default=2)
    fence = "`" * max(3, longest + 1)
    return "\n".join([f"{fence}{language}", *lines, fence])


def plain_line(text: str) -> str:
    """Text on one line without what would make it a field, a comment, raw HTML or a closed heading."""
    line = " ".join(text.replace("**", "").replace("<!--", "").replace("-->", "").split())
    return re.sub(r"\s+#+$", "", line)
