"""Priority missing: a task of a backlog doesn't say how urgent it is.

## Why
A backlog is ordered by priority. When time runs out, the tasks without one are cut by chance.

## Bad
```markdown file=BACKLOGS.md
## Implementation Tasks

### 1. Store 📋 Planned

**Type**: Implementation Task **Priority**: P0

### 2. Search 📋 Planned {PP404}

**Type**: Implementation Task
```

## Bad
What every task lacks, of three or more, is one defect of the plan and said once, at the first of them.

```markdown file=BACKLOGS.md
## Tasks

### 1. Store 📋 Planned {PP404}

**Type**: Implementation Task

### 2. Search 📋 Planned

**Type**: Implementation Task

### 3. Page 📋 Planned

**Type**: Implementation Task
```

## Good
```markdown file=BACKLOGS.md
## Implementation Tasks

### 1. Store 📋 Planned

**Type**: Implementation Task **Priority**: P0
```

## Good
```markdown file=ITERATION.md
## Tasks

### 1. Store 📋 Planned

**Type**: Implementation Task
```

## Fix
Add `**Priority**: P0` (or P1, P2, high, medium, low). An `ITERATION.md` has no priorities: its order says it.
"""

from __future__ import annotations

from collections.abc import Iterator

from planproof.plan.alike import alike, named
from planproof.plan.model import Plan
from planproof.plan.rule import Desk, Hit, Rule, Severity

__all__ = ["RULE"]


def check(plan: Plan, desk: Desk) -> Iterator[Hit]:
    """One hit for each task in a BACKLOGS document without a priority."""
    backlog = plan.document("BACKLOGS")
    tasks = [task for task in plan.tasks if backlog and task.place.path == backlog.path]
    lacking = [
        Hit(task.place, f"task {task.number} has no priority", "add **Priority**: P0, P1 or P2")
        for task in tasks
        if not (task.priority and task.priority.value.strip(" -–—?"))
    ]
    hint = "a task's priority is read from **Priority**: P0, P1 or P2, or a column Priority"
    yield from alike(lacking, tasks, f"none of the {named(tasks)} has a priority", hint)


RULE = Rule("PP404", "priority-missing", Severity.ERROR, check_plan=check)
