"""Small pieces of text with their places: words of a block, code ticks, table columns.

Every value taken out of a block goes through `piece`, so that its place is always that of its first character.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from operator import itemgetter

from planproof.plan.document import Block, Cell, CodeBlock, ListItem, Paragraph, Place, Table, Text
from planproof.plan.late_pattern import late_pattern

__all__ = ["cell_text", "column_rows", "joined", "piece", "place_in", "split_label", "ticked", "unmarked"]

_TICKED = late_pattern(r"(?<!`)(`+)(?!`)[ ]?(.{1,999}?)[ ]?(?<!`)\1(?!`)")
_INDENTATION = late_pattern(r"\n[ \t>]*")
_HEADER_LIMIT = 200
_HEADER_REMARK = late_pattern(r"\s*\([^)]*\)\s*$")


def place_in(block: Paragraph | ListItem, offset: int) -> Place:
    """The place of a character of a block's text."""
    place, text = block.place, block.text
    if not offset:
        return place
    lines = text.count("\n", 0, offset) if "\n" in text else 0
    if not lines:
        return Place(place.path, place.line, place.column + offset)
    return Place(place.path, place.line + lines, offset - text.rfind("\n", 0, offset))


def piece(block: Paragraph | ListItem, start: int = 0, end: int | None = None) -> Text | None:
    """A stretch of a block's text without the blanks around it and the indentation inside; None when nothing is left."""
    source = block.text[start:end]
    words = source.lstrip()
    if not words:
        return None
    place = place_in(block, start + len(source) - len(words))
    words = words.rstrip()
    return Text(_INDENTATION.sub("\n", words) if "\n" in words else words, place)


def joined(blocks: Iterable[Block], lead: Text | None = None) -> Text | None:
    """All text of some blocks as one, a line a block at least, after `lead`; comments don't count."""
    pieces = [lead] if lead else []
    for block in blocks:
        if isinstance(block, (Paragraph, ListItem)):
            found = piece(block)
            pieces += [found] if found else []
        elif isinstance(block, CodeBlock) and block.content.strip():
            pieces.append(Text(block.content, Place(block.place.path, block.content_line, block.content_column)))
        elif isinstance(block, Table):
            pieces += [Text(" | ".join(cell.text for cell in row), row[0].place) for row in block.rows if row]
    return Text("\n".join([found.value for found in pieces]), pieces[0].place) if pieces else None


def ticked(text: str) -> list[str]:
    """What stands between code ticks, in order."""
    if "``" not in text:
        pieces = text.split("`")
        return [piece.strip() for piece in pieces[1 : len(pieces) - 1 : 2]]
    return [match.group(2) for match in _TICKED.finditer(text)]


def unmarked(text: str) -> str:
    """The text without the emphasis or code ticks around the whole of it: `` **`x`** `` gives `x`."""
    if not text or text[0] not in " \t`*":
        return text.rstrip()
    if text[0] == "`" == text[-1] and text.count("`") == 2:
        return text[1:-1].strip()
    text = text.strip()
    while len(text) > 2:
        if text[:2] == text[-2:] == "**" and len(text) > 4 and "**" not in text[2:-2]:
            text = text[2:-2].strip()
        elif text[0] == "`":
            match = _TICKED.fullmatch(text)
            if not match:
                return text
            text = match.group(2)
        else:
            return text
    return text


def cell_text(cell: Cell | None) -> Text | None:
    """A cell's text without ticks and emphasis around it; None for a missing or empty cell or a lone dash."""
    value = unmarked(cell.text) if cell else ""
    return Text(value, cell.place) if cell and value not in ("", "-", "–", "—") else None


def column_rows(
    table: Table, columns: dict[str, tuple[str, ...]], needed: Collection[str] = ()
) -> Iterator[dict[str, Cell]]:
    """The rows of a table as name -> cell.

    Args:
        columns: our name of a column -> the titles it may have, in lower case. Titles are compared without ticks, emphasis
            and a bracketed remark; columns that the table doesn't have are not in the rows.
        needed: columns without which the table is about something else and has no rows for us.
    """
    titles = [_HEADER_REMARK.sub("", unmarked(cell.text)[:_HEADER_LIMIT]).lower() for cell in table.header]
    found = {
        name: next(titles.index(title) for title in wanted if title in titles)
        for name, wanted in columns.items()
        if any(title in titles for title in wanted)
    }
    names, indices = tuple(found), tuple(found.values())
    if not all(name in found for name in needed):
        return
    if len(names) == 1:
        yield from ({names[0]: row[indices[0]]} for row in table.rows)
    elif names:
        cells_of = itemgetter(*indices)
        for row in table.rows:
            yield dict(zip(names, cells_of(row), strict=True))


def split_label(block: Paragraph | ListItem, labels: re.Pattern[str]) -> tuple[int, dict[str, Text | None]]:
    """Cuts a block's text at labels such as `Refuted if:`.

    Args:
        labels: finds a label with its colon and emphasis; group 1 is its name.

    Returns:
        where the text before the first label ends, and the text behind each label by its name in lower case (the first
        of each name counts).
    """
    matches = list(labels.finditer(block.text))
    if not matches:
        return len(block.text), {}
    ends = [match.start() for match in matches[1:]] + [len(block.text)]
    values: dict[str, Text | None] = {}
    for match, end in zip(matches, ends, strict=True):
        while end > match.end() and block.text[end - 1] in " \t\n;,|":
            end -= 1
        values.setdefault(" ".join(match.group(1).lower().split()), piece(block, match.end(), end))
    return matches[0].start(), values
