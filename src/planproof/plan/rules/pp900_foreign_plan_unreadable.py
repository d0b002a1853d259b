"""Foreign plan unreadable: a file of another tool's plan can't be taken as it stands.

## Why
What couldn't be read was not checked either, and an import would leave it out. Broken JSON, a list where text is expected, bytes
that are no text: the tool that wrote it will stumble as well.

## Bad
```json file=/.taskmaster/tasks/tasks.json
{
  "master": {
    "tasks": [
      {"id": 1, "title": "Store", "status": "done", "dependencies": "2"}, {PP900}
      {"id": {"number": 2}, "title": "Board", "status": "pending"} {PP900}
    ]
  }
}
```

## Good
```json file=/.taskmaster/tasks/tasks.json
{
  "master": {
    "tasks": [
      {"id": 1, "title": "Store", "status": "done", "dependencies": []},
      {"id": 2, "title": "Board", "status": "pending", "dependencies": [1]}
    ]
  }
}
```

## Fix
Mend the file at that place; the tool that owns it can usually write it anew.
"""

from __future__ import annotations

from collections.abc import Iterator

from planproof.plan.foreign.model import ForeignPlan
from planproof.plan.rule import Desk, Hit, Rule, Severity

__all__ = ["RULE"]


def check(plan: ForeignPlan, desk: Desk) -> Iterator[Hit]:
    """One hit for each thing that couldn't be read."""
    for problem in plan.problems:
        yield Hit(problem.place, problem.message)


RULE = Rule("PP900", "foreign-plan-unreadable", Severity.ERROR, check_foreign=check)
