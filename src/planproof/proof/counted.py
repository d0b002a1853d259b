"""A number with the noun it counts, in the right number: `1 test`, `3 tests`, `2 processes`."""

from __future__ import annotations

__all__ = ["counted"]


def counted(count: int, one: str, many: str = "") -> str:
    """The number and its noun.

    Args:
        count: how many.
        one: the words behind a 1.
        many: the words behind any other number; `one` with an s when not given.
    """
    return f"{count} {one if count == 1 else many or one + 's'}"
