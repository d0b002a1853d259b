"""Task type unknown: a task has no type, or one that nobody defined.

## Why
The type says which parts a task needs and how long it may take. Under a made-up type neither holds.

## Bad
```markdown file=ITERATION.md
## Tasks

### 1. Store 📋 Planned

**Type**: Improvement {PP413}

### 2. Search 📋 Planned {PP413}

**Depends on**: None
```

## Good
```markdown file=ITERATION.md
## Tasks

### 1. Store 📋 Planned

**Type**: Implementation Task

### 2. Which index 📋 Planned

**Type**: Research Spike

### 3. Search 📋 Planned

**Type**: Integration Task

### 4. Services 📋 Planned

**Type**: Wiring Task
```

## Fix
Use one of Implementation Task, Research Spike, Integration Task, Wiring Task; for work that was found on the way, Debt Task,
Refactor Task, Fix Task, Technical Task.
"""

from __future__ import annotations

from collections.abc import Iterator

from planproof.plan.model import Plan
from planproof.plan.rule import Desk, Hit, Rule, Severity
from planproof.plan.task_types import TASK_TYPES, task_type

__all__ = ["RULE"]


def check(plan: Plan, desk: Desk) -> Iterator[Hit]:
    """One hit for each task whose type is missing or none that is defined."""
    for task in plan.tasks:
        if task_type(task) is None:
            written = task.type.value.strip() if task.type else ""
            message = f"`{written}` is no type of task" if written else f"task {task.number} has no type"
            yield Hit(
                task.type.place if task.type else task.place, message, f"use one of {', '.join(TASK_TYPES.values())}"
            )


RULE = Rule("PP413", "task-type-unknown", Severity.ERROR, check_plan=check, about_words=True)
