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

from planproof.plan.foreign.model import ForeignPlan
from planproof.plan.rule import Desk, Hit, Rule, Severity
from planproof.plan.task_order import dependency_circles

__all__ = ["RULE"]

_SHOWN_MAX = 8


def check(plan: ForeignPlan, desk: Desk) -> Iterator[Hit]:
    """One hit for each circle, at its first task."""
    tasks = list(plan.by_key.values())
    number_of = {task.key: number for number, task in enumerate(tasks)}
    depends = {
        number: [number_of[each.key] for each in task.depends_on if each.key in number_of]
        for number, task in enumerate(tasks)
    }
    for circle in dependency_circles(depends):
        labels = [tasks[number].label for number in (*circle, circle[0])]
        way = " -> ".join(labels if len(labels) <= _SHOWN_MAX else [*labels[:_SHOWN_MAX], "…"])
        yield Hit(tasks[circle[0]].place, f"tasks wait for each other: {way}")


RULE = Rule("PP906", "tasks-await-each-other", Severity.ERROR, check_foreign=check)
