"""Tasks await each other: tasks of another tool's plan depend on each other in a circle.

## Why
None of them can be begun before another one is finished.

## Bad
```json file=/.taskmaster/tasks/tasks.json
{
  "master": {
    "tasks": [
      {"id": 1, "title": "Store", "status": "pending", "dependencies": [2]}, {PP906}
      {"id": 2, "title": "Board", "status": "pending", "dependencies": [1]}
    ]
  }
}
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
Take out the dependency that isn't one, or cut the part that both need into a task before them.
"""

from __future__ import annotations

from collections.abc import Iterator

from planproof.plan.foreign.circles import waiting_circles
from planproof.plan.foreign.model import ForeignPlan
from planproof.plan.rule import Desk, Hit, Rule, Severity

__all__ = ["RULE"]


def check(plan: ForeignPlan, desk: Desk) -> Iterator[Hit]:
    """One hit for each circle, at its first task."""
    return (Hit(place, message) for place, message in waiting_circles(plan))


RULE = Rule("PP906", "tasks-await-each-other", Severity.ERROR, check_foreign=check)
