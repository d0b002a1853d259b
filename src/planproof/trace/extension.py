"""What the compiled module `planproof.trace._recorder` offers, for the type checker and for whoever reads on from here."""

from __future__ import annotations

from collections.abc import Callable
from types import CodeType
from typing import Protocol

__all__ = ["Extension"]


class Extension(Protocol):
    """The compiled module `planproof.trace._recorder`."""

    def begin(self, options: dict[str, object], describe: Callable[[CodeType, str], str | None]) -> None:
        """Begins to record this process."""

    def end(self) -> dict[str, object]:
        """Ends it; what became of the events."""

    def span_begin(self, name: str) -> None:
        """A span begins in the calling thread."""

    def span_end(self) -> None:
        """The calling thread's innermost span ends."""

    def mark(self, text: str) -> None:
        """A mark in the calling thread."""

    def read_chunks(self, path: str) -> list[tuple[dict[str, int], bytes]]:
        """The chunks of an event file: header fields, and the events."""
