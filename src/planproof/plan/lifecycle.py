"""Status words that somebody typed: in task headings, in the progress section, and in `Status:` lines.

    planned       Planned, Todo, Not Started, Pending, 📋
    in progress   In Progress, Started, Doing, 🔄
    complete      Complete, Completed, Done, Finished, ✅
    blocked       Blocked, On Hold, Deferred, Cancelled, ❌

What stands between planproof's own markers is not typed by anybody and left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

import msgspec

from planproof.plan.document import Document, Place
from planproof.plan.late_pattern import late_pattern
from planproof.plan.outline import Outline, outline_of

__all__ = ["TypedStatus", "typed_statuses", "without_status"]

_WORDS = {
    "planned": ("planned", "to do", "todo", "not started", "pending", "open"),
    "in progress": ("in progress", "started", "ongoing", "doing", "wip"),
    "complete": ("complete", "completed", "done", "finished", "closed", "shipped"),
    "blocked": ("blocked", "on hold", "deferred", "cancelled", "canceled"),
}
_SIGNS = {
    "planned": ("📋", "ðŸ“‹", "⬜"),
    "in progress": ("🔄", "ðŸ”„", "🚧", "⏳", "🟡"),
    "complete": ("✅", "âœ…", "☑", "✔", "🟢", "🎉"),
    "blocked": ("❌", "🔴", "⛔", "🚫"),
}
_STATE = {text: state for table in (_WORDS, _SIGNS) for state, texts in table.items() for text in texts}
_WORD = "|".join(sorted((re.escape(w) for words in _WORDS.values() for w in words), key=len, reverse=True))
_SIGN = "|".join(re.escape(sign) for signs in _SIGNS.values() for sign in signs)
_ASCII = tuple(word for words in _WORDS.values() for word in words)
# A sign, a sign with its word, or a word that is set off from the text before it.
_TYPED = late_pattern(
    rf"(?P<sign>{_SIGN})\ufe0f?(?:[ *]*(?P<signed>{_WORD})\b)?|(?:[-–—:(\[|]|^)[ *]*(?P<word>{_WORD})\b(?=[ *)\].|]*(?:$|\|))",
    re.IGNORECASE,
)
_NOT_ASCII = late_pattern(r"[^\x00-\x7f]")
_SET_OFF = " *-:([|"  # what stands between a status and the text before it
_STATUS_LINE = late_pattern(r"[ \t>*-]{0,8}status\b[ *]{0,4}:", re.IGNORECASE)


class TypedStatus(msgspec.Struct, frozen=True):
    """One status that somebody typed.

    Attributes:
        text: as written, `✅ Complete`.
        word: in lower case, `complete`; the sign where there is no word.
        state: `planned`, `in progress`, `complete` or `blocked`.
        legend: True where a legend lists the words; that is no claim.
    """

    text: str
    word: str
    state: str
    legend: bool
    place: Place


def typed_statuses(document: Document) -> tuple[TypedStatus, ...]:
    """Every status typed in a document, in order."""
    return _typed_in(outline_of(document))


@lru_cache(maxsize=8)
def _typed_in(outline: Outline) -> tuple[TypedStatus, ...]:
    lines = set(_status_lines(outline))
    for section in outline.headings:
        if section.key == "tasks":
            lines.update(part.place.line for part in section.subsections)
        elif section.key == "progress":
            lines.update(range(section.place.line + 1, section.end_line + 1))
    return tuple(status for line in sorted(lines) for status in _on_line(outline, line))


def without_status(name: str) -> str:
    """The text of a list's item without the status at its end: `Shorten - 📋 Planned` gives `Shorten`."""
    for match in _TYPED.finditer(name):
        return name[: match.start()].rstrip(" \t–—-|:([")
    return name.strip()


def _status_lines(outline: Outline) -> Iterator[int]:
    """The lines of running text that say `Status: …`."""
    at = outline.ascii.find(b"status")
    while at >= 0:
        line = outline.line(at)
        if _STATUS_LINE.match(outline.lines[line - 1]) and outline.is_prose(at):
            yield line
        at = outline.ascii.find(b"status", at + 1)


def _first_candidate(text: str, lowered: str) -> int:
    """From where on a line can hold a status: what comes before a sign needn't be looked at unless it has one of the words."""
    sign = None if text.isascii() else _NOT_ASCII.search(text)
    if any(word in (lowered[: sign.start()] if sign else lowered) for word in _ASCII):
        return 0
    return len(text[: sign.start()].rstrip(_SET_OFF)) if sign else -1


def _on_line(outline: Outline, line: int) -> Iterator[TypedStatus]:
    text = outline.lines[line - 1] if line <= len(outline.lines) else ""
    lowered = text.lower()
    first = _first_candidate(text, lowered)
    if first < 0:
        return
    start = outline.offset(line)
    matches = list(_TYPED.finditer(text, first))
    legend = len(matches) > 2 or "legend" in lowered
    for match in matches:
        offset = start + match.start()
        if outline.code_at(offset) or outline.is_hidden(offset):
            continue
        word = (match["signed"] or match["word"] or match["sign"]).lower()
        at = match.start("word") if match["word"] else match.start()
        state = _STATE.get(word) or _STATE[match["sign"]]
        written = match.group()[at - match.start() :]
        yield TypedStatus(written.strip(" *"), word, state, legend, Place(outline.document.path, line, at + 1))
