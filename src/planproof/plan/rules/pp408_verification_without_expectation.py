"""Verification without expectation: the commands that should show a task's success don't say what they print.

## Why
A command that only has to end well shows little: many programs exit 0 whatever they did. The expected output is what is
compared.

## Bad
````markdown file=ITERATION.md
## Tasks

### 1. Store 📋 Planned

**Success verification**:

```bash
python -m names add a {PP408}
```
````

## Good
````markdown file=ITERATION.md
## Tasks

### 1. Store 📋 Planned

**Success verification**:

```bash
# prepare
python -m names reset
# add
python -m names add a
# Expected output
added a
```

### 2. Refusal 📋 Planned

**Success verification**:

```bash
python -m names add ""
# Expected exit code: 2
```
````

## Fix
Write `# Expected output` and below it what the command prints, or `# Expected exit code: N`. Steps before it need none.
"""

from __future__ import annotations

from collections.abc import Iterator

from planproof.plan.alike import alike
from planproof.plan.model import Plan
from planproof.plan.rule import Desk, Hit, Rule, Severity

__all__ = ["RULE"]


def check(plan: Plan, desk: Desk) -> Iterator[Hit]:
    """One hit for each task whose verification has commands and not one expectation, at its last command."""
    tasks = [task for task in plan.tasks if task.verification]
    hint = "write `# Expected output` and what it prints below it"
    lacking = [
        Hit(task.verification[-1].place, f"nothing says what task {task.number} prints when it is done", hint)
        for task in tasks
        if all(command.expected is None for command in task.verification)
    ]
    message = f"none of the {len(tasks)} tasks that have commands says what they print"
    yield from alike(lacking, tasks, message, kind="verifications")


RULE = Rule("PP408", "verification-without-expectation", Severity.ERROR, check_plan=check)
