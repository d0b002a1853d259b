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

from planproof.plan.model import Plan
from planproof.plan.rule import Desk, Hit, Rule, Severity

__all__ = ["RULE"]


def check(plan: Plan, desk: Desk) -> Iterator[Hit]:
    """One hit for each task in a BACKLOGS document without a priority."""
    backlog = plan.document("BACKLOGS")
    for task in plan.tasks:
        written = task.priority and task.priority.value.strip(" -–—?")
        if backlog and task.place.path == backlog.path and not written:
            yield Hit(task.place, f"task {task.number} has no priority", "add **Priority**: P0, P1 or P2")


RULE = Rule("PP404", "priority-missing", Severity.ERROR, check_plan=check)
