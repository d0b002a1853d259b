"""Dependency forward: a task depends on one that comes later.

## Why
Tasks are done in their order. One that needs a later one stops whoever follows the plan from top to bottom.

## Bad
```markdown file=ITERATION.md
## Tasks

### 1. Store 📋 Planned

**Depends on**: Task 2 {PP403}

### 2. Schema 📋 Planned

**Depends on**: None
```

## Good
```markdown file=ITERATION.md
## Tasks

### 1. Schema 📋 Planned

**Depends on**: None

### 2. Store 📋 Planned

**Depends on**: Task 1
```

## Fix
Move the task that is needed first before the one that needs it.
"""

from __future__ import annotations

from collections.abc import Iterator

from planproof.plan.model import Plan
from planproof.plan.rule import Desk, Hit, Rule, Severity
from planproof.plan.task_order import dependency_circles

__all__ = ["RULE"]


def check(plan: Plan, desk: Desk) -> Iterator[Hit]:
    """One hit for each dependency on a task with a higher number; circles are PP402's."""
    depends = {task.number: task.depends_on for task in plan.tasks}
    circular = {number for circle in dependency_circles(depends) for number in circle}
    for task in plan.tasks:
        for number in task.depends_on:
            if number > task.number and number in depends and not {number, task.number} <= circular:
                place = task.dependencies.place if task.dependencies else task.place
                yield Hit(
                    place, f"task {task.number} needs task {number}, which comes later", f"move task {number} before it"
                )


RULE = Rule("PP403", "dependency-forward", Severity.WARNING, check_plan=check)
