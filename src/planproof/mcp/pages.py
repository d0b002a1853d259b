"""What a tool has to say, as items that can be cut after any of them.

Hosts hand their model either the text or the structured form of a reply, seldom both, so each form says everything.
`planproof.mcp.budget` finds the longest cut of which both forms fit; `planproof.mcp.kinds` has the kinds of pages.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

__all__ = ["Pages"]


class Pages(Protocol):
    """What a tool has to say, cut after any of its items."""

    def count(self) -> int:
        """How many items there are."""

    def data(self, start: int, stop: int) -> Mapping[str, object]:
        """The structured form with the items from `start` up to `stop`."""

    def text(self, start: int, stop: int) -> str:
        """The same as text, without what was left out."""

    def left(self, stop: int) -> tuple[int, str]:
        """How much is left out from `stop` on, and of what: `(12, "findings")`."""

    def then(self) -> str:
        """The step that comes next, one line; empty when the reply is the end of it."""

    def identity(self) -> Sequence[object]:
        """Everything by which this answer is told from another one, as JSON can write it."""

    def shortened(self, length: int) -> Pages:
        """The same with every text of its items cut to so many characters.

        Raises:
            UsageError: its items can't be cut; says which budget is needed.
        """
