"""What rules about text ask of one document, computed once: its words, lines, code, and what stands where.

A rule searches the text as a whole (a search a line would cost ten times as much on a large tree) and asks the outline
about each of its few candidates: on which line it stands, whether that is code, a quotation or a remark.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from functools import cached_property
from itertools import accumulate

from planproof.plan.document import CodeBlock, Document, Place, Section
from planproof.plan.late_pattern import late_pattern

__all__ = ["Outline", "outline_of"]

_NOT_A_WORD = bytes(
    0x20 if chr(code) not in "_'-" and not chr(code).isalnum() else code for code in range(128)
) + bytes(range(128, 256))
_STATUS = late_pattern(r"<!-- {0,8}planproof:status {0,8}-->")
_STATUS_END = "<!-- /planproof:status"
_FRONT_MATTER = late_pattern(r"\A---\n.*?\n(?:---|\.\.\.)(?:\n|\Z)", re.DOTALL)
_HEADING = late_pattern(r" {0,3}#{1,6}(?:\s|$)")
_TICK = late_pattern("`")
_DEFINITION = late_pattern(r"^ {0,3}\[([^\[\]\n]{1,200})\]:", re.MULTILINE)
_QUOTE_MAX = 202  # characters of the longest quotation, its marks included
_QUOTED = late_pattern(r'"[^"\n]{1,200}"|“[^”\n]{1,200}”|‘[^’\n]{1,200}’|«[^»\n]{1,200}»')


class Outline:
    """One document as rules about text see it. Offsets count characters of `document.text` from 0, lines from 1."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.text = document.text
        self._code_ends: dict[int, int] = {}  # number of a code block -> its last line, for those asked about
        self._ticks: dict[int, list[int]] = {}  # line -> where its backticks stand, for the lines asked about

    @cached_property
    def words(self) -> frozenset[bytes]:
        """Every ASCII word of the document in lower case, code included; letters, digits, `_`, `'` and `-` make a word.

        Bytes, since most rules only ask whether a word is there at all and decoding each would cost as much as finding it.
        """
        return frozenset(self.text.encode("utf-8", "replace").lower().translate(_NOT_A_WORD).split())

    @cached_property
    def ascii(self) -> bytes:
        """The text in lower case, a byte a character (`?` for what isn't ASCII): quick to search, offsets as in the text."""
        return self.text.encode("ascii", "replace").lower()

    @cached_property
    def lowered(self) -> str:
        """The text in lower case, every character where it was (only `İ` would grow by one)."""
        return self.text.replace("\u0130", "I").lower()

    @cached_property
    def lines(self) -> list[str]:
        """The text line by line; line n is at index n - 1."""
        return self.text.split("\n")

    @cached_property
    def headings(self) -> tuple[Section, ...]:
        """Every section with a heading, in order."""
        return tuple([section for section in self.document.all_sections() if section.level])

    @cached_property
    def code_blocks(self) -> tuple[tuple[CodeBlock, Section], ...]:
        """Every code block in order, with the section that it stands in."""
        sections = self.document.all_sections()
        return tuple([(block, section) for section in sections for block in section.blocks if type(block) is CodeBlock])

    @cached_property
    def references(self) -> frozenset[str]:
        """Names that a line `[name]: address` defines, so that `[name]` is a link."""
        return frozenset(_DEFINITION.findall(self.text))

    @cached_property
    def _line_starts(self) -> list[int]:
        return list(accumulate(map((1).__add__, map(len, self.lines[:-1])), initial=0))

    @cached_property
    def _code_starts(self) -> list[int]:
        return [block.place.line for block, _ in self.code_blocks]

    def _code_on(self, line: int) -> CodeBlock | None:
        """The code block that a line belongs to, fences included."""
        number = bisect_right(self._code_starts, line) - 1
        if number < 0:
            return None
        block = self.code_blocks[number][0]
        end = self._code_ends.get(number)
        if end is None:
            end = self._code_ends[number] = self._last_line(block)
        return block if line <= end else None

    @cached_property
    def _hidden(self) -> tuple[list[int], list[int]]:
        """Starts and ends of what nobody planned: front matter, comments, planproof's own status tables."""
        spans = [match.span() for match in _FRONT_MATTER.finditer(self.text)]
        last_status_end = self.text.rfind(_STATUS_END)
        at = self.text.find("<!--")
        while at >= 0:
            end = self.text.find("-->", at + 4)
            if end < 0:
                break
            if self.code_at(at) or self.in_ticks(at):
                end = at
            elif _STATUS.match(self.text, at):
                closing = self.text.find(_STATUS_END, end) if last_status_end > end else -1
                end = closing if closing >= 0 else end
                spans.append((at, end + 3))
            else:
                spans.append((at, end + 3))
            at = self.text.find("<!--", max(end, at + 4))
        return [start for start, _ in spans], [end for _, end in spans]

    @cached_property
    def _block_ends(self) -> list[int]:
        """For each line the last line of the block of lines (up to a gap or heading) that it stands in."""
        ends = [0] * (len(self.lines) + 2)
        for number in range(len(self.lines), 0, -1):
            following = self.lines[number] if number < len(self.lines) else ""
            goes_on = following.strip() and not _HEADING.match(following)
            ends[number] = ends[number + 1] if goes_on else number
        return ends

    @cached_property
    def _block_starts(self) -> list[int]:
        """For each line the first line at or after it that is neither blank nor a remark for planproof."""
        starts = [len(self.lines) + 1] * (len(self.lines) + 2)
        for number in range(len(self.lines), 0, -1):
            line = self.lines[number - 1].strip()
            starts[number] = number if line and not line.startswith("<!-- planproof:") else starts[number + 1]
        return starts

    @cached_property
    def _heading_at_line(self) -> dict[int, Section]:
        return {section.place.line: section for section in self.headings}

    def place(self, offset: int) -> Place:
        """The place of a character."""
        line = self.line(offset)
        return Place(self.document.path, line, offset - self._line_starts[line - 1] + 1)

    def line(self, offset: int) -> int:
        """The line of a character."""
        return bisect_right(self._line_starts, offset)

    def offset(self, line: int) -> int:
        """The offset of a line's first character."""
        return self._line_starts[line - 1]

    def code_at(self, offset: int) -> CodeBlock | None:
        """The code block that a character stands in, fences included."""
        return self._code_on(self.line(offset))

    def in_code_block(self, line: int) -> bool:
        """Whether a line belongs to a code block, fences included."""
        return self._code_on(line) is not None

    def in_ticks(self, offset: int) -> bool:
        """Whether a character stands between backticks on its line."""
        line = self.line(offset)
        ticks = self._ticks.get(line)
        if ticks is None:
            text = self.lines[line - 1]
            ticks = self._ticks[line] = [match.start() for match in _TICK.finditer(text)] if "`" in text else []
        before = bisect_right(ticks, offset - self._line_starts[line - 1])
        return before % 2 == 1 and before < len(ticks)

    def in_quotes(self, offset: int) -> bool:
        """Whether a character stands inside a quotation on its line, or on a quoted (`>`) line."""
        line = self.line(offset)
        column = offset - self._line_starts[line - 1]
        text = self.lines[line - 1]
        if text[:40].lstrip().startswith(">"):
            return True
        start = max(0, column - _QUOTE_MAX)
        return any(
            match.start() + start <= column < match.end() + start
            for match in _QUOTED.finditer(text[start : column + _QUOTE_MAX])
        )

    def is_hidden(self, offset: int) -> bool:
        """Whether a character stands in planproof's own tables, in a comment or in front matter."""
        starts, ends = self._hidden
        at = bisect_right(starts, offset)
        return at > 0 and offset < ends[at - 1]

    def is_prose(self, offset: int) -> bool:
        """Whether a character is running text: no code block, no backticks, nothing hidden."""
        return not (self.code_at(offset) or self.in_ticks(offset) or self.is_hidden(offset))

    def block_end(self, line: int) -> int:
        """Last line of the block that begins on a line: a code block's closing fence, else the line before the next gap."""
        block = self._code_on(line)
        if block is not None and block.place.line == line:
            return self._last_line(block)
        return self._block_ends[line] if line < len(self._block_ends) else line

    def block_start(self, line: int) -> int:
        """The first line at or after a line that is neither blank nor a remark; one past the end when there is none."""
        return self._block_starts[min(line, len(self.lines) + 1)]

    def heading_at(self, line: int) -> Section | None:
        """The section whose heading stands on a line."""
        return self._heading_at_line.get(line)

    def find(self, pattern: re.Pattern[str]) -> Iterator[re.Match[str]]:
        """Every match of a pattern in the text that isn't hidden."""
        for match in pattern.finditer(self.text):
            if not self.is_hidden(match.start()):
                yield match

    def find_text(self, wanted: str) -> Iterator[int]:
        """The offset of every occurrence of a text that isn't hidden and doesn't continue a word."""
        at = self.text.find(wanted)
        while at >= 0:
            before = self.text[at - 1 : at]
            if not (before.isalnum() or (before and before in "_.{")) and not self.is_hidden(at):
                yield at
            at = self.text.find(wanted, at + len(wanted))

    def _last_line(self, block: CodeBlock) -> int:
        """The closing fence's line; the last line of code where there is none."""
        lines_count = block.content.count("\n") + (bool(block.content) and not block.content.endswith("\n"))
        last = block.content_line + lines_count - 1
        if block.content_line == block.place.line or not block.closed:
            return max(last, block.place.line)
        while last < len(self.lines) and self.lines[last].lstrip(" >\t")[:3] not in ("```", "~~~"):
            last += 1
        return last + 1


_KEPT_MAX = 8
_kept: dict[int, Outline] = {}


def outline_of(document: Document) -> Outline:
    """The outline of a document; those of the latest few are kept, since rules run plan by plan."""
    outline = _kept.get(id(document))
    if outline is None or outline.document is not document:
        while len(_kept) >= _KEPT_MAX:
            del _kept[next(iter(_kept))]
        outline = _kept[id(document)] = Outline(document)
    return outline
