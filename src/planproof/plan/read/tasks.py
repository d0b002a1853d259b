"""Tasks and testing tasks, from the backlog of the three-document form or the iteration document."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from planproof.plan.decode import repaired
from planproof.plan.document import Block, CodeBlock, ListItem, Place, Section, Table, Text
from planproof.plan.late_pattern import late_pattern
from planproof.plan.model import KeyFile, Task, TestingTask
from planproof.plan.read.commands import commands_of, inline_command
from planproof.plan.read.fields import Field, Fields, fields_of
from planproof.plan.read.outline import Outline, is_called_task, task_label, task_number
from planproof.plan.read.words import cell_text, column_rows, piece, unmarked

__all__ = ["read_tasks", "read_testing_tasks"]

_KNOWN = frozenset(
    (
        "type",
        "task type",
        "priority",
        "depends on",
        "dependencies",
        "estimated time",
        "estimate",
        "time",
        "what to build",
        "description",
        "deliverable",
        "key files",
        "core functionality",
        "data structures",
        "integration points",
        "receives",
        "sends",
        "database",
        "one smoke test",
        "smoke test",
        "success verification",
        "found at",
    )
)
_HEADING_NUMBER = re.compile(r"(?:Task(?:[ \t]+|-(?=\d))|T(?=\d))?\d*[ \t]*[.:)–—-]?[ \t]*", re.IGNORECASE)
_HEADING_LABEL = re.compile(r"(?:Task[ \t]+)?[A-Z0-9.-]*\d[ \t]*[.:)–—-]?[ \t]*", re.IGNORECASE)
_PART = re.compile(r"\d{1,6}\.\d{1,6}\b")
_HEADING_ESTIMATE = re.compile(
    r"\s*[(\[](?:(?P<priority>P\d)\s*,\s*)?(?P<estimate>~?\d+(?:\.\d+)?(?:\s*[-–]\s*\d+(?:\.\d+)?)?\s*"
    r"(?:hours?|hrs?|h|minutes?|min|m|days?|d))[)\]]\s*$",
    re.IGNORECASE,
)
_GROUP_PRIORITY = re.compile(r"(?:priority\s+\d|P\d|(?:critical|high|medium|low)\s+priority)\b", re.IGNORECASE)
_PICTURE = "\u2300-\u23ff\u2460-\u24ff\u25a0-\u27bf\u2b00-\u2bff\ufe0f\U0001f000-\U0001faff"
_WORDS_OF_STATUS = (
    r"planned|in[ -]progress|doing|complete[d]?|done|finished|blocked|to[ -]?do|not started|open|closed|proved|started"
)
_STATUS = re.compile(
    rf"(?:\s*[{_PICTURE}][{_PICTURE}\s]*(?P<behind_picture>[^{_PICTURE}]*)"
    rf"|\s+[–—-]\s+(?P<behind_dash>{_WORDS_OF_STATUS})|\s*[(\[](?P<in_brackets>{_WORDS_OF_STATUS})[)\]])\s*$",
    re.IGNORECASE,
)
_FOREIGN_ID = re.compile(r"\bM\d+(?:_[EI]\d+)*(?:_T\d+)?\b")
_LABEL_IN_TEXT = re.compile(r"\b(?:\d{1,6}(?:\.\d{1,6}){1,3}|[A-Z][A-Z0-9]{0,9}(?:-[A-Z0-9]{1,9}){0,3}-\d{2,6})\b")
_RANGE = re.compile(r"(\d+)\s*(?:-|–|to|through)\s*(?:Task\s*|T)?(\d+)", re.IGNORECASE)
_NUMBER = re.compile(r"\d{1,6}")
_RANGE_LIMIT = 1000
_LENGTH_LIMIT = 1000  # of a heading, item or field that is searched for a status, an estimate or numbers
_KEY_FILE = re.compile(r"(?:\*\*)?(?:`(?P<ticked>[^`]+)`|(?P<bare>[^\s`*]+))(?:\*\*)?\s*(?P<rest>.*)", re.DOTALL)
_NEW = re.compile(r"\s?[(\[](?:new|created?|to be created|to create)[)\]]", re.IGNORECASE)
_FILE_COLUMNS = {"path": ("file", "path", "key file"), "purpose": ("purpose", "what", "role"), "new": ("new", "state")}
_TESTING_COLUMNS = {
    "name": ("task", "testing task", "name", "what"),
    "estimate": ("estimate", "estimated time", "time"),
    "dependencies": ("depends on", "dependencies"),
}
_TESTING_ITEM = late_pattern(
    r"(?P<name>.*?)\s*(?:\((?P<in_brackets>[^()]*\d[^()]*)\)|[:–—-]\s*(?P<behind>~?\d[^:]*))\s*$", re.DOTALL
)
_TESTING_LEAD = re.compile(r"^[A-Z]{0,3}[\d.]{0,9}[:.)]?\s+")
_DEPENDS = re.compile(r"[,;]?\s*depends on:?\s*", re.IGNORECASE)


def read_tasks(outline: Outline, plan_id: str) -> Iterator[Task]:
    """Every task below the tasks sections: a numbered subsection, or one that has a task's fields.

    A backlog without such a section has its tasks wherever a heading says so: `Task 3: Name`. Tasks that are called by a label
    (`Task 1.2`, `ABC-012`) are numbered 1, 2, 3 in their order.
    """
    parts = list(outline.parts("tasks"))
    if parts:
        found = [task for part in parts for below in part.subsections for task in _tasks_in(outline, below, None)]
    else:
        found = [(section, None) for top in outline.backlogs for section in _called_tasks(top)]
    labels = _numbers_of_labels(section for section, _ in found)
    for section, priority in found:
        yield _task(section, labels, plan_id, priority)


def _called_tasks(section: Section) -> Iterator[Section]:
    """The outermost sections that are called a task, in order."""
    if is_called_task(section.title):
        yield section
        return
    for below in section.subsections:
        yield from _called_tasks(below)


def _numbers_of_labels(sections: Iterable[Section]) -> dict[str, int]:
    """The number each label stands for: the place of its first task among all tasks."""
    numbers: dict[str, int] = {}
    for number, section in enumerate(sections, 1):
        label = task_label(section.title)
        if label:
            numbers.setdefault(label, number)
    return numbers


def _is_task(section: Section) -> bool:
    return task_number(section.title) is not None or task_label(section.title) is not None


def _tasks_in(outline: Outline, section: Section, priority: Text | None) -> Iterator[tuple[Section, Text | None]]:
    """The sections of tasks in a section, each with the priority that a heading above gives to all below it."""
    if _is_task(section):
        yield section, priority
        return
    own = list(outline.own(section))
    if not own or own[0].key not in ("", "tasks"):
        return
    if any(_is_task(below) for below in section.walk()):
        group = _GROUP_PRIORITY.match(section.title)
        given = _in_heading(section, group.start(), group.end()) if group else priority
        for below in section.subsections:
            yield from _tasks_in(outline, below, given)
    elif fields_of([section], _KNOWN).all("type", "what to build", "estimated time", "key files"):
        yield section, priority


def _task(section: Section, labels: dict[str, int], plan_id: str, priority: Text | None) -> Task:
    label = task_label(section.title)
    number = labels[label] if label else task_number(section.title) or 0
    fields = fields_of(section.walk(), _KNOWN)
    name, status = _name_and_status(section)
    named = _estimate_in(name)
    given = _heading_pieces(section)
    parts = [below for below in section.subsections if _PART.match(below.title)]
    dependencies = fields.value("depends on", "dependencies")
    verification = fields.all("success verification")
    return Task(
        id=f"{plan_id}_T{number}" if plan_id else f"T{number}",
        number=number,
        name=name[: named.start()].rstrip() if named else name,
        status=status,
        type=fields.value("type", "task type"),
        priority=fields.value("priority") or given["priority"] or priority,
        dependencies=dependencies,
        depends_on=_numbers(dependencies, plan_id, labels),
        estimate=fields.value("estimated time", "estimate", "time") or given["estimate"],
        what=fields.text("what to build", "description"),
        key_files=tuple([file for found in fields.all("key files") for file in _key_files(found)]),
        core=_code(fields, "core functionality"),
        data=_code(fields, "data structures"),
        receives=fields.text("receives"),
        sends=fields.text("sends"),
        database=fields.text("database"),
        smoke_tests=_code(fields, "one smoke test", "smoke test"),
        verification=tuple(
            [c for found in verification for c in commands_of(found.blocks) or inline_command(found.value)]
        ),
        deliverable=fields.text("deliverable"),
        place=section.place,
        end_line=section.end_line,
        found_at=fields.value("found at"),
        part_estimates=tuple([estimate for part in parts if (estimate := _heading_pieces(part)["estimate"])]),
    )


def _estimate_in(title: str) -> re.Match[str] | None:
    return _HEADING_ESTIMATE.search(title) if title.rstrip().endswith((")", "]")) else None


def _heading_pieces(section: Section) -> dict[str, Text | None]:
    """Priority and estimate in brackets at the end of a heading: `Store [3 hours]`, `Store (P0, 4h)`."""
    match = _estimate_in(section.title) if len(section.title) <= _LENGTH_LIMIT else None
    return {
        name: _in_heading(section, *match.span(name)) if match and match[name] else None
        for name in ("priority", "estimate")
    }


def _in_heading(section: Section, start: int, end: int) -> Text:
    place = section.place
    return Text(section.title[start:end], Place(place.path, place.line, place.column + section.level + 1 + start))


def _code(fields: Fields, *names: str) -> tuple[CodeBlock, ...]:
    return tuple([block for found in fields.all(*names) for block in found.code()])


def _name_and_status(section: Section) -> tuple[str, Text | None]:
    """A heading's name and the status typed at its end, with the status' own place."""
    lead = _HEADING_LABEL.match(section.title) if task_label(section.title) else _HEADING_NUMBER.match(section.title)
    title = repaired(section.title[lead.end() :] if lead else section.title)
    match = _STATUS.search(title) if len(title) <= _LENGTH_LIMIT else None
    if not match:
        return title.strip(), None
    word = next((group for group in match.groups() if group is not None), "").strip()
    offset = section.title.rfind(word) if word else len(section.title)
    place = Place(section.place.path, section.place.line, section.place.column + section.level + 1 + offset)
    return title[: match.start()].strip(), Text(word, place) if word else None


def _numbers(dependencies: Text | None, plan_id: str, labels: dict[str, int]) -> tuple[int, ...]:
    """Numbers of this iteration's tasks that a dependency field names; other iterations' ids are left out."""
    if not dependencies:
        return ()
    text = dependencies.value.replace(f"{plan_id}_T", "Task ") if plan_id else dependencies.value
    text = _FOREIGN_ID.sub(" ", text[:_LENGTH_LIMIT])
    if labels:
        text = _LABEL_IN_TEXT.sub(lambda named: f"Task {labels.get(named.group(), named.group())}", text)
    found: dict[int, None] = {}
    for match in _RANGE.finditer(text):
        first, last = int(match.group(1)[:6]), int(match.group(2)[:6])
        if first <= last <= first + _RANGE_LIMIT:
            found.update(dict.fromkeys(range(first, last + 1)))
    found.update(dict.fromkeys(int(number) for number in _NUMBER.findall(text)))
    return tuple(found)


def _key_files(field: Field) -> Iterator[KeyFile]:
    """Key files from fences, list items and tables, or code-ticked on the field's own line."""
    if field.value and field.value.value.startswith("`"):
        yield from _key_file(field.value.value, field.value.place)
    for block in field.blocks:
        yield from _key_files_in(block)


def _key_files_in(block: Block) -> Iterator[KeyFile]:
    if isinstance(block, CodeBlock):
        for number, line in enumerate(block.content.split("\n")):
            if line.strip() and not line.lstrip().startswith("#"):
                column = block.content_column + len(line) - len(line.lstrip())
                yield from _key_file(line.strip(), Place(block.place.path, block.content_line + number, column))
    elif isinstance(block, ListItem):
        yield from _key_file(block.text, block.place)
    elif isinstance(block, Table):
        for row in column_rows(block, _FILE_COLUMNS):
            path = row.get("path")
            if path and path.text:
                new = "new" in row and unmarked(row["new"].text).lower() in ("new", "yes", "x", "created")
                purpose = cell_text(row.get("purpose"))
                marked = f"{path.text}{' (new)' if new else ''} - {purpose.value if purpose else ''}"
                yield from _key_file(marked, path.place)


def _key_file(text: str, place: Place) -> Iterator[KeyFile]:
    match = _KEY_FILE.match(text)
    if match:
        rest = match["rest"]
        new = _NEW.search(rest)
        purpose = _NEW.sub("", rest, count=1) if new else rest
        path = (match["ticked"] or match["bare"]).rstrip(":")
        yield KeyFile(path, " ".join(purpose.lstrip(" -–—:#").split()), new is not None, place)


def read_testing_tasks(outline: Outline) -> Iterator[TestingTask]:
    """Testing tasks from headings with an estimate, tables and list items such as `write unit tests (2 hours)`."""
    for part in outline.parts("testing_tasks"):
        yield from _testing_in(outline, part)


def _testing_in(outline: Outline, section: Section) -> Iterator[TestingTask]:
    """The testing tasks of a section; what stands below a heading that is one says what it covers."""
    estimate = _heading_pieces(section)["estimate"]
    if estimate and section.key != "testing_tasks":
        title = _TESTING_LEAD.sub("", _HEADING_ESTIMATE.sub("", section.title))
        dependencies = fields_of([section], _KNOWN).value("depends on", "dependencies")
        yield TestingTask(title.strip(), estimate, dependencies, section.place)
        return
    for block in section.blocks:
        if isinstance(block, Table):
            yield from _testing_rows(block)
        elif isinstance(block, ListItem) and block.depth == 0:
            yield _testing_item(block)
    own = {id(below) for below in outline.own(section)}
    for below in section.subsections:
        if id(below) in own:
            yield from _testing_in(outline, below)


def _testing_rows(table: Table) -> Iterator[TestingTask]:
    for row in column_rows(table, _TESTING_COLUMNS):
        name = cell_text(row.get("name"))
        if name:
            estimate = cell_text(row.get("estimate"))
            yield TestingTask(name.value, estimate, cell_text(row.get("dependencies")), name.place)


def _testing_item(item: ListItem) -> TestingTask:
    match = _TESTING_ITEM.match(item.text) if len(item.text) <= _LENGTH_LIMIT else None
    if not match:
        return TestingTask(unmarked(item.text), None, None, item.place)
    group = "in_brackets" if match["in_brackets"] else "behind"
    start, end = match.span(group)
    depends = _DEPENDS.search(item.text, start, end)
    estimate = piece(item, start, depends.start() if depends else end)
    dependencies = piece(item, depends.end(), end) if depends else None
    return TestingTask(unmarked(match["name"]), estimate, dependencies, item.place)
