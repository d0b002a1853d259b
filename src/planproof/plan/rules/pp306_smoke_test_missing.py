"""Smoke test missing: a task has no test that proves the one thing it is about.

## Why
Each task has one test that uses the real thing and shows that the task succeeded; without it "done" is a word somebody typed.

## Bad
```markdown file=ITERATION.md
## Tasks

### 1. Store 📋 Planned {PP306}

**Type**: Implementation Task
```

## Bad
What every task lacks, of three or more, is one defect of the plan and said once, at the first of them.

```markdown file=ITERATION.md
## Tasks

### 1. Store 📋 Planned {PP306}

**Type**: Implementation Task

### 2. Search 📋 Planned

**Type**: Implementation Task

### 3. Page 📋 Planned

**Type**: Implementation Task
```

## Good
````markdown file=ITERATION.md
## Tasks

### 1. Store 📋 Planned

**Type**: Implementation Task

**One smoke test**:

```python
def test_store_keeps_a_name(store):
    assert store.add("a") == store.find("a")
```
````

## Fix
Add **One smoke test** with one test in a code block.
"""

from __future__ import annotations

from collections.abc import Iterator

from planproof.plan.alike import alike, named
from planproof.plan.model import Plan
from planproof.plan.rule import Desk, Hit, Rule, Severity

__all__ = ["RULE"]


def check(plan: Plan, desk: Desk) -> Iterator[Hit]:
    """One hit for each task without a code block under its smoke test."""
    lacking = [
        Hit(
            task.place, f"task {task.number} has no smoke test", "add **One smoke test**: with one test in a code block"
        )
        for task in plan.tasks
        if not task.smoke_tests
    ]
    yield from alike(
        lacking,
        plan.tasks,
        f"none of the {named(plan.tasks)} has a smoke test",
        "a task's smoke test is read from a code block below **One smoke test**:",
    )


RULE = Rule("PP306", "smoke-test-missing", Severity.ERROR, check_plan=check)
