"""Testing task missing: a backlog plans no time for tests.

## Why
Tests that nobody planned time for are written last, in a hurry, or not at all. A backlog names them as tasks with estimates.

## Bad
```markdown file=BACKLOGS.md
# Backlog {PP410}

## Implementation Tasks

### 1. Store 📋 Planned

**Priority**: P0
```

## Good
```markdown file=BACKLOGS.md
# Backlog

## Implementation Tasks

### 1. Store 📋 Planned

**Priority**: P0

## Testing Tasks

| Task | Estimate |
|---|---|
| Unit tests of the store | 2 hours |
```

## Good
```markdown file=BACKLOGS.md
# Backlog

## Tasks

### 1. Store 📋 Planned

**Priority**: P0

### 2. Integration tests of the store 📋 Planned

**Priority**: P0
```

## Good
```markdown file=BACKLOGS.md
# Backlog

## Tasks

### 1. Test that the store compiles 📋 Planned

**Priority**: P0
```

## Fix
Add the section Testing Tasks to `BACKLOGS.md` with one row a task and its estimate.
"""

from __future__ import annotations

from collections.abc import Iterator

from planproof.plan.document import Place
from planproof.plan.model import Plan
from planproof.plan.rule import Desk, Hit, Rule, Severity
from planproof.plan.task_types import is_testing

__all__ = ["RULE"]


def check(plan: Plan, desk: Desk) -> Iterator[Hit]:
    """One hit for a plan with a BACKLOGS document and no testing task, at its section if there is one."""
    backlog = plan.document("BACKLOGS")
    if backlog and plan.tasks and not plan.testing_tasks and not any(is_testing(task) for task in plan.tasks):
        section = backlog.find("testing_tasks")
        place = section.place if section else Place(backlog.path, 1)
        yield Hit(place, "no testing task is planned", "add the section Testing Tasks with tasks and estimates")


RULE = Rule("PP410", "testing-task-missing", Severity.ERROR, check_plan=check)
