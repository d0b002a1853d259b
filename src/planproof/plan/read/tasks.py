"""Tasks and testing tasks, from the backlog of the three-document form or the iteration document."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache

import msgspec

from planproof.plan.decode import repaired
from planproof.plan.document import Block, Cell, CodeBlock, Document, ListItem, Paragraph, Place, Section, Table, Text
from planproof.plan.late_pattern import late_pattern
from planproof.plan.model import KeyFile, Task, TestingTask
from planproof.plan.read.commands import commands_of, inline_command
from planproof.plan.read.fields import Field, Fields, fields_of
from planproof.plan.read.listed_tasks import Listed, Row, listed_tasks
from planproof.plan.read.outline import Outline, is_called_task, is_labelled_task, task_label, task_number
from planproof.plan.read.words import cell_text, column_rows, piece, ticked, unmarked

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
_HEADING_NUMBER = late_pattern(r"(?:Task(?:[ \t]+|-?(?=\d))|T(?=\d))?\d*[ \t]*[.:)–—-]?[ \t]*", re.IGNORECASE)
_HEADING_LABEL = late_pattern(r"(?:Task[ \t]+)?[A-Z0-9.-]*\d[ \t]*[.:)–—-]?[ \t]*", re.IGNORECASE)
_PART = late_pattern(r"\d{1,6}\.\d{1,6}\b")
_HEADING_ESTIMATE = late_pattern(
    r"\s*[(\[](?:(?P<priority>P\d)\s*,\s*)?(?P<estimate>~?\d+(?:\.\d+)?(?:\s*[-–]\s*\d+(?:\.\d+)?)?\s*"
    r"(?:hours?|hrs?|h|minutes?|min|m|days?|d))[)\]]\s*$",
    re.IGNORECASE,
)
_GROUP_PRIORITY = late_pattern(r"(?:priority\s+\d|P\d|(?:critical|high|medium|low)\s+priority)\b", re.IGNORECASE)
_PICTURE = "\u2300-\u23ff\u2460-\u24ff\u25a0-\u27bf\u2b00-\u2bff\ufe0f\U0001f000-\U0001faff"
_WORDS_OF_STATUS = (
    r"planned|in[ -]progress|doing|complete[d]?|done|finished|blocked|to[ -]?do|not started|open|closed|proved|started"
)
_STATUS = late_pattern(
    rf"(?:\s*[{_PICTURE}][{_PICTURE}\s]*(?P<behind_picture>[^{_PICTURE}]*)"
    rf"|\s+[–—-]\s+(?P<behind_dash>{_WORDS_OF_STATUS})|\s*[(\[](?P<in_brackets>{_WORDS_OF_STATUS})[)\]])\s*$",
    re.IGNORECASE,
)
_STATUS_MARK = late_pattern(rf"[{_PICTURE}–—(\[-]")
_FOREIGN_ID = late_pattern(r"\bM\d+(?:_[EI]\d+)*(?:_T\d+)?\b")
_LABEL_IN_TEXT = late_pattern(r"\b(?:\d{1,6}(?:\.\d{1,6}){1,3}|[A-Z][A-Z0-9]{0,9}(?:-[A-Z0-9]{1,9}){0,3}-\d{2,6})\b")
_ALL_EARLIER = late_pattern(
    r"\ball\b[^,;\d]{0,40}\b(?:above|previous|preceding|earlier|prior|before|implementation|others?)\b"
    r"|\b(?:everything|all) (?:tasks )?(?:above|before)\b",
    re.IGNORECASE,
)
_GROUP_OF_TASKS = late_pattern(r"\b(?:day|phase|week|sprint|stage|wave|milestone|epic)s?[ \t]+\d+", re.IGNORECASE)
_LONG_WORD = late_pattern(r"[^\W\d_]{4,}")
_BETWEEN_NAMES = late_pattern(r"[,;/]|\band\b")
_WORD = late_pattern(r"[A-Za-z][\w-]*(?:\.\d+)*")
_RANGE = late_pattern(r"(\d+)\s*(?:-|–|to|through)\s*(?:Task\s*|T)?(\d+)", re.IGNORECASE)
_NUMBER = late_pattern(r"\d{1,6}")
_BARE_PRIORITY = late_pattern(
    r"^Priority:[ \t]{0,9}((?:P\d|critical|highest|high|medium|low(?:est)?|must|should|could)\b[^\n]{0,200})$",
    re.IGNORECASE | re.MULTILINE,
)
_RANGE_LIMIT = 1000
_LENGTH_LIMIT = 1000  # of a heading, item or field that is searched for a status, an estimate or numbers
_KEY_FILE = late_pattern(r"(?:\*\*)?(?:`(?P<ticked>[^`]+)`|(?P<bare>[^\s`*]+))(?:\*\*)?\s*(?P<rest>.*)", re.DOTALL)
_NEW = late_pattern(r"\s?[(\[](?:new|created?|to be created|to create)[)\]]", re.IGNORECASE)
_FILE_COLUMNS = {"path": ("file", "path", "key file"), "purpose": ("purpose", "what", "role"), "new": ("new", "state")}
_TESTING_COLUMNS = {
    "name": ("task", "testing task", "name", "what", "description", "title", "test"),
    "estimate": ("estimate", "estimated time", "time"),
    "dependencies": ("depends on", "dependencies"),
}
_TESTING_ITEM = late_pattern(
    r"(?P<name>.*?)\s*(?:\((?P<in_brackets>[^()]*\d[^()]*)\)|[:–—-]\s*(?P<behind>~?\d[^:]*))\s*$", re.DOTALL
)
_COVERAGE_GOAL = late_pattern(
    r"(?:[A-Z]\w{0,20}\s{1,3})?(?:[<>=≥]{0,2}\s?)?\d{1,3}\s?%\s[^\n.]{0,60}\bcoverage\b", re.IGNORECASE
)
_TESTING_LEAD = late_pattern(r"^[A-Z]{0,3}[\d.]{0,9}[:.)]?\s+")
_DEPENDS = late_pattern(r"[,;]?\s*depends on:?\s*", re.IGNORECASE)
_DEPENDS_IN_LINE = late_pattern(r"\s*[(\[,;–—-]*\s*\bdepends on:?\s+([^()\[\]]{1,200})[)\]]?", re.IGNORECASE)
_BOLD_LEAD = late_pattern(r"\*\*(?:Task:\s{0,9})?([^*\n]{1,200})\*\*\s*[:–—-]*\s*")
_ITEM_ESTIMATE = late_pattern(
    r"\s+[–—-]\s*(~?\d{1,4}(?:\.\d{1,2})?\s*(?:hours?|hrs?|h|minutes?|min|days?|d))\s*$", re.IGNORECASE
)
_BARE_NUMBER = late_pattern(r"~?\d+(?:\.\d+)?(?:\s*[-–]\s*\d+(?:\.\d+)?)?")
_BOX_LINE = late_pattern(r"^\s*[-*] \[[ xX]\] \S", re.MULTILINE)
_ONLY_OF_TASKS = ("estimated time", "estimate", "key files", "what to build", "success verification")
_ONLY_FIELDS = late_pattern(
    r"(?:\*\*[^*\n:]{1,60}:?\*\*:?[ \t]*[^\s*:][^\n]*(?:\n|\Z))+"
)  # `**File**: a.py`, each with a value
_BARE_FIELD = late_pattern(r"([A-Za-z][A-Za-z /-]{1,40}):(?=\s|$)")
_LEAD_OF_FIELD = late_pattern(r"\*\*([^*\n]{1,60})(?::\*\*|\*\*\s*:)")
_WHAT_BY_OTHER_NAMES = (
    "scope",
    "objective",
    "goal",
    "summary",
    "implementation tasks",
    "implementation steps",
    "subtasks",
    "steps",
)


def read_tasks(outline: Outline, plan_id: str, documents: Sequence[Document] = ()) -> Iterator[Task]:
    """Every task below the tasks sections: a numbered subsection, or one that has a task's fields.

    A backlog without such a section has its tasks wherever a heading says so: `Task 3: Name`, `ABC-012: Name`. Tasks that are
    called by a label (`Task 1.2`, `ABC-012`) are numbered 1, 2, 3 in their order. Where no task has a heading, the items of lists
    and the rows of tables are tasks (`listed_tasks`).

    Args:
        documents: those that the outline was made of; without them no lists and tables are read.
    """
    found = _headed_tasks(outline)
    labels = _numbers_of_labels(section for section, _ in found)
    earlier: dict[int, str] = {}
    of_all = _priority_of_all(outline)
    for section, priority in found:
        label = task_label(section.title)
        number = labels[label] if label else task_number(section.title) or 0
        yield (task := _task(section, number, labels, plan_id, earlier, priority or of_all))
        earlier[number] = task.name
    if not found and documents:
        listed = listed_tasks(outline, documents)
        labels = {task.label: task.number for task in listed if task.label}
        for item in listed:
            given = _group_priority(item.group) or of_all
            if item.section:
                yield (task := _task_of_item(item, item.section, labels, plan_id, earlier, given))
            elif item.row:
                yield (task := _task_of_row(item, item.row, labels, plan_id, earlier, given))
            else:
                continue
            earlier[item.number] = task.name


def _priority_of_all(outline: Outline) -> Text | None:
    """The priority that an overview of the backlog gives to the whole iteration: a field of a section that is no task's."""
    for top in outline.backlogs:
        for section in (top, *top.subsections):
            if section.key == "" and not _is_task(section):
                found = fields_of([section], _KNOWN).value("priority") or _bare_priority(section)
                if found:
                    return found
    return None


def _bare_priority(section: Section) -> Text | None:
    """A priority on a line of its own without emphasis, `Priority: P0`, in the first paragraphs of a section."""
    for block in section.blocks[:2]:
        match = _BARE_PRIORITY.search(block.text[:_LENGTH_LIMIT]) if isinstance(block, Paragraph) else None
        if match and isinstance(block, Paragraph):
            return piece(block, match.start(1), match.end(1))
    return None


def _headed_tasks(outline: Outline) -> list[tuple[Section, Text | None]]:
    """The sections of tasks, each with the priority that a heading above gives to all below it."""
    parts = list(outline.parts("tasks"))
    found = [task for part in parts for below in part.subsections for task in _tasks_in(outline, below, None)]
    if not found and not any(_holds_a_list(section) for part in parts for section in outline.own(part)):
        found = [task for top in outline.backlogs for task in _called_tasks(top, None)]
        planned = sum(map(_looks_planned, found))
        if 2 * planned < len(found):  # a list of wishes, or of decisions: labelled, and nothing says when or how long
            found = [(section, given) for section, given in found if is_called_task(section.title)]
    return found


def _looks_planned(task: tuple[Section, Text | None]) -> bool:
    """Whether a labelled section has something that only a task has: an estimate, a priority of its own, one of a task's fields."""
    section, _ = task
    given = _heading_pieces(section)
    return (
        is_called_task(section.title)
        or bool(given["estimate"] or given["priority"])
        or bool(
            fields_of([section], _KNOWN).all(
                "estimated time", "estimate", "key files", "what to build", "success verification"
            )
        )
    )


def _holds_a_list(section: Section) -> bool:
    return any(isinstance(block, (ListItem, Table)) for block in section.blocks)


def _called_tasks(section: Section, priority: Text | None) -> Iterator[tuple[Section, Text | None]]:
    """The outermost sections that are called a task, each with the priority that a heading above gives to all below it."""
    if is_called_task(section.title) or is_labelled_task(section.title):
        yield section, priority
        return
    given = _group_priority(section) or priority
    for below in section.subsections:
        if below.key in ("", "tasks"):
            yield from _called_tasks(below, given)


def _group_priority(section: Section) -> Text | None:
    group = _GROUP_PRIORITY.match(section.title)
    return _in_heading(section, group.start(), group.end()) if group else None


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
        given = _group_priority(section) or priority
        for below in section.subsections:
            yield from _tasks_in(outline, below, given)
    elif fields_of([section], _KNOWN).all("type", "what to build", "estimated time", "key files"):
        yield section, priority


def _task(
    section: Section,
    number: int,
    labels: dict[str, int],
    plan_id: str,
    earlier: Mapping[int, str],
    priority: Text | None = None,
    behind_name: Text | None = None,
) -> Task:
    fields = fields_of(section.walk(), _KNOWN)
    name, status = _name_and_status(section)
    named = _estimate_in(name)
    given = _heading_pieces(section)
    parts = [below for below in section.subsections if _PART.match(below.title)]
    dependencies = fields.value("depends on", "dependencies")
    verification = fields.all("success verification")
    return Task(
        id=_task_id(plan_id, number),
        number=number,
        name=name[: named.start()].rstrip() if named else name,
        status=status,
        type=fields.value("type", "task type"),
        priority=fields.value("priority") or given["priority"] or priority,
        dependencies=dependencies,
        depends_on=_numbers(dependencies, plan_id, labels, earlier),
        estimate=fields.value("estimated time", "estimate", "time") or given["estimate"],
        what=fields.text("what to build", "description")
        or fields.text(*_WHAT_BY_OTHER_NAMES)
        or behind_name
        or _untitled(section)
        or next((said for part in parts if (said := _untitled(part))), None),
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


def _task_id(plan_id: str, number: int) -> str:
    return f"{plan_id}_T{number}" if plan_id else f"T{number}"


def _untitled(section: Section) -> Text | None:
    """What a task says without a field: boxes in code that is no code, behind `Scope:`, before a field with lines of its own."""
    for block in section.blocks:
        if isinstance(block, CodeBlock) and _BOX_LINE.search(block.content):
            return Text(block.content, Place(block.place.path, block.content_line, block.content_column))
        lead = _LEAD_OF_FIELD.match(block.text) if isinstance(block, ListItem) else None
        if lead and isinstance(block, ListItem) and lead.group(1).strip(" :").lower() in _WHAT_BY_OTHER_NAMES:
            return piece(block, lead.end())
    first = next(
        (
            block
            for block in section.blocks
            if isinstance(block, ListItem) or (isinstance(block, Paragraph) and not _ONLY_FIELDS.fullmatch(block.text))
        ),
        None,
    )
    if first is None or _LEAD_OF_FIELD.match(first.text):
        return None
    bare = _BARE_FIELD.match(first.text)
    return None if bare and bare.group(1).lower() in _KNOWN else piece(first)


def _task_of_item(
    listed: Listed,
    section: Section,
    labels: dict[str, int],
    plan_id: str,
    earlier: Mapping[int, str],
    priority: Text | None,
) -> Task:
    """The task of a list's item: a name in bold, or all of its first line; what follows the bold says what to build."""
    bold = _BOLD_LEAD.match(section.title)
    estimated = _estimate_in(section.title) if len(section.title) <= _LENGTH_LIMIT else None
    behind = section.title[bold.end() : estimated.start() if estimated else None].rstrip() if bold else ""
    said = _in_heading(section, bold.end(), bold.end() + len(behind)) if bold and behind else None
    task = _task(section, listed.number, labels, plan_id, earlier, priority, said)
    named = _ITEM_ESTIMATE.search(task.name) if not task.estimate and not bold else None
    depends = None if task.dependencies else _DEPENDS_IN_LINE.search(section.title[:_LENGTH_LIMIT])
    dependencies = _in_heading(section, *depends.span(1)) if depends else task.dependencies
    name = bold.group(1).strip(" :") if bold else task.name[: named.start()].rstrip() if named else task.name
    return msgspec.structs.replace(
        task,
        name=_DEPENDS_IN_LINE.sub("", name).strip() or name,
        estimate=task.estimate or (Text(named.group(1), section.place) if named else None),
        dependencies=dependencies,
        depends_on=_numbers(dependencies, plan_id, labels, earlier),
    )


def _task_of_row(
    listed: Listed,
    row: Row,
    labels: dict[str, int],
    plan_id: str,
    earlier: Mapping[int, str],
    priority: Text | None,
) -> Task:
    """The task of a table's row, each of its fields the cell of a column."""
    cells = {name: cell_text(cell) for name, cell in row.cells.items()}
    name, estimate, files, verification = (cells.get(key) for key in ("name", "estimate", "files", "verification"))
    place = row.cells["name"].place
    if estimate and row.in_days and _BARE_NUMBER.fullmatch(estimate.value):
        estimate = Text(f"{estimate.value} days", estimate.place)
    return Task(
        id=_task_id(plan_id, listed.number),
        number=listed.number,
        name=name.value if name else "",
        status=cells.get("status"),
        type=cells.get("type"),
        priority=cells.get("priority") or priority,
        dependencies=cells.get("dependencies"),
        depends_on=_numbers(cells.get("dependencies"), plan_id, labels, earlier),
        estimate=estimate,
        what=cells.get("what"),
        key_files=tuple([file for path in _paths_in(row.cells.get("files")) if (file := _key_file(path, place))])
        if files
        else (),
        core=(),
        data=(),
        receives=None,
        sends=None,
        database=None,
        smoke_tests=(),
        verification=inline_command(Text(row.cells["verification"].text, verification.place)) if verification else (),
        deliverable=cells.get("deliverable"),
        place=place,
        end_line=place.line,
    )


def _paths_in(cell: Cell | None) -> list[str]:
    """The paths in a cell, code-ticked or with commas between them."""
    if not cell:
        return []
    return ticked(cell.text) or [path.strip() for path in cell.text.split(",") if path.strip()]


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
    match = _status_in(title) if len(title) <= _LENGTH_LIMIT else None
    if not match:
        return title.strip(), None
    word = next((group for group in match.groups() if group is not None), "").strip()
    offset = section.title.rfind(word) if word else len(section.title)
    place = Place(section.place.path, section.place.line, section.place.column + section.level + 1 + offset)
    return title[: match.start()].strip(), Text(word, place) if word else None


def _status_in(title: str) -> re.Match[str] | None:
    """The status at the end of a title; looked for from the first character that can lead one, which is found in no time."""
    mark = _STATUS_MARK.search(title)
    return _STATUS.search(title, len(title[: mark.start()].rstrip())) if mark else None


def _numbers(
    dependencies: Text | None, plan_id: str, labels: dict[str, int], earlier: Mapping[int, str]
) -> tuple[int, ...]:
    """Numbers of this iteration's tasks that a dependency field names; other iterations' ids are left out.

    Args:
        earlier: the names of the tasks before this one by number: "all above" stands for them, words of a name for one.
    """
    if not dependencies:
        return ()
    written = dependencies.value[:_LENGTH_LIMIT]
    if _means_all_earlier(written):
        return tuple(earlier)
    text = dependencies.value.replace(f"{plan_id}_T", "Task ") if plan_id else dependencies.value
    text = _without_foreign(text[:_LENGTH_LIMIT])
    if labels:
        text = _LABEL_IN_TEXT.sub(lambda named: f"Task {labels.get(named.group(), named.group())}", text)
        text = _WORD.sub(lambda word: f"Task {labels[word.group()]}" if word.group() in labels else word.group(), text)
    return _numbers_in(text) or tuple(_named_in_words(text, earlier))


# Dependencies are written alike in many plans, `None` and `Task 1, Task 2`, so what they say is kept.
@lru_cache(maxsize=512)
def _means_all_earlier(text: str) -> bool:
    return _ALL_EARLIER.search(text) is not None


@lru_cache(maxsize=512)
def _without_foreign(text: str) -> str:
    """The text without ids of other iterations and without numbers of days, phases and the like."""
    return _GROUP_OF_TASKS.sub(" ", _FOREIGN_ID.sub(" ", text))


@lru_cache(maxsize=512)
def _numbers_in(text: str) -> tuple[int, ...]:
    """The numbers in a text, `2-4` as all three."""
    found: dict[int, None] = {}
    for match in _RANGE.finditer(text):
        first, last = int(match.group(1)[:6]), int(match.group(2)[:6])
        if first <= last <= first + _RANGE_LIMIT:
            found.update(dict.fromkeys(range(first, last + 1)))
    found.update(dict.fromkeys(int(number) for number in _NUMBER.findall(text)))
    return tuple(found)


def _named_in_words(text: str, earlier: Mapping[int, str]) -> Iterator[int]:
    """Earlier tasks whose name holds all words of a part of the text, `mode detection` for `Mode Detection Logic`."""
    for part in _BETWEEN_NAMES.split(text):
        words = _words_of_name(part)
        if len(words) > 1:
            yield from (number for number, name in earlier.items() if words <= _words_of_name(name))


@lru_cache(maxsize=512)
def _words_of_name(text: str) -> frozenset[str]:
    return frozenset(word.lower().rstrip("s") for word in _LONG_WORD.findall(text))


def _key_files(field: Field) -> Iterator[KeyFile]:
    """Key files from fences, list items and tables, or code-ticked on the field's own line."""
    if field.value and field.value.value.startswith("`"):
        yield from filter(None, [_key_file(field.value.value, field.value.place)])
    for block in field.blocks:
        yield from filter(None, _key_files_in(block))


def _key_files_in(block: Block) -> Iterator[KeyFile | None]:
    if isinstance(block, CodeBlock):
        for number, line in enumerate(block.content.split("\n")):
            text = line.lstrip()
            if text and text[0] != "#":
                column = block.content_column + len(line) - len(text)
                yield _key_file(text.rstrip(), Place(block.place.path, block.content_line + number, column))
    elif isinstance(block, ListItem):
        yield _key_file(block.text, block.place)
    elif isinstance(block, Table):
        for row in column_rows(block, _FILE_COLUMNS):
            path = row.get("path")
            if path and path.text:
                new = "new" in row and unmarked(row["new"].text).lower() in ("new", "yes", "x", "created")
                purpose = cell_text(row.get("purpose"))
                marked = f"{path.text}{' (new)' if new else ''} - {purpose.value if purpose else ''}"
                yield _key_file(marked, path.place)


def _key_file(text: str, place: Place) -> KeyFile | None:
    match = _KEY_FILE.match(text)
    if not match:
        return None
    ticked, bare, rest = match.groups()
    new = _NEW.search(rest) if "(" in rest or "[" in rest else None
    purpose = rest[: new.start()] + rest[new.end() :] if new else rest
    return KeyFile((ticked or bare).rstrip(":"), " ".join(purpose.lstrip(" -–—:#").split()), new is not None, place)


def read_testing_tasks(outline: Outline) -> Iterator[TestingTask]:
    """Testing tasks from headings with an estimate, tables and list items such as `write unit tests (2 hours)`."""
    for part in outline.parts("testing_tasks"):
        yield from _testing_in(outline, part)


def _testing_in(outline: Outline, section: Section) -> Iterator[TestingTask]:
    """The testing tasks of a section; what stands below a heading that is one says what it covers.

    `Achieve 100% line coverage` among them is what the others come to, not a task.
    """
    estimate = _heading_pieces(section)["estimate"]
    if estimate and section.key != "testing_tasks":
        title = _TESTING_LEAD.sub("", _HEADING_ESTIMATE.sub("", section.title))
        dependencies = fields_of([section], _KNOWN).value("depends on", "dependencies")
        yield TestingTask(title.strip(), estimate, dependencies, section.place)
        return
    for block in section.blocks:
        if isinstance(block, Table):
            yield from _testing_rows(block)
        elif isinstance(block, ListItem) and block.depth == 0 and not _COVERAGE_GOAL.match(block.text):
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
