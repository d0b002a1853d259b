"""Task boxes of a list, and the edit that clears one."""

from __future__ import annotations

from planproof.plan.document import Place
from planproof.plan.late_pattern import late_pattern
from planproof.plan.outline import Outline
from planproof.plan.rule import Edit

__all__ = ["unticked"]

_TICKED = late_pattern(r"^[ \t>]*(?:[-*+]|\d{1,9}[.)])[ \t]+(\[[xX]\])")


def unticked(outline: Outline, place: Place) -> tuple[Edit, ...]:
    """The edit that clears the ticked box of the list item on the line of a place; none when its line holds no such box."""
    match = _TICKED.match(outline.lines[place.line - 1])
    return (Edit(Place(place.path, place.line, match.start(1) + 1), match[1], "[ ]"),) if match else ()
