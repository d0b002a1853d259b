"""The list under Progress Tracking names other tasks than the plan.

## Why
Two lists of the same tasks drift apart, and whoever reads only one of them works on a task that is called otherwise or is gone.

## Bad
```markdown file=ITERATION.md
## Tasks

### 1. Shorten a link 📋 Planned

### 2. Follow a link 📋 Planned

## Progress Tracking {PP119}

- [ ] Task 1: Shorten the address - 📋 Planned {PP119}
- [ ] Task 3: Count visits - 📋 Planned {PP119}
```

## Good
```markdown file=ITERATION.md
## Tasks

### 1. Shorten a link 📋 Planned

### 2. Follow a link 📋 Planned

## Progress Tracking

- [ ] Task 1: Shorten a link - 📋 Planned
- [ ] **Task 2**: `Follow a link`

**Status Legend**: 📋 Planned
```

## Fix
Leave the list out: `planproof status` writes it from evidence. Or write each task with its number and name; `check --fix`
corrects the names.
"""

from __future__ import annotations

from collections.abc import Iterator

from planproof.plan.document import ListItem, Place, Section
from planproof.plan.late_pattern import late_pattern
from planproof.plan.lifecycle import without_status
from planproof.plan.model import Plan
from planproof.plan.outline import Outline, outline_of
from planproof.plan.rule import Desk, Edit, Hit, Rule, Severity

__all__ = ["RULE"]

_ITEM = late_pattern(
    r"(?:\*\*)?Task[ \t]+(?P<number>\d{1,6})(?:\*\*)?[ \t]*[:.–—-][ \t]*(?:\*\*)?[ \t]*(?P<name>[^\n]*)"
)
_MARKS = late_pattern(r"[`*_]")


def check(plan: Plan, desk: Desk) -> Iterator[Hit]:
    """Items of tasks that aren't there or have another name, and lists that leave tasks out."""
    names = {task.number: task.name for task in plan.tasks}
    if not names:
        return
    for document in plan.documents:
        outline = outline_of(document)
        for section in outline.headings:
            if section.key == "progress":
                yield from _in_section(section, outline, names)


def _in_section(section: Section, outline: Outline, names: dict[int, str]) -> Iterator[Hit]:
    listed = set()
    for block in section.all_blocks():
        if not isinstance(block, ListItem) or outline.is_hidden(outline.offset(block.place.line)):
            continue
        match = _ITEM.match(block.text)
        if not match:
            continue
        number, name = int(match["number"]), without_status(match["name"])
        listed.add(number)
        if number not in names:
            yield Hit(block.place, f"the plan has no task {number}", "leave it out, or plan it under Tasks")
        elif _plain(name) != _plain(names[number]):
            message = f"task {number} is called {name!r} here and {names[number]!r} under Tasks"
            yield Hit(block.place, message, "call it the same", _renamed(outline, block, name, names[number]))
    missing = sorted(names.keys() - listed)
    if listed and missing:
        text = ", ".join(map(str, missing[:10]))
        yield Hit(section.place, f"the list leaves out task {text}", "leave the whole list to planproof status")


def _plain(name: str) -> str:
    return " ".join(_MARKS.sub("", name).casefold().split()).rstrip(".")


def _renamed(outline: Outline, item: ListItem, name: str, wanted: str) -> tuple[Edit, ...]:
    """The edit that writes the task's name; none where the old one stands there twice or can't be found."""
    line = outline.lines[item.place.line - 1]
    if not name or line.count(name) != 1 or "\n" in wanted:
        return ()
    return (Edit(Place(item.place.path, item.place.line, line.index(name) + 1), name, wanted),)


RULE = Rule("PP119", "progress-list-disagrees", Severity.ERROR, check_plan=check, fixes=True)
