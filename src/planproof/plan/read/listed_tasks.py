"""Tasks that have no heading of their own: items of a list, rows of a table, paragraphs in bold.

    1. [ ] **Store of links** - keeps them in a table (2h)      an item; what is indented below it are its fields
       - Depends on: 3

    | ID    | Task           | Estimate | Depends on |
    |-------|----------------|----------|------------|
    | LINK-1 | Store of links | 2h       | LINK-3     |          a row; the columns are its fields

    **Task 1.1: Store of links**                                and what follows it, up to the next

They count where a plan has no task with a heading, since lists and tables below a task's heading are the task's steps. A list is
one of tasks below the tasks heading itself or below a heading that groups tasks (`Phase 1`, `High priority`); a table, where its
columns say so.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import takewhile

import msgspec

from planproof.plan.document import Block, Cell, Document, ListItem, Paragraph, Place, Section, Table
from planproof.plan.late_pattern import late_pattern
from planproof.plan.read.outline import Outline, task_label, task_number
from planproof.plan.read.words import column_rows, unmarked

__all__ = ["Listed", "Row", "listed_tasks"]

_GROUP = late_pattern(
    r"[^A-Za-z]*(?:phase|day|week|sprint|stage|wave|milestone|priority|P\d|high|medium|low|critical|must|should|could|to[ -]?do"
    r"|planned|open|next|now|backlog|in progress|done|completed?|(?:morning|afternoon|evening)s?)\b",
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
_BOLD_TASK = late_pattern(
    r"\*\*Task[ \t]+(?P<label>\d{1,6}(?:\.\d{1,6}){0,2})[ \t]*[.:)–—-][ \t]*(?P<name>[^*\n]{1,200})\*\*[ \t]*:?[ \t]*(?=\n|\Z)",
    re.IGNORECASE,
)
_SAYS_TASKS = ("task", "task name", "work item", "story")
_IN_DAYS = late_pattern(r"days?\b|\bd\b", re.IGNORECASE)


_Found = tuple[str, Section | None, "Row | None", Section]


class Row(msgspec.Struct, frozen=True, gc=False):
    """One row of a table of tasks.

    Attributes:
        cells: by the names in `_COLUMNS`.
        in_days: whether bare numbers of its estimate are days.
        group: the section that the table stands in.
    """

    cells: dict[str, Cell]
    in_days: bool
    group: Section


class Listed(msgspec.Struct, frozen=True, gc=False):
    """One task that stands in a list or a table.

    Attributes:
        number: its own where each task has one, else its place among them.
        label: what it is called that has no plain number, `LINK-1`; empty for none.
        section: of an item, its first line as title (level -1, as a heading without marks) and what is indented below it.
        row: of a table's row; one of the two is None.
        group: the section it stands in, whose heading may give the priority of all in it.
    """

    number: int
    label: str
    section: Section | None
    row: Row | None
    group: Section


def listed_tasks(outline: Outline, documents: Sequence[Document]) -> list[Listed]:
    """The tasks of a plan without a task that has a heading, in order; rows of tables where there are any, else items of lists."""
    rows = [*_rows(outline)]
    if rows:
        return _numbered([(_label_of(row), None, row, row.group) for row in rows])
    lines: dict[str, list[str]] = {}
    texts = {document.path: document for document in documents}
    items: list[_Found] = []
    for part in outline.parts("tasks"):
        for section in outline.own(part):
            if section is part or _GROUP.match(section.title):
                path = section.place.path
                if path not in lines:
                    lines[path] = texts[path].lines()
                items += [(label, item, None, section) for label, item in _items(section, lines[path])]
    return _numbered(items or [found for top in outline.backlogs for found in _bold_tasks(outline, top)])


def _bold_tasks(outline: Outline, top: Section) -> Iterator[_Found]:
    """The paragraphs of a backlog that are called a task in bold, `**Task 1.2: Name**`, each with what follows up to the next."""
    for section in outline.own(top):
        if section.key not in ("", "tasks"):
            continue
        starts = [number for number, block in enumerate(section.blocks) if _bold_task(block)]
        for number, end in zip(starts, [*starts[1:], len(section.blocks)], strict=False):
            block = section.blocks[number]
            match = _bold_task(block)
            if match and isinstance(block, Paragraph):
                below = section.blocks[number + 1 : end]
                place = Place(block.place.path, block.place.line, block.place.column + match.start("name"))
                end_line = max([block.place.line, *(_last_line(each) for each in below)])
                item = Section(match["name"].strip(" :"), "", -1, place, min(end_line, section.end_line), below, ())
                yield match["label"], item, None, section


def _bold_task(block: Block) -> re.Match[str] | None:
    return _BOLD_TASK.match(block.text) if isinstance(block, Paragraph) else None


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
            later = (top for top in tops[position + 1 :] if not ordered or _is_numbered(marked[top]))
            below = section.blocks[number + 1 : next(later, len(section.blocks))]
            if ordered:  # a list that isn't indented below the number ends at the first text behind it
                below = tuple(
                    takewhile(lambda block: not isinstance(block, Paragraph) or block.place.column > 1, below)
                )
            yield _own_label(item.text, marker["number"] or ""), _section_of(item, section, below)


def _is_numbered(marker: re.Match[str] | None) -> bool:
    return bool(marker and marker["number"])


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
    tables = [(section, block) for section, block in outline.blocks("tasks") if isinstance(block, Table)]
    found = [row for section, table in tables for row in _rows_of(table, section, certain=True)]
    if not found:
        elsewhere = [
            section for top in outline.backlogs for section in outline.own(top) if section.key in ("", "tasks")
        ]
        for section in elsewhere:
            inside = [block for block in section.blocks if isinstance(block, Table)]
            found += [row for table in inside for row in _rows_of(table, section, certain=False)]
    yield from found


def _rows_of(table: Table, section: Section, certain: bool) -> Iterator[Row]:
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
            yield Row(cells, in_days, section)


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


def _numbered(found: Iterable[_Found]) -> list[Listed]:
    """The tasks with their numbers: as written where each has one of its own, else 1, 2, 3 in their order."""
    tasks = list(found)
    plain = [_PLAIN_LABEL.fullmatch(label) for label, *_ in tasks]
    written = [int(match.group(1)) for match in plain if match]
    as_written = len(written) == len(tasks) == len(set(written))
    return [
        Listed(written[place] if as_written else place + 1, "" if plain[place] else label, section, row, group)
        for place, (label, section, row, group) in enumerate(tasks)
    ]
