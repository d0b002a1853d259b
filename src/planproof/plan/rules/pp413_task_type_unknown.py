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

## Bad
What every task lacks, of three or more, is one defect of the plan and said once, at the first of them.

```markdown file=ITERATION.md
## Tasks

### 1. Store 📋 Planned {PP413}

**Depends on**: None

### 2. Search 📋 Planned

**Depends on**: None

### 3. Page 📋 Planned

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

from planproof.plan.alike import alike, named
from planproof.plan.model import Plan
from planproof.plan.rule import Desk, Hit, Rule, Severity
from planproof.plan.task_types import TASK_TYPES, task_type

__all__ = ["RULE"]


def check(plan: Plan, desk: Desk) -> Iterator[Hit]:
    """One hit for each task whose type is missing or none that is defined."""
    hint = f"use one of {', '.join(TASK_TYPES.values())}"
    lacking = []
    for task in plan.tasks:
        written = task.type.value.strip() if task.type else ""
        if not written:
            place = task.type.place if task.type else task.place
            lacking.append(Hit(place, f"task {task.number} has no type", hint))
        elif task.type and task_type(task) is None:
            yield Hit(task.type.place, f"`{written}` is no type of task", hint)
    types = f"a task's type is read from **Type**: {', '.join(TASK_TYPES.values())}"
    yield from alike(lacking, plan.tasks, f"none of the {named(plan.tasks)} has a type", types)


RULE = Rule("PP413", "task-type-unknown", Severity.ERROR, check_plan=check, about_words=True)
