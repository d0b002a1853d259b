"""One pass over pyromark's events: which blocks a text has, and from which character to which.

pyromark is shown a stand-in of the text, as long as the text and with the same blocks, that is quicker to read:

- every character that isn't ASCII is one `?`: block structure depends on ASCII alone, and so pyromark's byte ranges are
  character ranges of the real text, which is what a column counts;
- `|`, code ticks and `**` are letters: they mean something inside a block only. Tables are paragraphs here, `plan.blocks`
  finds their cells; that spares three events a cell, two thirds of all events in a tree of test plans.

A block's start event says where it ends, too, so end events are passed over, and what a start can do without isn't called
for it; that keeps the loop short, and the loop is what reading a tree of plans costs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import msgspec
import pyromark

from planproof.plan.late_pattern import late_pattern

if TYPE_CHECKING:
    from pyromark.event import Range

__all__ = ["BLOCK_LIMIT", "DEPTH_LIMIT", "RawBlock", "Scan", "scan"]

DEPTH_LIMIT = 100
BLOCK_LIMIT = 500_000

_FRONT_MATTER = late_pattern(
    rb"---[ \t]*\n(?:(?!(?:---|\.\.\.)[ \t]*$).*\n)*(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.MULTILINE
)
_NOT_LINE_END = late_pattern(rb"[^\n]")
_BLOCKS = frozenset(("List", "BlockQuote", "Paragraph", "Item", "Heading", "CodeBlock", "HtmlBlock"))
_LETTERS = bytes.maketrans(b"|`\0", b"xx`")  # a fence is kept as three NULs on the way
_PARSER = pyromark.Markdown(options=pyromark.Options.ENABLE_TASKLISTS)


class RawBlock(msgspec.Struct, gc=False):
    """A block as ranges of characters.

    Attributes:
        kind: `Heading`, `Paragraph`, `Item`, `CodeBlock`, `HtmlBlock` or `Comment`.
        start, end: of the whole block; an item's end is that of its own text.
        level: of a heading, 1 to 6; of an item, the lists around it (0 for an outermost one).
        checked: task box of an item; None without one.
        fenced: False for an indented code block.
        pieces: of a code block: ranges of its content, each with pyromark's text of it (letters stand in, as above).
    """

    kind: str
    start: int
    end: int
    level: int = 0
    checked: bool | None = None
    fenced: bool = True
    pieces: list[tuple[int, int, str]] = []


class Scan(msgspec.Struct):
    """The blocks of a text in order of their start; `cut_at` is where a cap cut, -1 when nothing was cut."""

    blocks: list[RawBlock] = []
    cut_at: int = -1


class _Nesting:
    """The lists and quotes around the current place, and the list item whose own text is still open."""

    def __init__(self) -> None:
        self.lists: list[int] = []  # where each open list ends
        self.quotes: list[int] = []
        self.item: RawBlock | None = None
        self.item_end = 0

    def move_to(self, start: int) -> None:
        """Closes what ends before `start`."""
        while self.lists and self.lists[-1] <= start:
            self.lists.pop()
        while self.quotes and self.quotes[-1] <= start:
            self.quotes.pop()

    def open_item(self, block: RawBlock, end: int) -> None:
        self.item, self.item_end = block, end

    def close_item(self, start: int) -> None:
        """A block starts: the text of the item around it ends there."""
        if self.item is not None and start < self.item_end:
            self.item.end = min(self.item.end, start)
        self.item = None

    def take_paragraph(self, start: int, end: int) -> bool:
        """True when the paragraph is an open item's own text (loose lists wrap it in one)."""
        item, self.item = self.item, None
        if item is None or start >= self.item_end:
            return False
        item.start, item.end = start, end
        return True


def scan(text: str) -> Scan:
    """The blocks of a Markdown text.

    Deeper than `DEPTH_LIMIT` lists and quotes, or after `BLOCK_LIMIT` blocks, blocks are left out. Time grows linearly with
    the text whatever stands in it.
    """
    result = Scan()
    blocks = result.blocks
    nesting = _Nesting()
    lists, quotes = nesting.lists, nesting.quotes
    ticks = _Ticks(text)
    last_item: RawBlock | None = None
    code: RawBlock | None = None
    events: Iterator[tuple[Any, Range]] = _PARSER.events_with_range(_stand_in(text))
    for event, span in events:
        if "Text" in event:
            if code is not None:
                code.pieces.append((span["start"], span["end"], event["Text"]))
            continue
        if "End" in event:
            code = None
            continue
        if "Start" not in event:
            if "TaskListMarker" in event:
                if last_item is not None:
                    last_item.checked = event["TaskListMarker"]
                    last_item.start = max(last_item.start, span["end"])
            elif "InlineHtml" in event and ticks.is_comment(span["start"]):
                blocks.append(RawBlock("Comment", span["start"], span["end"]))
            continue
        tag = event["Start"]
        kind = tag if tag.__class__ is str else next(iter(tag))
        if kind not in _BLOCKS:
            continue
        start, end = span["start"], span["end"]
        if (lists and lists[-1] <= start) or (quotes and quotes[-1] <= start):
            nesting.move_to(start)
        if nesting.item is not None:
            if kind == "Paragraph" and nesting.take_paragraph(start, end):
                continue
            nesting.close_item(start)
        if kind == "List":
            lists.append(end)
            continue
        if kind == "BlockQuote":
            quotes.append(end)
            continue
        block = RawBlock(kind, start, end)
        if kind == "Item":
            block.level = len(lists) - 1
            nesting.open_item(block, end)
            last_item = block
        elif kind == "CodeBlock":
            block.fenced = tag["CodeBlock"] != "Indented"
            code = block
        elif kind == "Heading":
            if lists or quotes:
                block.kind = "Paragraph"  # a heading inside a list or quote can't divide the document
            block.level = int(tag["Heading"]["level"][1])
        if len(blocks) >= BLOCK_LIMIT or ((lists or quotes) and len(lists) + len(quotes) > DEPTH_LIMIT):
            result.cut_at = start if result.cut_at < 0 else result.cut_at
        else:
            blocks.append(block)
    return result


class _Ticks:
    """Counts the code ticks of a line up to a place; each call goes on where the last one ended."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._position = self._count = 0

    def is_comment(self, start: int) -> bool:
        """Whether inline HTML is a comment that doesn't stand between code ticks (those are letters in the stand-in)."""
        line_start = self._text.rfind("\n", self._position, start)
        if line_start >= 0:
            self._position, self._count = line_start, 0
        self._count += self._text.count("`", self._position, start)
        self._position = start
        return self._count % 2 == 0 and self._text.startswith("<!--", start)


def _stand_in(text: str) -> str:
    """What pyromark is shown: ASCII of the same length with the same blocks, front matter blanked out."""
    source = text.encode("ascii", "replace")
    if source.startswith(b"---"):
        source = _FRONT_MATTER.sub(lambda match: _NOT_LINE_END.sub(b" ", match.group()), source, count=1)
    if b"***" not in source:  # which may be a rule
        source = source.replace(b"**", b"xx")
    if b"````" in source:
        return source.replace(b"|", b"x").decode("ascii")
    return source.replace(b"```", b"\0\0\0").translate(_LETTERS).decode("ascii")
