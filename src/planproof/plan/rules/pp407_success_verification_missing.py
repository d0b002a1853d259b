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

from planproof.plan.model import Plan
from planproof.plan.rule import Desk, Hit, Rule, Severity

__all__ = ["RULE"]


def check(plan: Plan, desk: Desk) -> Iterator[Hit]:
    """One hit for each task without a command under its success verification."""
    for task in plan.tasks:
        if not task.verification:
            hint = "add **Success verification** with a command and its expected output"
            yield Hit(task.place, f"task {task.number} has no command that shows its success", hint)


RULE = Rule("PP407", "success-verification-missing", Severity.ERROR, check_plan=check)
