"""Iteration size off: the tasks of the iteration sum up to less than two or more than four days.

## Why
A shorter iteration is one task with much paper around it. A longer one comes back too late to change course. A day counts
eight hours.

## Bad
```markdown file=ITERATION.md
## Tasks {PP409}

### 1. Store 📋 Planned

**Type**: Implementation Task **Estimated time**: 4 hours

### 2. Search 📋 Planned

**Type**: Implementation Task **Estimated time**: 4 hours
```

## Good
```markdown file=BACKLOGS.md
## Implementation Tasks

### 1. Store 📋 Planned

**Estimated time**: 4 hours

### 2. Search 📋 Planned

**Estimated time**: 4 hours

### 3. Board 📋 Planned

**Estimated time**: 4 hours

## Testing Tasks

| Task | Estimate |
|---|---|
| Test the store | 2 hours |
| Test the search | 2 hours |
```

## Fix
Split an iteration that is too long at a point where users can already do something; add the next piece to one that is too
short.
"""

from __future__ import annotations

from collections.abc import Iterator

from planproof.plan.document import Place
from planproof.plan.model import Plan
from planproof.plan.rule import Desk, Hit, Rule, Severity

__all__ = ["RULE"]

SHORTEST_HOURS = 16.0
LONGEST_HOURS = 32.0


def check(plan: Plan, desk: Desk) -> Iterator[Hit]:
    """One hit at the tasks' heading when tasks and testing tasks together lie outside of 16 to 32 hours."""
    estimates = [*_hours_of_tasks(plan), *(task.estimate_hours for task in plan.testing_tasks)]
    total = sum(hours or 0.0 for hours in estimates)
    too_long = total > LONGEST_HOURS
    too_short = total < SHORTEST_HOURS and None not in estimates
    if plan.tasks and (too_long or too_short):
        size = "more than four" if too_long else "less than two"
        hint = (
            "split it where users can already do something"
            if too_long
            else "add the next piece, or check the estimates"
        )
        yield Hit(_heading(plan), f"the tasks sum up to {total:g} hours, {size} days of 8 hours", hint)


def _hours_of_tasks(plan: Plan) -> list[float | None]:
    """Estimates, one for each number: a plan kept in both forms names its tasks twice."""
    return list({task.number: task.estimate_hours for task in plan.tasks}.values())


def _heading(plan: Plan) -> Place:
    """The heading above the first task, else the plan's own place."""
    path = plan.tasks[0].place.path
    sections = [document.find("tasks") for document in plan.documents if document.path == path]
    return next((section.place for section in sections if section), plan.place)


RULE = Rule("PP409", "iteration-size-off", Severity.WARNING, check_plan=check)
