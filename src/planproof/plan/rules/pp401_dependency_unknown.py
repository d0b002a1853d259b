"""Dependency unknown: a task depends on something that the plan doesn't hold.

## Why
Whoever takes the task can't know what has to be there first, and the order of work can't be derived.

## Bad
```markdown file=ITERATION.md
## Tasks

### 1. Store 📋 Planned

**Depends on**: None

### 2. Search 📋 Planned

**Depends on**: Task 7 {PP401}

### 3. Board 📋 Planned

**Depends on**: the search thing {PP401}

### 4. Page 📋 Planned

**Depends on**: M7_E1_I1 {PP401}
```

## Good
```markdown file=ITERATION.md
## Tasks

### 1. Store 📋 Planned

**Depends on**: None

### 2. Search 📋 Planned

**Depends on**: Task 1

### 3. Board 📋 Planned

**Depends on**: Task 1, Task 2 (the index)
```

## Fix
Name tasks by their number (`Task 2`) or earlier iterations by their id (`M1_E1_I1`); write `None` when there is none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from planproof.plan.document import Text
from planproof.plan.model import Project, Task
from planproof.plan.rule import Desk, Hit, Rule, Severity

__all__ = ["RULE"]

_ID = re.compile(r"\bM\d+_E\d+_I\d+(?:_T\d+)?\b")
_NOTHING = re.compile(r"$|(none|nothing|no\b|n/a|independent|[-–—]+\W*$)", re.IGNORECASE)


def check(project: Project, desk: Desk) -> Iterator[Hit]:
    """One hit for each number, id or name in a dependency field that stands for nothing in the project."""
    iterations = {plan.id for plan in project.plans if plan.id}
    for plan in project.plans:
        numbers = {task.number for task in plan.tasks}
        for task in plan.tasks:
            if task.dependencies:
                yield from _unknown(task, task.dependencies, numbers, iterations)


def _unknown(task: Task, written: Text, numbers: set[int], iterations: set[str]) -> Iterator[Hit]:
    hint = "name a task of this iteration by its number, an earlier iteration by its id"
    for number in task.depends_on:
        if number not in numbers:
            yield Hit(written.place, f"task {task.number} depends on task {number}, which isn't planned", hint)
    named = _ID.findall(written.value)
    for identifier in named:
        iteration = identifier.partition("_T")[0]
        if iteration.count("_") == 2 and iteration not in iterations:
            yield Hit(written.place, f"task {task.number} depends on {identifier}, which isn't planned", hint)
    if not task.depends_on and not named and not _NOTHING.match(written.value.strip()):
        yield Hit(written.place, f"task {task.number} depends on `{written.value.strip()}`, which names no task", hint)


RULE = Rule("PP401", "dependency-unknown", Severity.ERROR, check_project=check)
