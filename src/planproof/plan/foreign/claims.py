"""What a document says of progress beside its boxes: status lines, headings, counts, front matter, progress tables.

**Status**: Complete                     speaks of all tasks of the document, or of its section
## Phase 2: Store ✅                     speaks of the tasks in that section
25/25 tasks complete                     speaks of all of them
| T003 | … | ✅ Done |                   speaks of that task
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from planproof.plan.document import Block, Document, ListItem, Paragraph, Place, Section, Table
from planproof.plan.foreign.boxes import sections_of
from planproof.plan.foreign.model import Claim, ForeignTask, State
from planproof.plan.foreign.words import state_of_words

__all__ = ["claims_of", "is_progress_title"]

_STATUS = re.compile(
    r"^[ \t>*_-]*(?:Overall |Current |Implementation )?Status\**[ \t]*:[ \t]*\**[ \t]*(.+)$", re.I | re.M
)
_FRONT_STATUS = re.compile(r"^status[ \t]*:[ \t]*(.+)$", re.IGNORECASE | re.MULTILINE)
_COUNT = re.compile(
    r"\b(\d+)[ \t]*(?:/|of)[ \t]*(\d+)[ \t]+tasks?(?: are| were)?[ \t]+(?:complete|done|finished)", re.I
)
_HEADING_END = re.compile(r"(?:[(\[]([^()\[\]]{1,40})[)\]]|\s[—–-]\s+([^—–:]{1,40}))\s*$")
_PROGRESS = re.compile(r"\b(?:progress|status|summary|overview|tracking|tracker|dashboard)\b", re.IGNORECASE)
_DOCUMENT_WORDS = re.compile(r"draft|propos|review|approved|ready|active", re.IGNORECASE)


def is_progress_title(titles: Sequence[str]) -> bool:
    """Whether the innermost of the titles is that of a list that repeats tasks to show how far they are."""
    return bool(titles and _PROGRESS.search(titles[-1]))


def claims_of(
    document: Document, tasks: Sequence[ForeignTask], sections: dict[str, tuple[str, ...]]
) -> Iterator[Claim]:
    """The claims of one document.

    Args:
        tasks: those that the document's status may speak of: its own, or the whole plan's.
        sections: titles around each task, by its key; a task of another document has none here.
    """
    everything = tuple(task.key for task in tasks)
    yield from _front_matter(document, everything)
    by_id = {task.id: task for task in tasks if task.id}
    parts = [section for section in document.sections if section.level == 1]
    for section, titles in sections_of(document):
        is_top = section.level == 0 or parts == [section]  # with several first-level headings each speaks for itself
        inside = (
            everything if is_top else tuple(key for key in everything if sections.get(key, ())[: len(titles)] == titles)
        )
        if not is_top:
            yield from _of_heading(section, inside)
        statuses = [claim for block in section.blocks for claim in _statuses(block, inside)]
        # Several status lines in one section speak of things that only their authors can tell apart.
        yield from statuses if len(statuses) == 1 else ()
        for block in section.blocks:
            yield from _counts(block, everything)
            if isinstance(block, Table):
                yield from _of_table(block, by_id)


def _front_matter(document: Document, everything: tuple[str, ...]) -> Iterator[Claim]:
    if not document.text.startswith("---\n"):
        return
    head = document.text[: document.text.find("\n---", 4)]
    found = _FRONT_STATUS.search(head)
    if found and (state := state_of_words(found[1])) is not State.UNSTATED:
        place = Place(document.path, head.count("\n", 0, found.start()) + 1)
        yield Claim(state, found[1].strip(), everything, "status", place, not _DOCUMENT_WORDS.search(found[1]))


def _of_heading(section: Section, inside: tuple[str, ...]) -> Iterator[Claim]:
    title = section.title
    ending = _HEADING_END.search(title)
    words = (ending[1] or ending[2]) if ending else ""
    marked = title[:1] in "✅☑✔" or title.rstrip()[-1:] in "✅☑✔" or title.endswith("[x]")
    if marked or (words and state_of_words(words) is State.DONE):
        yield Claim(State.DONE, title, inside, "heading", section.place)


def _statuses(block: Block, inside: tuple[str, ...]) -> Iterator[Claim]:
    """Status lines of a paragraph or an outermost list item; what is nested speaks of the item around it alone."""
    if not isinstance(block, Paragraph | ListItem) or _is_nested(block):
        return
    for found in _STATUS.finditer(block.text):
        state = state_of_words(found[1])
        if state is not State.UNSTATED:
            place = Place(block.place.path, block.place.line + block.text.count("\n", 0, found.start(1)))
            words = found[1].strip().strip("*").strip()
            yield Claim(state, words, inside, "status", place, not _DOCUMENT_WORDS.search(words))


def _is_nested(block: Paragraph | ListItem) -> bool:
    if isinstance(block, ListItem):
        return block.depth > 0 or block.checked is not None
    return block.place.column > 1


def _counts(block: Block, everything: tuple[str, ...]) -> Iterator[Claim]:
    """`12/12 tasks complete`, where the document holds twelve: another number speaks of a part of it."""
    if isinstance(block, Paragraph | ListItem):
        for found in _COUNT.finditer(block.text):
            if found[1] == found[2] == str(len(everything)):
                place = Place(block.place.path, block.place.line + block.text.count("\n", 0, found.start()))
                yield Claim(State.DONE, found.group(), everything, "count", place)


def _of_table(table: Table, by_id: dict[str, ForeignTask]) -> Iterator[Claim]:
    """A table with a column Status and ids of tasks in another."""
    names = [cell.text.strip("*_` ").lower() for cell in table.header]
    column = next(
        (number for number, name in enumerate(names) if name in ("status", "state", "done", "progress")), None
    )
    if column is None:
        return
    for row in table.rows:
        state = state_of_words(row[column].text)
        named = [by_id[word] for cell in row[:2] if (word := cell.text.strip("*_` ")) in by_id]
        if state is not State.UNSTATED and len(named) == 1:
            yield Claim(state, row[column].text, (named[0].key,), "progress list", row[column].place)
