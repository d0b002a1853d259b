"""Where every line of an imported plan went: nothing is dropped in silence.

source ── lines ── claimed by a part (task, story, diagram) ── moved
               └─ the rest, section by section ─────────────── kept, in IMPORTED_NOTES.md
a file without text, or one that couldn't be read ──────────── left out, with the reason
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum

import msgspec

from planproof.plan.foreign.boxes import sections_of
from planproof.plan.foreign.model import Source

__all__ = ["Account", "Entry", "Fate"]


class Fate(StrEnum):
    """What became of some lines."""

    MOVED = "moved"
    KEPT = "kept"
    LEFT_OUT = "left out"


class Entry(msgspec.Struct, frozen=True):
    """Some lines of one source, and what became of them.

    Attributes:
        first_line, last_line: from 1; both 0 for a file without lines.
        section: title of the section they stand in; empty before the first heading and in files without sections.
        target: the document and part that holds them now, `BACKLOGS.md: task 3`; empty when they were left out.
        reason: why they were left out, or what was done to them.
    """

    source: str
    first_line: int
    last_line: int
    section: str
    fate: Fate
    target: str
    reason: str = ""


class Account:
    """The lines of one source while they are handed out.

    Args:
        source: the file.
    """

    def __init__(self, source: Source) -> None:
        self.source = source
        self.lines = source.document.text.split("\n") if source.document.text else []
        self._taken: list[tuple[str, str] | None] = [None] * len(self.lines)

    def take(self, first_line: int, last_line: int, target: str, reason: str = "") -> list[str]:
        """Gives some lines to a part of the new documents; lines that have a place already are passed over.

        Returns:
            the lines that were given, as written.
        """
        given = []
        for number in range(max(first_line, 1) - 1, min(last_line, len(self.lines))):
            if self._taken[number] is None:
                self._taken[number] = (target, reason)
                given.append(self.lines[number])
        return given

    def left(self) -> Iterator[tuple[str, int, int, list[str]]]:
        """What no part has taken: title of the section, first and last line, and the lines; blank stretches are passed over."""
        titles = self._titles()
        start = 0
        while start < len(self.lines):
            end = start
            while end < len(self.lines) and self._taken[end] is None and titles[end] == titles[start]:
                end += 1
            chunk = self.lines[start:end]
            if any(line.strip() for line in chunk):
                first = next(number for number, line in enumerate(chunk) if line.strip())
                last = max(number for number, line in enumerate(chunk) if line.strip())
                yield titles[start], start + first + 1, start + last + 1, chunk[first : last + 1]
            start = max(end, start + 1)

    def entries(self, kept_in: str) -> Iterator[Entry]:
        """What became of every line that isn't blank, in order.

        Args:
            kept_in: name of the document that holds what no part has taken.
        """
        titles = self._titles()
        fates = [(Fate.MOVED, *taken) if taken else (Fate.KEPT, kept_in, "") for taken in self._taken]
        start = 0
        while start < len(self.lines):
            end = start
            while end < len(self.lines) and (fates[end], titles[end]) == (fates[start], titles[start]):
                end += 1
            if any(line.strip() for line in self.lines[start:end]):
                fate, target, reason = fates[start]
                yield Entry(self.source.path, start + 1, end, titles[start], fate, target, reason)
            start = end

    def _titles(self) -> list[str]:
        """The section that each line stands in."""
        titles = [""] * len(self.lines)
        for section, _ in sections_of(self.source.document):
            if section.title:
                titles[section.place.line - 1 : section.end_line] = [section.title] * (
                    section.end_line - section.place.line + 1
                )
        return titles[: len(self.lines)]
