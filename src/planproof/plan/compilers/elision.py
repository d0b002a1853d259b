"""Finds bodies that an interface leaves out with `{ ... }`, so that one rule names them and the others keep quiet there."""

from __future__ import annotations

import re
from collections.abc import Callable

from msgspec.structs import replace

from planproof.plan.compilers import Diagnostic
from planproof.plan.late_pattern import late_pattern
from planproof.plan.model import Interface

__all__ = ["elisions", "emptied", "without_elisions"]

_ELIDED = late_pattern(r"\{\s*+(?://[^\n]*+\s*+|/\*\s*+)?+(?:\.\.\.|…)\s*+(?:\*/\s*+)?+\}")


def elisions(interface: Interface) -> list[tuple[int, int]]:
    """Line and column in the document of every `{ ... }` of a block, also `{ /* ... */ }` and `{ … }`."""
    code, text = interface.code, interface.code.content
    found, line, line_start, counted = [], 0, 0, 0
    for match in _ELIDED.finditer(text):
        line += text.count("\n", counted, match.start())
        line_start = max(line_start, text.rfind("\n", counted, match.start()) + 1)
        counted = match.start()
        found.append((code.content_line + line, code.content_column + match.start() - line_start))
    return found


def emptied(text: str) -> str:
    """The text with every `{ ... }` as an empty body, everything else at its place."""
    return _ELIDED.sub(lambda match: "{" + re.sub(r"[^\n]", " ", match.group()[1:-1]) + "}", text)


def without_elisions(ask: Callable[[Interface], list[Diagnostic]]) -> Callable[[Interface], list[Diagnostic]]:
    """A parser that is shown every `{ ... }` as an empty body, with the places of everything else unchanged."""

    def ask_without(interface: Interface) -> list[Diagnostic]:
        content = emptied(interface.code.content)
        if content == interface.code.content:
            return ask(interface)
        return ask(replace(interface, code=replace(interface.code, content=content)))

    return ask_without
