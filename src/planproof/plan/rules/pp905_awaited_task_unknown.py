"""Awaited task unknown: a task depends on one that its plan doesn't hold.

## Why
Nothing will ever fulfil that dependency. Mostly the task was renumbered or removed, and what it stood for got lost.

## Bad
```json file=/.taskmaster/tasks/tasks.json
{
  "master": {
    "tasks": [
      {"id": 1, "title": "Store", "status": "pending", "dependencies": []},
      {"id": 2, "title": "Board", "status": "pending",
       "dependencies": [1, 7]} {PP905}
    ]
  }
}
```

## Bad
```markdown file=/specs/001-links/tasks.md
- [ ] T001 Create `src/store.py`
- [ ] T002 Create `src/board.py` (depends on T001, T009) {PP905}
```
```markdown file=/specs/001-links/spec.md
# Feature Specification: Links
```

## Good
```json file=/.taskmaster/tasks/tasks.json
{
  "master": {
    "tasks": [
      {"id": 1, "title": "Store", "status": "pending", "dependencies": []},
      {"id": 2, "title": "Board", "status": "pending", "dependencies": [1]}
    ]
  }
}
```

## Fix
Name the task that is meant, or take the dependency out.
"""

from __future__ import annotations

from collections.abc import Iterator

from planproof.plan.foreign.model import ForeignPlan
from planproof.plan.rule import Desk, Hit, Rule, Severity

__all__ = ["RULE"]


def check(plan: ForeignPlan, desk: Desk) -> Iterator[Hit]:
    """One hit for each dependency that names no task of the plan."""
    for task in plan.tasks:
        for each in task.depends_on:
            if each.key is None:
                yield Hit(each.place, f"{task.label} depends on {each.text}, which is no task of this plan")


RULE = Rule("PP905", "awaited-task-unknown", Severity.ERROR, check_foreign=check)
