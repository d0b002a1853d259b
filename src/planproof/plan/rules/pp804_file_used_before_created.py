"""File used before it is created: a task needs a file that a later task makes.

## Why
Whoever takes the tasks in their order finds nothing at that path, and makes a file of their own that the
later task then overwrites.

## Bad
````markdown file=BACKLOGS.md
## Tasks

### 1. Serve links 📋 Planned

**Depends on**: None

**Key files**:
```
src/links.py - look links up {PP804}
```

### 2. Store links 📋 Planned

**Depends on**: None

**Key files**:
```
src/links.py (new) - the store of links
```
````

## Good
````markdown file=BACKLOGS.md
## Tasks

### 1. Store links 📋 Planned

**Depends on**: None

**Key files**:
```
src/links.py (new) - the store of links
```

### 2. Serve links 📋 Planned

**Depends on**: Task 1

**Key files**:
```
src/links.py - look links up
```
````

## Fix
Move the task that creates the file forward, or let the other depend on it.
"""

from __future__ import annotations

from collections.abc import Iterator

from planproof.plan.model import Plan
from planproof.plan.rule import Desk, Hit, Rule, Severity
from planproof.plan.task_files import task_order, touches

__all__ = ["RULE"]


def check(plan: Plan, desk: Desk) -> Iterator[Hit]:
    """Every key file that only a later task marks as new, at the task that needs it earlier."""
    order = task_order(plan)
    for path, touched in touches(plan).items():
        creators = [task for task, file in touched if file.new]
        if creators and not desk.exists(path):
            for task, file in touched:
                if task is creators[0]:
                    break
                if not any(order.waits(task.number, creator.number) for creator in creators):
                    message = f"task {task.number} uses {path}, which task {creators[0].number} creates"
                    yield Hit(file.place, message, f"let task {task.number} depend on task {creators[0].number}")


RULE = Rule("PP804", "file-used-before-created", Severity.ERROR, check_plan=check)
