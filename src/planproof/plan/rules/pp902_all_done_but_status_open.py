"""All done but status open: every box is ticked, but a status says that the work isn't finished.

## Why
Either something is missing from the list, or nobody looked at the status again. Whoever asks the one gets another answer than who
asks the other.

## Bad
```markdown file=/specs/001-links/spec.md
# Feature Specification: Links

**Status**: In Progress {PP902}
```
```markdown file=/specs/001-links/tasks.md
# Tasks: Links

- [x] T001 Create `src/store.py`
- [x] T002 Create `src/board.py`
```

## Bad
```json file=/.taskmaster/tasks/tasks.json
{
  "master": {
    "tasks": [
      {"id": 1, "title": "Store", "status": "in-progress", "subtasks": [ {PP902}
        {"id": 1, "title": "Table", "status": "done"},
        {"id": 2, "title": "Index", "status": "done"}
      ]}
    ]
  }
}
```

## Good
```markdown file=/specs/001-links/spec.md
# Feature Specification: Links

**Status**: In Progress
```
```markdown file=/specs/001-links/tasks.md
# Tasks: Links

- [x] T001 Create `src/store.py`
- [ ] T002 Create `src/board.py`
```

## Fix
Add the task that is missing, or bring the status up to date.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from planproof.plan.foreign.model import ForeignPlan, ForeignTask, State
from planproof.plan.rule import Desk, Hit, Rule, Severity

__all__ = ["RULE"]


def check(plan: ForeignPlan, desk: Desk) -> Iterator[Hit]:
    """One hit for each status, and each parent task, that is open above nothing but ticked boxes."""
    for claim in plan.claims:
        covered = [plan.by_key[key] for key in claim.covers if key in plan.by_key]
        if claim.state is State.OPEN and claim.ledger == "status" and _all_done(covered):
            yield Hit(claim.place, f"{claim.text!r}, but all {len(covered)} tasks it speaks of are done")
    for task in plan.tasks:
        parts = list(plan.parts_of(task.key)) if task.state is State.OPEN and task.status else []
        if _all_done(parts):
            yield Hit(task.place, f"{task.label} is {task.status}, but all {len(parts)} below it are done")


def _all_done(tasks: Iterable[ForeignTask]) -> bool:
    states = {task.state for task in tasks}
    return State.DONE in states and states <= {State.DONE, State.DROPPED}


RULE = Rule("PP902", "all-done-but-status-open", Severity.WARNING, check_foreign=check)
