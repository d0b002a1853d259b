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

## Bad
What every task lacks, of three or more, is one defect of the plan and said once, at the first of them.

```markdown file=ITERATION.md
## Tasks

### 1. Store 📋 Planned {PP405}

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

## Good
What the testing tasks come to isn't one of them.

```markdown file=BACKLOGS.md
## Testing Tasks

- [ ] Tests of the store (2 hours)
- [ ] Achieve 100% line coverage
```

## Fix
Split the task until each part has an estimate of at most four hours (a spike: two).
"""

from __future__ import annotations

from collections.abc import Iterator

from planproof.plan.alike import alike, named
from planproof.plan.document import Place, Text
from planproof.plan.model import Plan, hours
from planproof.plan.rule import Desk, Hit, Rule, Severity
from planproof.plan.task_types import SPIKE_LIMIT_HOURS, TASK_LIMIT_HOURS, is_spike

__all__ = ["RULE"]

_HINT = "add **Estimated time**: N hours"


def check(plan: Plan, desk: Desk) -> Iterator[Hit]:
    """One hit for each task and testing task whose estimate is missing, holds no number, is zero or is over its limit."""
    lacking: list[Hit] = []
    for task in plan.tasks:
        spike = is_spike(task)
        limit = SPIKE_LIMIT_HOURS if spike else TASK_LIMIT_HOURS
        what = f"task {task.number}"
        if task.part_estimates and task.estimate_hours:
            for part in task.part_estimates:
                yield from _problem(f"a part of {what}", part, hours(part.value), limit)
        elif _is_written(task.estimate):
            yield from _problem(what, task.estimate, task.estimate_hours, limit)
        else:
            lacking.append(_absent(what, task.estimate, task.place))
    hint = (
        "a task's estimate is read from **Estimated time**: N hours, from the end of its heading or a column Estimate"
    )
    yield from alike(lacking, plan.tasks, f"none of the {named(plan.tasks)} has an estimate", hint)
    yield from _testing(plan)


def _testing(plan: Plan) -> Iterator[Hit]:
    lacking: list[Hit] = []
    for testing in plan.testing_tasks:
        what = f"testing task `{testing.name}`"
        if _is_written(testing.estimate):
            yield from _problem(what, testing.estimate, testing.estimate_hours, TASK_LIMIT_HOURS)
        else:
            lacking.append(_absent(what, testing.estimate, testing.place))
    message = f"none of the {len(plan.testing_tasks)} testing tasks has an estimate"
    hint = "it is read from a column Estimate, the end of a heading or of a list item: `name (2 hours)`"
    yield from alike(lacking, plan.testing_tasks, message, hint, kind="testing tasks")


def _is_written(estimate: Text | None) -> bool:
    return bool(estimate and estimate.value.strip())


def _absent(what: str, estimate: Text | None, place: Place) -> Hit:
    return Hit(estimate.place if estimate else place, f"{what} has no estimate", _HINT)


def _problem(what: str, estimate: Text | None, planned: float | None, limit: float) -> Iterator[Hit]:
    """What is wrong with an estimate that is written."""
    if estimate and not planned:
        yield Hit(estimate.place, f"`{estimate.value}` is no estimate for {what}", _HINT)
    elif estimate and planned and planned > limit:
        hint = "split it into parts that fit"
        yield Hit(estimate.place, f"{what} is planned for {planned:g} hours, its limit is {limit:g}", hint)


RULE = Rule("PP405", "estimate-over-limit", Severity.ERROR, check_plan=check, about_words=True)
