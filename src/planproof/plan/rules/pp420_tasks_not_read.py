"""Tasks not read: the section Tasks holds something, and none of it is read as a task.

## Why
A task that isn't read has no estimate, no smoke test and no proof, and nothing says so.

## Bad
```markdown file=BACKLOGS.md
## Tasks {PP420}

First the store of links (half a day), then the page of a link.
```

## Bad
```markdown file=BACKLOGS.md
## Tasks {PP420}

### Store of links

Keeps them in a table.
```

## Good
```markdown file=BACKLOGS.md
## Tasks

### 1) Store of links (0.5d)

### Task 2: Page of a link

### LINK-003: Redirect
```

## Good
```markdown file=BACKLOGS.md
## Tasks

1. [ ] Store of links (0.5d)
2. [ ] Page of a link (1d)
```

## Good
```markdown file=BACKLOGS.md
## Tasks

| ID | Task | Estimate | Depends on |
|---|---|---|---|
| LINK-1 | Store of links | 0.5d | |
| LINK-2 | Page of a link | 1d | LINK-1 |
```

## Fix
Give each task a heading with a number of its own: `### 1. Store of links`, `### Task 1: …`, `### Task 1.1: …` or `### LINK-001: …`;
or write them as a numbered list, or as a table with a column Task.
"""

from __future__ import annotations

from collections.abc import Iterator

from planproof.plan.document import Comment, Section
from planproof.plan.model import Plan
from planproof.plan.rule import Desk, Hit, Rule, Severity

__all__ = ["RULE"]

_WITH_TASKS = frozenset(("BACKLOGS", "ITERATION"))


def check(plan: Plan, desk: Desk) -> Iterator[Hit]:
    """One hit for a plan without any task, at the first section of tasks that holds something."""
    if plan.tasks:
        return
    for document in plan.documents:
        sections = (section for section in document.walk() if section.key == "tasks")
        filled = next((section for section in sections if _holds_something(section)), None)
        if document.kind in _WITH_TASKS and filled:
            yield Hit(
                filled.place,
                f"nothing under {filled.title!r} is read as a task",
                "give each task a heading (`### 1. Name`, `### ABC-001: Name`), an item `1. Name` or a row under a column Task",
            )
            return


def _holds_something(section: Section) -> bool:
    return bool(section.subsections) or any(not isinstance(block, Comment) for block in section.blocks)


RULE = Rule("PP420", "tasks-not-read", Severity.ERROR, check_plan=check)
