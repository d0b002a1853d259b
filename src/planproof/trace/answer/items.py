"""An answer before it is cut: a frame that is always said, and items in the order they are shown and in the order they matter."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

__all__ = ["MOST_ITEMS", "Answer", "Item"]

MOST_ITEMS = 10_000  # more lines than the largest budget holds aren't laid out


class Item(msgspec.Struct, frozen=True, gc=False):
    """One line of an answer.

    Attributes:
        line: as text, without a line end; it begins with spaces or a word.
        data: the same as data.
        parent: place of the item it belongs under; -1 for none. A parent comes first in both orders.
    """

    line: str
    data: Mapping[str, object]
    parent: int = -1


class Answer(msgspec.Struct, frozen=True):
    """All that there is to say.

    Attributes:
        lines: said in any case,
        head: and the same as data.
        items: in the order in which they are shown.
        ranked: their places, what matters most first.
        beyond: calls that no item was made for, since there are more than any budget holds.
    """

    lines: tuple[str, ...]
    head: Mapping[str, object]
    items: tuple[Item, ...]
    ranked: tuple[int, ...]
    beyond: int = 0
