"""Success verification missing: a task doesn't say which command shows that it is done.

## Why
Without a command that somebody can run, "done" is a claim. Stage Accept runs it and compares what it prints.

## Bad
````markdown file=ITERATION.md
## Tasks

### 1. Store 📋 Planned {PP407}

**One smoke test**:

```python
def test_store_keeps_a_name(store):
    assert store.add("a") == store.find("a")
```
````

## Bad
What every task lacks, of three or more, is one defect of the plan and said once, at the first of them.

```markdown file=ITERATION.md
## Tasks

### 1. Store 📋 Planned {PP407}

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

**Success verification**:

```bash
python -m names add a
# Expected output
added a
```
````

## Fix
Add **Success verification** with a shell fence: the command and, below `# Expected output`, what it prints.
"""

from __future__ import annotations

from collections.abc import Iterator

from planproof.plan.alike import alike, named
from planproof.plan.model import Plan
from planproof.plan.rule import Desk, Hit, Rule, Severity

__all__ = ["RULE"]


def check(plan: Plan, desk: Desk) -> Iterator[Hit]:
    """One hit for each task without a command under its success verification."""
    hint = "add **Success verification** with a command and its expected output"
    lacking = [
        Hit(task.place, f"task {task.number} has no command that shows its success", hint)
        for task in plan.tasks
        if not task.verification
    ]
    yield from alike(
        lacking,
        plan.tasks,
        f"none of the {named(plan.tasks)} has a command that shows its success",
        "a task's commands are read from a shell fence below **Success verification**:, with their expected output",
    )


RULE = Rule("PP407", "success-verification-missing", Severity.ERROR, check_plan=check)
