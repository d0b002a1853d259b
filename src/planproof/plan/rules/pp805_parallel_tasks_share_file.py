"""Parallel tasks share a file: two tasks touch one file and neither waits for the other.

## Why
Tasks without a dependency between them may be given to two agents at once. Both change the same file, and one of them loses
its work in the merge.

## Bad
````markdown file=BACKLOGS.md
## Tasks

### 1. Follow links 📋 Planned

**Depends on**: None

**Key files**:
```
src/app.py - the route that redirects
```

### 2. Count visits 📋 Planned

**Depends on**: None

**Key files**:
```
src/app.py - the route that counts {PP805}
```
````

## Good
````markdown file=BACKLOGS.md
## Tasks

### 1. Follow links 📋 Planned

**Depends on**: None

**Key files**:
```
src/app.py - the route that redirects
```

### 2. Count visits 📋 Planned

**Depends on**: Task 1

**Key files**:
```
src/app.py - the route that counts
```
````

## Fix
Let one task depend on the other, or give each a file of its own.
"""

from __future__ import annotations

from collections.abc import Iterator

from planproof.plan.model import Plan
from planproof.plan.rule import Desk, Hit, Rule, Severity
from planproof.plan.task_files import task_order, touches

__all__ = ["RULE"]


def check(plan: Plan, desk: Desk) -> Iterator[Hit]:
    """Every key file of a task that an earlier task touches too, when nothing puts them in order."""
    order = task_order(plan)
    for path, touched in touches(plan).items():
        earlier = 0
        for task, file in touched:
            other = order.first_unordered(task.number, earlier)
            if other is not None:
                message = f"{path} is touched by task {other} too, and neither waits for the other"
                yield Hit(file.place, message, f"let task {task.number} depend on task {other}")
            earlier |= order.bit(task.number)


RULE = Rule("PP805", "parallel-tasks-share-file", Severity.WARNING, check_plan=check)
