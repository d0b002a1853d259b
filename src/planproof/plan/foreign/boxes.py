"""Task boxes of a Markdown document: what is ticked, what stands below each, in which section.

## 1. Store                       section "1. Store"
- [x] 1.1 Create `src/store.py`   box, depth 0
  - keep it small                 belongs to the box above
  - [ ] write the index           box, depth 1, part of the box above
- [ ]* 1.2 Tests                  optional (Kiro): owed by nobody
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

import msgspec

from planproof.plan.document import Block, CodeBlock, Document, ListItem, Paragraph, Place, Section
from planproof.plan.foreign.model import State

__all__ = ["Box", "boxes_of", "closing_line", "sections_of"]

_ODD_BOX = re.compile(r"\[([ xX~/-])\](\*?)\s*")


class Box(msgspec.Struct, frozen=True, gc=False):
    """One task box with all that stands below it.

    Attributes:
        text: its own words, without the box.
        mark: as written: `[x]`, `[ ]*`.
        sections: titles of the sections around it, the outermost first.
        depth: of its list.
        below: blocks that belong to it, those of boxes inside it left out.
        number: how many boxes stand before it in the document.
        parent: number of the box it stands in; -1 for an outermost one.
    """

    text: str
    mark: str
    state: State
    sections: tuple[str, ...]
    depth: int
    place: Place
    end_line: int
    below: tuple[Block, ...]
    number: int
    parent: int

    @property
    def whole(self) -> str:
        """Its own words and those of everything below it but code."""
        parts = [self.text, *(block.text for block in self.below if isinstance(block, ListItem | Paragraph))]
        return "\n".join(parts)

    @property
    def code(self) -> tuple[CodeBlock, ...]:
        """The code blocks below it."""
        return tuple(block for block in self.below if isinstance(block, CodeBlock))


def closing_line(block: CodeBlock) -> int:
    """The line of the fence that closes a code block, or its last line when nothing does."""
    lines_count = block.content.count("\n") + 1 if block.content else 0
    return block.content_line + lines_count - (not block.closed)


def sections_of(document: Document) -> Iterator[tuple[Section, tuple[str, ...]]]:
    """Every section in document order, with the titles around it (its own last)."""

    def walk(section: Section, above: tuple[str, ...]) -> Iterator[tuple[Section, tuple[str, ...]]]:
        titles = (*above, section.title) if section.title else above
        yield section, titles
        for inner in section.subsections:
            yield from walk(inner, titles)

    for section in document.sections:
        yield from walk(section, ())


def boxes_of(document: Document) -> list[Box]:
    """The task boxes of a document in order."""
    boxes: list[Box] = []
    for section, titles in sections_of(document):
        boxes += _boxes_in(section.blocks, titles, len(boxes))
    return boxes


def _boxes_in(blocks: Iterable[Block], titles: tuple[str, ...], first: int) -> list[Box]:
    opened: list[tuple[ListItem, str, State, str, list[Block], int, int]] = []
    around: list[tuple[int, int]] = []  # depth and number of the boxes that the next item may stand in
    inside = -1  # index of the box that plain blocks belong to
    for block in blocks:
        if isinstance(block, ListItem):
            around = [each for each in around if each[0] < block.depth]
            mark, state, text = _read(block)
            if mark:
                parent = around[-1][1] if around else -1
                opened.append((block, mark, state, text, [], first + len(opened), parent))
                around.append((block.depth, first + len(opened) - 1))
                inside = len(opened) - 1
                continue
            inside = around[-1][1] - first if around else -1
        else:
            while inside >= 0 and not _is_indented(block, opened[inside][0]):
                inside = opened[inside][6] - first if opened[inside][6] >= first else -1
        if inside >= 0:
            opened[inside][4].append(block)
    return [
        Box(text, mark, state, titles, item.depth, item.place, _last_line(item, below), tuple(below), number, parent)
        for item, mark, state, text, below, number, parent in opened
    ]


def _read(item: ListItem) -> tuple[str, State, str]:
    """Mark, state and words of a box; an empty mark for an item without one."""
    if item.checked is not None:
        return ("[x]", State.DONE, item.text) if item.checked else ("[ ]", State.OPEN, item.text)
    odd = _ODD_BOX.match(item.text)
    if not odd:
        return "", State.UNSTATED, item.text
    state = State.DONE if odd[1] in "xX" else State.DROPPED if odd[2] else State.OPEN
    return odd.group().strip(), state, item.text[odd.end() :]


def _is_indented(block: Block, item: ListItem) -> bool:
    """Whether a block that is no item belongs to one: it starts right of the item's list marker."""
    return block.place.column > 2 * item.depth + 1 and block.place.column > 1


def _last_line(item: ListItem, below: list[Block]) -> int:
    last = item.place.line + item.text.count("\n")
    for block in below:
        if isinstance(block, CodeBlock):
            last = max(last, closing_line(block))
        elif isinstance(block, ListItem | Paragraph):
            last = max(last, block.place.line + block.text.count("\n"))
        else:
            last = max(last, block.place.line)
    return last
