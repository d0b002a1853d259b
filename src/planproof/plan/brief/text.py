"""A brief as Markdown for a person or an agent, and as data for `--json`; both say what was left out and how to get it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

from planproof.plan.brief.items import quoted
from planproof.plan.brief.model import BriefSection, BriefTask, Item
from planproof.plan.document import Place

__all__ = ["Selection", "brief_data", "brief_text"]

_WORDS_MAX_BYTES = 120
_NOTES_SHOWN = 3


class Selection(msgspec.Struct, frozen=True):
    """A cut through the sections of a brief.

    Attributes:
        sections: all of them, the most important first.
        taken: for each how many of its items are in.
        tokens: for each the cost of each of its items.
        whole_tokens: a budget that all of it fits into.
        short: only say how much was left out, not what: for a budget that holds nothing else.
        skipped: for each how many of its items stand on an earlier page; empty on the first.
    """

    sections: tuple[BriefSection, ...]
    taken: tuple[int, ...]
    tokens: tuple[tuple[int, ...], ...]
    whole_tokens: int
    short: bool = False
    skipped: tuple[int, ...] = ()

    @property
    def firsts(self) -> tuple[int, ...]:
        """For each section the number of the item that it begins with here."""
        return self.skipped or (0,) * len(self.taken)


def brief_text(brief: BriefTask, selection: Selection, whole: str | None = None) -> str:
    """The Markdown of a brief, with a line break at its end.

    Args:
        brief: what it is about.
        selection: what of it is shown.
        whole: a sentence on how to have all of it; by default the command line's. A short text then leaves all that to the caller.
    """
    lines = _head(brief)[: 1 if selection.short else None]
    parts = zip(selection.sections, selection.firsts, selection.taken, selection.tokens, strict=True)
    for section, first, taken, tokens in parts:
        if taken > first:
            lines += ["", f"## {section.title}", ""]
            lines += section_lines(section.items[first:taken])
            if taken < len(section.items):
                lines += [f"… {sum(tokens[taken:])} tokens more: {_short(section.items[taken].place)}"]
    left = [] if selection.short and whole is not None else _left_out(selection)
    if left:
        how = f" `{_whole_command(brief, selection)}` gives all of it." if whole is None else whole
        lines += ["", f"Left out: {_left_text(selection, left)}.{how}"]
    return "\n".join(lines) + "\n"


def brief_data(brief: BriefTask, selection: Selection) -> dict[str, Any]:
    """The same for the JSON document."""
    task = brief.task
    sections = [
        {"key": section.key, "title": section.title, "text": "\n".join(section_lines(section.items[first:taken]))}
        for section, first, taken in zip(selection.sections, selection.firsts, selection.taken, strict=True)
        if taken > first
    ]
    left = [
        {"section": section.key, "tokens": tokens, "place": place} for section, tokens, place, _ in _left_out(selection)
    ]
    more: dict[str, Any] = {"leftOut": left, "wholeTokens": selection.whole_tokens}
    if selection.short:
        more = {"leftOut": len(left), "wholeTokens": selection.whole_tokens}
    notes = [] if selection.short else _notes(brief)
    about = {"id": task.id, "name": _words(task.name), "status": brief.status, "place": _short(task.place)}
    return {"task": about, "folder": _words(brief.plan.folder), "notes": notes, "sections": sections, **more}


def section_lines(items: Sequence[Item]) -> list[str]:
    """The lines of some items; those of one code block share a fence."""
    lines: list[str] = []
    fence, block = "", 0
    for item in items:
        if fence and (item.language is None or item.block != block):
            lines.append(fence)
            fence = ""
        if item.language is not None and not fence:
            fence, block = _fence(items, item), item.block
            lines.append(fence + item.language)
        lines += item.text.split("\n")
    return [*lines, fence] if fence else lines


def _fence(items: Sequence[Item], first: Item) -> str:
    """More back ticks than stand at the beginning of a line of the code."""
    fence = "```"
    block = [item.text for item in items if item.language is not None and item.block == first.block]
    while any(line.lstrip().startswith(fence) for text in block for line in text.split("\n")):
        fence += "`"
    return fence


def _head(brief: BriefTask) -> list[str]:
    task = brief.task
    facts = [text.value for text in (task.type, task.estimate) if text]
    if task.priority:
        facts.insert(1, f"priority {task.priority.value}")
    said = "".join(f", {_words(fact)}" for fact in facts)
    where = f"Planned in {_words(brief.plan.folder)}, {_short(task.place)}{said}."
    return [
        f"# {task.id} {_words(task.name)} ({brief.status})",
        "",
        where,
        *(f"Note: {note}" for note in _notes(brief)),
    ]


def _notes(brief: BriefTask) -> list[str]:
    more = len(brief.notes) - _NOTES_SHOWN
    shown = [_words(note) for note in brief.notes[:_NOTES_SHOWN]]
    return [*shown, f"{more} more notes"] if more > 0 else shown


def _left_out(selection: Selection) -> list[tuple[BriefSection, int, str, bool]]:
    """Section, tokens left out, where they stand, and whether part of it is in."""
    found = []
    for section, taken, tokens in zip(selection.sections, selection.taken, selection.tokens, strict=True):
        if taken < len(section.items):
            found.append((section, sum(tokens[taken:]), _short(section.items[taken].place), taken > 0))
    return found


def _left_text(selection: Selection, left: Sequence[tuple[BriefSection, int, str, bool]]) -> str:
    if selection.short:
        return f"{sum(tokens for _, tokens, _, _ in left)} tokens of {len(left)} sections"
    named = (f"{section.key} {tokens}" + (f" ({place})" if place else "") for section, tokens, place, _ in left)
    return ", ".join(named)


def _whole_command(brief: BriefTask, selection: Selection) -> str:
    return f"planproof brief {brief.task.id} --budget {selection.whole_tokens}"


def _short(place: Place | None) -> str:
    """`BACKLOGS.md:40`: the folder stands in the head."""
    return f"{_words(place.path.rpartition('/')[2])}:{place.line}" if place else ""


def _words(text: str) -> str:
    """A name or note on one line, not longer than it has to be."""
    line = quoted(" ".join(text[: 4 * _WORDS_MAX_BYTES].split()))
    data = line.encode("utf-8", "backslashreplace")
    if len(data) <= _WORDS_MAX_BYTES:
        return line
    return data[:_WORDS_MAX_BYTES].decode("utf-8", "ignore") + "…"
