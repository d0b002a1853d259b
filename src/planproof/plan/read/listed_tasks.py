"""Tasks that have no heading of their own: items of a list, rows of a table.

    1. [ ] **Store of links** - keeps them in a table (2h)      an item; what is indented below it are its fields
       - Depends on: 3

    | ID    | Task           | Estimate | Depends on |
    |-------|----------------|----------|------------|
    | LINK-1 | Store of links | 2h       | LINK-3     |          a row; the columns are its fields

They count where a plan has no task with a heading, since lists and tables below a task's heading are the task's steps. A list is
one of tasks below the tasks heading itself or below a heading that groups tasks (`Phase 1`, `High priority`); a table, where its
columns say so.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

import msgspec

from planproof.plan.document import Block, Cell, Document, ListItem, Paragraph, Place, Section, Table
from planproof.plan.late_pattern import late_pattern
from planproof.plan.read.outline import Outline, task_label, task_number
from planproof.plan.read.words import column_rows, unmarked

__all__ = ["Listed", "Row", "listed_tasks"]

_GROUP = late_pattern(
    r"[^A-Za-z]*(?:phase|day|week|sprint|stage|wave|milestone|priority|P\d|high|medium|low|critical|must|should|could|to[ -]?do"
    r"|planned|open|next|now|backlog|in progress|done|completed?)\b",
    re.IGNORECASE,
)
_MARKER = late_pattern(r"[\s>]*(?:(?P<number>\d{1,6})[.)]|[-*+])[ \t]+(?P<box>\[[ xX~-]\][ \t]+)?$")
_PLAIN_LABEL = late_pattern(r"(?:Task|T|#)?[ \t-]?0*(\d{1,6})\.?", re.IGNORECASE)
_ANY_LABEL = late_pattern(
    r"(?:Task[ \t]?|T|#)?-?\d{1,6}(?:\.\d{1,6}){0,2}|[A-Z][A-Z0-9]{0,9}(?:-[A-Z0-9]{1,9}){0,3}", re.IGNORECASE
)
_LABELS = ("id", "#", "no", "no.", "nr", "nr.", "number", "task id", "task #", "task no.", "key", "ticket")
_NAMES = (
    "task",
    "task name",
    "title",
    "name",
    "what",
    "item",
    "work item",
    "story",
    "feature",
    "summary",
    "description",
)
_COLUMNS = {
    "label": _LABELS,
    "name": _NAMES,
    "type": ("type", "task type", "kind"),
    "status": ("status", "state"),
    "priority": ("priority", "prio", "p"),
    "estimate": ("estimate", "estimated time", "time", "effort", "est", "est.", "duration", "hours", "days"),
    "dependencies": ("depends on", "dependencies", "dependency", "depends", "deps", "blocked by", "prerequisites"),
    "what": ("what to build", "description", "details", "scope"),
    "files": ("key files", "files", "file"),
    "verification": ("success verification", "verification", "command", "verify", "verified by"),
    "deliverable": ("deliverable", "deliverables", "output"),
}
_SAYS_TASKS = ("task", "task name", "work item", "story")
_IN_DAYS = late_pattern(r"days?\b|\bd\b", re.IGNORECASE)


class Row(msgspec.Struct, frozen=True, gc=False):
    """One row of a table of tasks: its cells by the names in `_COLUMNS`, and whether bare numbers of its estimate are days."""

    cells: dict[str, Cell]
    in_days: bool


class Listed(msgspec.Struct, frozen=True, gc=False):
    """One task that stands in a list or a table.

    Attributes:
        number: its own where each task has one, else its place among them.
        label: what it is called that has no plain number, `LINK-1`; empty for none.
        section: of an item, its first line as title (level -1, as a heading without marks) and what is indented below it.
        row: of a table's row; one of the two is None.
    """

    number: int
    label: str
    section: Section | None
    row: Row | None


def listed_tasks(outline: Outline, documents: Sequence[Document]) -> list[Listed]:
    """The tasks of a plan without a task that has a heading, in order; rows of tables where there are any, else items of lists."""
    rows = [*_rows(outline)]
    if rows:
        return _numbered([(_label_of(row), None, row) for row in rows])
    lines: dict[str, list[str]] = {}
    texts = {document.path: document for document in documents}
    items: list[tuple[str, Section | None, Row | None]] = []
    for part in outline.parts("tasks"):
        for section in outline.own(part):
            if section is part or _GROUP.match(section.title):
                path = section.place.path
                if path not in lines:
                    lines[path] = texts[path].lines()
                items += [(label, item, None) for label, item in _items(section, lines[path])]
    return _numbered(items)


def _items(section: Section, lines: list[str]) -> Iterator[tuple[str, Section]]:
    """The tasks in a section's own list: its numbered items; where it has none, those with a box or called a task."""
    tops = [number for number, block in enumerate(section.blocks) if isinstance(block, ListItem) and block.depth == 0]
    marked = {number: _marker(section.blocks[number], lines) for number in tops}
    ordered = any(marker and marker["number"] for marker in marked.values())
    for position, number in enumerate(tops):
        item, marker = section.blocks[number], marked[number]
        if not isinstance(item, ListItem) or not item.text.strip() or not marker:
            continue
        called = task_label(item.text) or (task_number(item.text) is not None and item.text[:1] in "Tt")
        if marker["number"] if ordered else (item.checked is not None or called):
            end = tops[position + 1] if position + 1 < len(tops) else len(section.blocks)
            yield (
                _own_label(item.text, marker["number"] or ""),
                _section_of(item, section, section.blocks[number + 1 : end]),
            )


def _marker(block: Block, lines: list[str]) -> re.Match[str] | None:
    line = lines[block.place.line - 1] if block.place.line <= len(lines) else ""
    return _MARKER.match(line[: block.place.column - 1])


def _own_label(text: str, number: str) -> str:
    written = task_number(text) if text[:1] in "Tt" else None
    return task_label(text) or (str(written) if written else number)


def _section_of(item: ListItem, around: Section, below: tuple[Block, ...]) -> Section:
    """An item as a section: its first line is the title, its other lines and what is indented below it are the blocks."""
    title, _, rest = item.text.partition("\n")
    inside = [block for block in below if block.place.column > _outer_column(item)]
    blocks: tuple[Block, ...] = tuple(inside)
    if rest.strip():
        more = rest.lstrip()
        place = Place(item.place.path, item.place.line + 1, 1 + len(rest) - len(more))
        blocks = (Paragraph(more, place), *blocks)
    end_line = max([item.place.line + item.text.count("\n"), *(_last_line(block) for block in inside)])
    return Section(title, "", -1, item.place, min(end_line, around.end_line), blocks, ())


def _outer_column(item: ListItem) -> int:
    return 1 if item.depth == 0 else item.place.column


def _last_line(block: Block) -> int:
    text = block.text if isinstance(block, (Paragraph, ListItem)) else ""
    return block.place.line + text.count("\n")


def _rows(outline: Outline) -> Iterator[Row]:
    """The rows of the tables below the tasks heading; where it has none, of a backlog's tables whose columns tell of tasks."""
    tables = [block for _, block in outline.blocks("tasks") if isinstance(block, Table)]
    found = [row for table in tables for row in _rows_of(table, certain=True)]
    if not found:
        for top in outline.backlogs:
            for section in outline.own(top):
                if section.key in ("", "tasks"):
                    tables = [block for block in section.blocks if isinstance(block, Table)]
                    found += [row for table in tables for row in _rows_of(table, certain=False)]
    yield from found


def _rows_of(table: Table, certain: bool) -> Iterator[Row]:
    titles = [unmarked(cell.text).lower() for cell in table.header]
    plain = [title.partition("(")[0].strip() for title in titles]
    bounds = {*_COLUMNS["estimate"], *_COLUMNS["priority"], *_COLUMNS["dependencies"]}
    if not certain and not (any(title in _SAYS_TASKS for title in plain) and bounds.intersection(plain)):
        return
    in_days = any(
        _IN_DAYS.search(title) for title, bare in zip(titles, plain, strict=True) if bare in _COLUMNS["estimate"]
    )
    columns = _columns_of(table, plain)
    for cells in column_rows(table, columns, needed=("name",)):
        if unmarked(cells["name"].text).strip("-–— "):
            yield Row(cells, in_days)


def _columns_of(table: Table, titles: list[str]) -> dict[str, tuple[str, ...]]:
    """Our columns; where the column "Task" holds only labels and another one names the task, it is the column of labels."""
    others = [name for name in _NAMES if name in titles and name != "task"]
    if "task" not in titles or not others or any(title in titles for title in _LABELS):
        return _COLUMNS
    cells = [unmarked(row[titles.index("task")].text) for row in table.rows]
    if not cells or not all(_ANY_LABEL.fullmatch(cell) for cell in cells):
        return _COLUMNS
    return {**_COLUMNS, "label": ("task",), "name": tuple(others)}


def _label_of(row: Row) -> str:
    return unmarked(row.cells["label"].text).strip("`* ") if "label" in row.cells else ""


def _numbered(found: Iterable[tuple[str, Section | None, Row | None]]) -> list[Listed]:
    """The tasks with their numbers: as written where each has one of its own, else 1, 2, 3 in their order."""
    tasks = list(found)
    plain = [_PLAIN_LABEL.fullmatch(label) for label, _, _ in tasks]
    written = [int(match.group(1)) for match in plain if match]
    as_written = len(written) == len(tasks) == len(set(written))
    return [
        Listed(written[place] if as_written else place + 1, "" if plain[place] else label, section, row)
        for place, (label, section, row) in enumerate(tasks)
    ]
