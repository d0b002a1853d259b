"""Tasks in another form: no task of a plan has any of the fields that say how it is built and what proves it.

## Why
Nothing can be run for such tasks and nobody can be briefed with them. They lack not one field but all, so that is said once, and
the rules that ask for a type, a smoke test or a verification keep silent about what all tasks lack.

## Bad
```markdown file=BACKLOGS.md
## Tasks

### 1. Store {PP421}

Keeps links in a table.

- **Owner**: Ada

### 2. Search

Finds a link by its first letters.

### 3. Page

Shows a link.
```

## Good
One task that has one of them shows that the form is known; what the others lack is said field by field.

````markdown file=BACKLOGS.md
## Tasks

### 1. Store

**Type**: Implementation Task

### 2. Search

### 3. Page
````

## Good
Fewer than three tasks are asked one by one.

```markdown file=BACKLOGS.md
## Tasks

### 1. Store

### 2. Search
```

## Fix
Give each task the fields that `planproof new` writes; docs/formats/plan.md describes them. A remark that allows this rule leaves
what each field lacks, and that is then said.
"""

from __future__ import annotations

from collections.abc import Iterator

from planproof.plan.alike import ALL_MIN, named
from planproof.plan.model import Plan, Task
from planproof.plan.rule import Desk, Hit, Rule, Severity

__all__ = ["RULE"]

_HINT = "`planproof new` writes the form: fields in bold, **Type**: …; docs/formats/plan.md describes it"
_FIELDS = (
    "Type, Key files, Core functionality, Data structures, Integration points, One smoke test, Success verification"
)


def check(plan: Plan, desk: Desk) -> Iterator[Hit]:
    """One hit for a plan of three tasks or more none of which has a field of the form, at the first task."""
    if len(plan.tasks) < ALL_MIN or any(_has_a_field(task) for task in plan.tasks):
        return
    lacking = [_FIELDS]
    if not any(task.estimate for task in plan.tasks):
        lacking.append("Estimated time")
    if plan.document("BACKLOGS") and not any(task.priority for task in plan.tasks):
        lacking.append("Priority")
    message = f"tasks are written in another form: none of the {named(plan.tasks)} has {', '.join(lacking)}"
    yield Hit(plan.tasks[0].place, message, _HINT)


def _has_a_field(task: Task) -> bool:
    shown = task.smoke_tests or task.verification or task.deliverable
    built = task.key_files or task.core or task.data or task.receives or task.sends or task.database
    return bool(task.type or built or shown)


RULE = Rule("PP421", "tasks-in-another-form", Severity.ERROR, check_plan=check)
