"""From ranges of characters to blocks with text and places; tables are found here, in what looks like paragraphs.

`BlockMaker` walks the raw blocks of one document once, in order, so that line numbers are counted forward from the
last block and never from the top. A comment inside a paragraph, item or cell becomes a block of its own and is blanked out
of the text around it, which keeps columns right.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from itertools import accumulate

from planproof.plan.document import Block, Cell, CodeBlock, Comment, ListItem, Paragraph, Place, ReadingProblem, Table
from planproof.plan.late_pattern import late_pattern
from planproof.plan.scan import RawBlock

__all__ = ["BlockMaker"]

_COMMENT = late_pattern(r"<!--(.*?)(?:-->|\Z)", re.DOTALL)
_MARKER = late_pattern(r"(?:[-*+]|\d{1,9}[.)])(?=\s|$)[ \t]*")
_FENCES = ("```", "~~~")
_MARKERS = ("- ", "* ", "+ ")
_LAST_FENCE = late_pattern(r"[\s>]*(`{3,}|~{3,})\s*")
_LANGUAGE = late_pattern(r"\{?\.?([^\s,{}]*)")
_DELIMITER = "|-: \t>"
_CELL_LIMIT = 500_000
_BAR = late_pattern(r"(?<!\\)\|")
_NOT_LINE_END = late_pattern(r"[^\n]")
# A block keyword, then its body on the same line behind a gap no formatter leaves: the line breaks of the fence were lost.
_FLATTENED_PYTHON = late_pattern(
    r"^[ \t]*(?:async[ \t]+)?(?:def|class|with|for|while|if|try|else|except)\b[^\n#\"']*:[ \t]{3,}(?=[^\s#])",
    re.MULTILINE,
)
_FLATTENED_C = late_pattern(r"^[ \t]*#[ \t]*if[^\n]*[ \t](?=#[ \t]*(?:define|include|endif)\b)", re.MULTILINE)
_FLATTENED = {
    "python": _FLATTENED_PYTHON,
    "py": _FLATTENED_PYTHON,
    "c": _FLATTENED_C,
    "cpp": _FLATTENED_C,
    "h": _FLATTENED_C,
}


class BlockMaker:
    """Makes the blocks of one document.

    Args:
        path: of the document.
        text: its text; the raw blocks are ranges of it.
        raw_blocks: all of them, in order of their start.

    Attributes:
        problems: what was noticed on the way (`open-fence`, `flattened-code`).
        makers: by the kind of a raw block what makes its blocks: one as a rule, several for HTML that holds comments and text.
    """

    def __init__(self, path: str, text: str, raw_blocks: Iterable[RawBlock]) -> None:
        self.problems: list[ReadingProblem] = []
        self._path = path
        self._text = text
        self._clean = _without_comments(text, raw_blocks) if "<!--" in text else text
        self._position = 0  # the line number below belongs to this position
        self._line = 1
        self.makers: dict[str, Callable[[RawBlock], Iterable[Block]]] = {
            "Paragraph": self._paragraph,
            "Item": self._item,
            "CodeBlock": self._code,
            "HtmlBlock": self._html,
            "Comment": self._comment,
        }

    def place(self, position: int) -> Place:
        """The place of a character; quick when the last one asked for was near."""
        text, last = self._text, self._position
        if position < last:
            self._line -= text.count("\n", position, last)
        else:
            self._line += text.count("\n", last, position)
        self._position = position
        if text[position - 1 : position] == "\n":  # as for nearly all blocks
            return Place(self._path, self._line, 1)
        return Place(self._path, self._line, position - text.rfind("\n", 0, position))

    def _words(self, start: int, end: int) -> tuple[str, int, list[tuple[int, str]] | None]:
        """Text of a range up to a table in it, without the blanks around it; where it starts; the table's lines if there is one."""
        text = self._clean[start:end]
        table = None
        if "|" in text:
            end, table = self._table_in(start, end)
            text = self._clean[start:end]
        words = text.lstrip()
        return words.rstrip(), start + len(text) - len(words), table

    def _paragraph(self, raw: RawBlock) -> Iterable[Block]:
        text, start, table = self._words(raw.start, raw.end)
        paragraph = (Paragraph(text, self.place(start)),) if text else ()
        return (*paragraph, self._table(table)) if table else paragraph

    def _item(self, raw: RawBlock) -> Iterable[Block]:
        begin = raw.start
        if raw.checked is None:  # else it starts behind the box
            if self._text[begin : begin + 2] in _MARKERS:  # as nearly all do
                begin += 2
            elif marker := _MARKER.match(self._text, begin, raw.end):
                begin = marker.end()
        text, start, table = self._words(begin, raw.end)
        item = ListItem(text, self.place(start if text else raw.start), raw.checked, raw.level)
        return (item, self._table(table)) if table else (item,)

    def _table_in(self, start: int, end: int) -> tuple[int, list[tuple[int, str]] | None]:
        """Where the text before a table ends, and the table's lines (header, then rows) with their starts.

        A table is a line with `|`, a delimiter row of as many cells, and all that follows in the paragraph.
        """
        lines = self._clean[start:end].rstrip().split("\n")
        position = start
        for number in range(len(lines) - 1):
            header, below = lines[number], lines[number + 1]
            if "|" in below and "-" in below and not below.strip(_DELIMITER) and "|" in header:
                marks = self._row(below, 0, 1)
                if len(marks) == len(self._row(header, 0, 1)) and all("-" in cell.text for cell in marks):
                    starts = accumulate((len(line) + 1 for line in lines[number:]), initial=position)
                    rows = list(zip(starts, lines[number:], strict=False))
                    return position, [rows[0], *rows[2:]]
            position += len(header) + 1
        return end, None

    def _comment(self, raw: RawBlock) -> Iterable[Block]:
        text = self._text[raw.start : raw.end]
        place = self.place(raw.start)
        inner = text.removeprefix("<!--").removesuffix("-->").strip()
        return (Comment(inner, place, place.line + text.count("\n")),)

    def _html(self, raw: RawBlock) -> Iterator[Block]:
        position = raw.start
        for match in _COMMENT.finditer(self._text, raw.start, raw.end):
            yield from self._paragraph(RawBlock("Paragraph", position, match.start()))
            yield from self._comment(RawBlock("Comment", match.start(), match.end()))
            position = match.end()
        yield from self._paragraph(RawBlock("Paragraph", position, raw.end))

    def _code(self, raw: RawBlock) -> Iterable[Block]:
        whole = self._text
        source = whole[raw.start : raw.end]
        place = self.place(raw.start)
        # Blanks that stand for a part of a tab have no range of their own.
        content = "".join([whole[s:e] if e - s == len(text) else text for s, e, text in raw.pieces])
        first = raw.start
        for start, _, text in raw.pieces:
            if text and not text.isspace():
                first = start
                break
        fence, info = _fence(source) if raw.fenced else ("", "")
        closed = not fence or _closed(source, fence)
        if not closed:
            message = f"this {fence} fence is never closed; all that follows was taken as code"
            self.problems.append(ReadingProblem("open-fence", message, place))
        language = _language(info)
        code = CodeBlock(
            language,
            info,
            content.removesuffix("\n"),
            place,
            place.line + (1 if raw.fenced else 0),
            first - whole.rfind("\n", 0, first),
            closed,
        )
        if language in _FLATTENED:
            self._note_flattened(code)
        return (code,)

    def _note_flattened(self, code: CodeBlock) -> None:
        pattern = _FLATTENED[code.language]
        if pattern is _FLATTENED_PYTHON and ":   " not in code.content and ":\t" not in code.content:
            return
        found = pattern.search(code.content)
        if found:
            line = code.content_line + code.content.count("\n", 0, found.start())
            message = "several lines of code stand on one line here, their line breaks were lost"
            self.problems.append(
                ReadingProblem("flattened-code", message, Place(self._path, line, code.content_column))
            )

    def _table(self, lines: list[tuple[int, str]]) -> Table:
        first = self.place(lines[0][0])
        header = self._row(lines[0][1], first.line, first.column)
        columns = len(header)
        limit = max(_CELL_LIMIT // columns, 1)
        if len(lines) > limit + 1:  # short rows are filled up, so a few bytes could ask for gigabytes
            message = f"the table has over {_CELL_LIMIT:,} cells; the rows from here were not read"
            place = Place(self._path, first.line + limit + 2)
            self.problems.append(ReadingProblem("too-deep", message, place))
        lines = lines[: limit + 1]
        rows = [self._row(line, first.line + below, 1) for below, (_, line) in enumerate(lines[1:], 2)]
        for number, row in enumerate(rows):
            if len(row) != columns:
                place = Place(self._path, first.line + 2 + number, len(lines[number + 1][1]) + 1)
                rows[number] = [*row[:columns], *[Cell("", place)] * (columns - len(row))]
        return Table(tuple(header), tuple([tuple(row) for row in rows]), header[0].place)

    def _row(self, line: str, number: int, column: int) -> list[Cell]:
        """The cells of a table row.

        Args:
            number: of the line.
            column: of the line's first character (the header may stand behind a list marker).
        """
        body = line.lstrip(" \t>")
        column += len(line) - len(body)
        body = body.rstrip()
        if body.startswith("|"):
            body = body[1:]
            column += 1
        escaped = "\\|" in body
        if body.endswith("|") and not (escaped and body.endswith("\\|")):
            body = body[:-1]
        path = self._path
        cells = []
        for part in _BAR.split(body) if escaped else body.split("|"):
            text = part.strip()
            place = Place(path, number, column + part.find(text))
            cells.append(Cell(text.replace("\\|", "|") if escaped else text, place))
            column += len(part) + 1
        return cells


def _fence(source: str) -> tuple[str, str]:
    """The opening fence of a block and the info string behind it; both empty where a quote's mark or the like stands before it."""
    if not source.startswith(_FENCES):
        return "", ""
    line = source.split("\n", 1)[0]
    info = line.lstrip(line[0])
    return line[: len(line) - len(info)], info.strip()


@lru_cache(maxsize=256)
def _language(info: str) -> str:
    """The first word of a fence's info string, in lower case."""
    language = _LANGUAGE.match(info)
    return language.group(1).lower() if language else ""


def _closed(source: str, fence: str) -> bool:
    """Whether the last line of a fenced block is a fence that ends it."""
    if fence == "```" and source.endswith(("\n```", "\n```\n")):  # as nearly all do
        return True
    head, _, last = source.rstrip().rpartition("\n")
    match = _LAST_FENCE.fullmatch(last) if head else None
    return match is not None and match.group(1).startswith(fence)


def _without_comments(text: str, raw_blocks: Iterable[RawBlock]) -> str:
    """The text with inline comments blanked out; their line ends stay."""
    pieces = []
    position = 0
    for raw in raw_blocks:
        if raw.kind == "Comment":
            pieces += [text[position : raw.start], _NOT_LINE_END.sub(" ", text[raw.start : raw.end])]
            position = raw.end
    return "".join((*pieces, text[position:]))
