"""Task numbers broken: numbers of tasks are missing, used twice or leave a gap.

## Why
A task's number is its id (`M1_E1_I1_T2`), in dependencies, briefs and evidence. One that is used twice or moves later points
at the wrong task.

## Bad
```markdown file=ITERATION.md
## Tasks

### 1. Store 📋 Planned

**Type**: Implementation Task

### 1. Search 📋 Planned {PP414}

**Type**: Implementation Task

### 4. Board 📋 Planned {PP414}

**Type**: Implementation Task
```

## Good
```markdown file=ITERATION.md
## Tasks

### 1. Store 📋 Planned

**Type**: Implementation Task

### 2. Search 📋 Planned

**Type**: Implementation Task
```

## Fix
Number the tasks 1, 2, 3 in their order, each number once.
"""

from __future__ import annotations

from collections.abc import Iterator

from planproof.plan.model import Plan
from planproof.plan.rule import Desk, Hit, Rule, Severity

__all__ = ["RULE"]


def check(plan: Plan, desk: Desk) -> Iterator[Hit]:
    """One hit for each task without a number, with one already used in its document, or after a gap."""
    used: dict[str, set[int]] = {}
    last: dict[str, int] = {}
    for task in plan.tasks:
        numbers = used.setdefault(task.place.path, set())
        highest = last.get(task.place.path, 0)
        if task.number == 0:
            yield Hit(task.place, f"the task `{task.name}` has no number", "number the tasks 1, 2, 3")
        elif task.number in numbers:
            yield Hit(task.place, f"the number {task.number} is used twice", f"the next free one is {highest + 1}")
        elif task.number > highest + 1:
            yield Hit(task.place, f"task {task.number} follows task {highest}", f"number it {highest + 1}")
        numbers.add(task.number)
        last[task.place.path] = max(highest, task.number)


RULE = Rule("PP414", "task-numbers-broken", Severity.ERROR, check_plan=check)
