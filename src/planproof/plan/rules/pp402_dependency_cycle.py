"""Dependency cycle: tasks depend on each other in a circle.

## Why
None of them can be started: each waits for another one.

## Bad
```markdown file=ITERATION.md
## Tasks

### 1. Store 📋 Planned

**Depends on**: Task 3 {PP402}

### 2. Search 📋 Planned

**Depends on**: Task 1

### 3. Board 📋 Planned

**Depends on**: Task 2

### 4. Page 📋 Planned

**Depends on**: Task 4 {PP402}
```

## Good
```markdown file=ITERATION.md
## Tasks

### 1. Store 📋 Planned

**Depends on**: None

### 2. Search 📋 Planned

**Depends on**: Task 1

### 3. Board 📋 Planned

**Depends on**: Task 1, Task 2
```

## Fix
Take out the dependency that isn't one, or cut the part that two tasks need into a task of its own before both.
"""

from __future__ import annotations

from collections.abc import Iterator

from planproof.plan.model import Plan
from planproof.plan.rule import Desk, Hit, Rule, Severity
from planproof.plan.task_order import dependency_circles

__all__ = ["RULE"]


def check(plan: Plan, desk: Desk) -> Iterator[Hit]:
    """One hit for each circle, at the dependency field of its task with the lowest number."""
    tasks = {task.number: task for task in plan.tasks}
    for circle in dependency_circles({number: task.depends_on for number, task in tasks.items()}):
        task = tasks[circle[0]]
        way = " -> ".join(str(number) for number in (*circle, circle[0]))
        place = task.dependencies.place if task.dependencies else task.place
        yield Hit(place, f"tasks wait for each other: {way}", "take out the dependency that isn't one, or split a task")


RULE = Rule("PP402", "dependency-cycle", Severity.ERROR, check_plan=check)
