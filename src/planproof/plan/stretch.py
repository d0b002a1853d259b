"""Text with `...` in it: each `...` stands for any stretch, also an empty one; everything else is meant literally.

    Created link ... for ada        fits    Created link x7Gq for ada

Decided from left to right in linear time: no pattern that a plan can hold makes it slow.
"""

from __future__ import annotations

__all__ = ["STRETCH", "fits_stretch"]

STRETCH = "..."


def fits_stretch(pattern: str, text: str) -> bool:
    """Whether the whole text fits the pattern; a pattern without `...` must equal it."""
    first, *parts = pattern.split(STRETCH)
    if not parts:
        return first == text
    last = parts.pop()
    if len(text) < len(first) + len(last) or not text.startswith(first) or not text.endswith(last):
        return False
    position, end = len(first), len(text) - len(last)
    for part in parts:
        # The leftmost place is always the best one: it leaves the most text for the parts that follow.
        found = text.find(part, position, end)
        if found < 0:
            return False
        position = found + len(part)
    return True
