"""The shape of one Markdown document: sections and blocks, each with its place.

    Document ── sections (a tree) ── blocks (paragraph, item, code, table, comment)

Nothing here knows what a plan is; `plan.model` holds the meaning, `plan.markdown` makes these from bytes.
Lines and columns count from 1; a column counts characters (code points), not bytes, so that an editor lands there.
All of it is msgspec structs, not dataclasses: a tree of plans holds a hundred thousand of them, and a struct is made in a fifth
of the time. They hold no cycles, so the garbage collector needn't look at them.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator

import msgspec

__all__ = [
    "Block",
    "Cell",
    "CodeBlock",
    "Comment",
    "Document",
    "ListItem",
    "Paragraph",
    "Place",
    "ReadingProblem",
    "Section",
    "Table",
    "Text",
]


class Place(msgspec.Struct, frozen=True, gc=False):
    """A position in a document that a person can open.

    Attributes:
        path: file, relative to the project's root, with `/` between folders.
        line: from 1.
        column: from 1, in characters.
    """

    path: str
    line: int
    column: int = 1

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}"


class Text(msgspec.Struct, frozen=True, gc=False):
    """A piece of text that somebody wrote, and where. Markdown emphasis and code ticks are kept as written."""

    value: str
    place: Place


class Paragraph(msgspec.Struct, frozen=True, gc=False):
    """Running text; `text` is the source with its line breaks."""

    text: str
    place: Place


class ListItem(msgspec.Struct, frozen=True, gc=False):
    """One item of a list, without the blocks nested below it (those follow as blocks of their own).

    Attributes:
        text: source of the item's own text, marker and task box left out.
        checked: state of a task box (`[ ]`, `[x]`); None when there is no box.
        depth: 0 for an outermost item.
    """

    text: str
    place: Place
    checked: bool | None
    depth: int


class CodeBlock(msgspec.Struct, frozen=True, gc=False):
    """A fenced or indented code block.

    Attributes:
        language: first word of the info string in lower case; empty when there is none.
        info: the whole info string.
        content: the lines between the fences, without the indentation of a surrounding list.
        place: the opening fence.
        content_line: line of the first content line; content line n stands on `content_line + n`.
        content_column: column at which the content starts (more than 1 inside a list).
        closed: False when the document ends before the fence does.
    """

    language: str
    info: str
    content: str
    place: Place
    content_line: int
    content_column: int
    closed: bool


class Cell(msgspec.Struct, frozen=True, gc=False):
    """One table cell, source text without the surrounding spaces."""

    text: str
    place: Place


class Table(msgspec.Struct, frozen=True, gc=False):
    """A table; every row has exactly as many cells as the header (missing ones are empty)."""

    header: tuple[Cell, ...]
    rows: tuple[tuple[Cell, ...], ...]
    place: Place


class Comment(msgspec.Struct, frozen=True, gc=False):
    """An HTML comment, `text` without `<!--` and `-->`."""

    text: str
    place: Place
    end_line: int


Block = Paragraph | ListItem | CodeBlock | Table | Comment


class Section(msgspec.Struct, frozen=True, gc=False):
    """A heading and everything up to the next heading of its level or above.

    Attributes:
        title: text of the heading as written; empty for what stands before the first heading.
        key: canonical name from `plan.sections` (`goal`, `tasks`, …); empty when the title is not known.
        level: 1 to 6; 0 for what stands before the first heading.
        end_line: last line of the section, its subsections included.
        blocks: blocks of its own, in order, subsections' not included.
    """

    title: str
    key: str
    level: int
    place: Place
    end_line: int
    blocks: tuple[Block, ...]
    subsections: tuple[Section, ...]

    def walk(self) -> Iterator[Section]:
        """This section and all below it, in document order."""
        waiting = [self]  # no recursion: generators in generators would cost their depth at each step
        while waiting:
            section = waiting.pop()
            yield section
            waiting += section.subsections[::-1]

    def all_blocks(self) -> Iterator[Block]:
        """The blocks of this section and of all below it, in document order."""
        for section in self.walk():
            yield from section.blocks


class ReadingProblem(msgspec.Struct, frozen=True, gc=False):
    """Something the reader could not take as it stands; rule PP100 turns it into a finding.

    Attributes:
        slug: `binary`, `empty`, `too-large`, `not-utf8`, `mojibake`, `open-fence`, `too-deep` (nesting, or more
            blocks or table cells than are taken), `flattened-code`, `unreadable`.
        message: one line, what is wrong and what was done about it.
    """

    slug: str
    message: str
    place: Place


class Document(msgspec.Struct, frozen=True, gc=False):
    """One Markdown file as read.

    Attributes:
        path: relative to the project's root.
        kind: `TECH_DESIGN`, `TEST_PLAN`, `BACKLOGS`, `ITERATION`, `README`; empty for any other file.
        text: the source after decoding, line ends as `\\n`.
        sections: the outermost sections in order.
        digest: SHA-256 of the bytes on disk, hex.
    """

    path: str
    kind: str
    text: str
    sections: tuple[Section, ...]
    problems: tuple[ReadingProblem, ...]
    digest: str

    def walk(self) -> Iterator[Section]:
        """Every section in document order."""
        return iter(self.all_sections())

    def all_sections(self) -> tuple[Section, ...]:
        """What `walk` goes through; kept for the latest few documents, since a score of readers and rules ask for it."""
        for document, sections in _latest_walked:
            if document is self:
                return sections
        walked = tuple([section for top in self.sections for section in top.walk()])
        _latest_walked.appendleft((self, walked))
        return walked

    def find(self, key: str) -> Section | None:
        """The first section with that canonical key."""
        return next((section for section in self.walk() if section.key == key), None)

    def lines(self) -> list[str]:
        """The source line by line; line n is at index n - 1."""
        return self.text.split("\n")


_latest_walked: deque[tuple[Document, tuple[Section, ...]]] = deque(maxlen=4)
