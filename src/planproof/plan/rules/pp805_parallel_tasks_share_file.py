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
from planproof.plan.task_files import touches, waits_for

__all__ = ["RULE"]


def check(plan: Plan, desk: Desk) -> Iterator[Hit]:
    """Every key file of a task that an earlier task touches too, when nothing puts them in order."""
    before = waits_for(plan)
    for path, touched in touches(plan).items():
        for position, (task, file) in enumerate(touched):
            own = before.get(task.number, frozenset())
            for other, _ in touched[:position]:
                if other.number not in own and task.number not in before.get(other.number, frozenset()):
                    message = f"{path} is touched by task {other.number} too, and neither waits for the other"
                    yield Hit(file.place, message, f"let task {task.number} depend on task {other.number}")
                    break


RULE = Rule("PP805", "parallel-tasks-share-file", Severity.WARNING, check_plan=check)
