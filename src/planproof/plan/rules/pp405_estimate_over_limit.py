"""Estimate over limit: a task is planned for more than four hours, a spike for more than two, or nobody said how long it takes.

## Why
A task that takes longer hides decisions that nobody has taken yet. A spike is time-boxed: what two hours don't show needs
another question.

## Bad
```markdown file=BACKLOGS.md
## Implementation Tasks

### 1. Store 📋 Planned

**Type**: Implementation Task **Estimated time**: 6 hours {PP405}

### 2. Which index 📋 Planned

**Type**: Research Spike **Estimated time**: 3 hours {PP405}

### 3. Search 📋 Planned {PP405}

**Type**: Implementation Task

## Testing Tasks

| Task | Estimate |
|---|---|
| Test the store | 2 hours |
| Test the search | | {PP405}
```

## Good
```markdown file=BACKLOGS.md
## Implementation Tasks

### 1. Store 📋 Planned

**Type**: Implementation Task **Estimated time**: 3-4 hours

### 2. Which index 📋 Planned

**Type**: Research Spike **Estimated time**: 90 minutes

## Testing Tasks

| Task | Estimate |
|---|---|
| Test the store | 2 hours |
```

## Good
Estimates may stand in the headings, and a task that is split into numbered parts is as long as its longest part.

```markdown file=BACKLOGS.md
## Implementation Tasks

### 1. Store [6h]

#### 1.1 Tables [3h]

#### 1.2 Queries [3 hours]

### Priority 0

#### T2: Search [2 hours]

**Description**: Find a name by its first letters.

## Testing Tasks

#### TT1: Tests of the store [2 hours]

- [ ] a name is kept
- [ ] a name is found
```

## Fix
Split the task until each part has an estimate of at most four hours (a spike: two).
"""

from __future__ import annotations

from collections.abc import Iterator

from planproof.plan.document import Place, Text
from planproof.plan.model import Plan, hours
from planproof.plan.rule import Desk, Hit, Rule, Severity
from planproof.plan.task_types import SPIKE_LIMIT_HOURS, TASK_LIMIT_HOURS, is_spike

__all__ = ["RULE"]


def check(plan: Plan, desk: Desk) -> Iterator[Hit]:
    """One hit for each task and testing task whose estimate is missing, holds no number, is zero or is over its limit."""
    for task in plan.tasks:
        spike = is_spike(task)
        limit = SPIKE_LIMIT_HOURS if spike else TASK_LIMIT_HOURS
        if task.part_estimates and task.estimate_hours:
            for part in task.part_estimates:
                yield from _problem(f"a part of task {task.number}", part, hours(part.value), limit, part.place)
        else:
            yield from _problem(f"task {task.number}", task.estimate, task.estimate_hours, limit, task.place)
    for testing in plan.testing_tasks:
        what = f"testing task `{testing.name}`"
        yield from _problem(what, testing.estimate, testing.estimate_hours, TASK_LIMIT_HOURS, testing.place)


def _problem(what: str, estimate: Text | None, planned: float | None, limit: float, place: Place) -> Iterator[Hit]:
    if not planned:
        said = (
            f"`{estimate.value}` is no estimate for {what}"
            if estimate and estimate.value.strip()
            else f"{what} has no estimate"
        )
        yield Hit(estimate.place if estimate else place, said, "add **Estimated time**: N hours")
    elif planned > limit and estimate:
        hint = "split it into parts that fit"
        yield Hit(estimate.place, f"{what} is planned for {planned:g} hours, its limit is {limit:g}", hint)


RULE = Rule("PP405", "estimate-over-limit", Severity.ERROR, check_plan=check, about_words=True)
