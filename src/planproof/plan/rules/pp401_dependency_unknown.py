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

## Good
A group of tasks, or a task whose number isn't read, may be named as it stands in bold or in a heading.

```markdown file=ITERATION.md
## Tasks

1. **Store of names** [2 hours]
   - Depends on: None

1a. **Index of names** [2 hours]

2. **Search** [2 hours]
   - Depends on: Index of names
```

## Fix
Name tasks by their number (`Task 2`) or earlier iterations by their id (`M1_E1_I1`); write `None` when there is none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import msgspec

from planproof.plan.document import Text
from planproof.plan.late_pattern import late_pattern
from planproof.plan.latest import of_latest_plan
from planproof.plan.model import Frame, Plan, Task
from planproof.plan.rule import Desk, Hit, Rule, Severity

__all__ = ["RULE"]

_ID = late_pattern(r"\bM\d+_E\d+_I\d+(?:_T\d+)?\b")
_NOTHING = late_pattern(r"$|(none|nothing|no\b|n/a|independent|[-–—]+\W*$)", re.IGNORECASE)
# Tasks named together: a person knows which, though no number says so.
_TOGETHER = late_pattern(r"\ball\b|\b(?:day|phase|week|sprint|stage|wave|milestone|epic)s?\s+\d", re.IGNORECASE)
_MARKED = late_pattern(r"^#{1,6}[ \t][^\n]{1,200}|\*\*[^*\n]{1,200}\*\*", re.MULTILINE)
_NAME_MIN, _NAME_MAX = 4, 100  # characters
_HINT = "name a task of this iteration by its number, an earlier iteration by its id"


class _Gathered(msgspec.Struct, frozen=True):
    """An iteration's id, hits that are certain, and a hit for each iteration that it names, in case there is none of that id."""

    iteration: str
    hits: list[Hit]
    named: list[tuple[str, Hit]]


def gather(plan: Plan, desk: Desk) -> _Gathered:
    """What the dependency fields of a plan name."""
    gathered = _Gathered(plan.id, [], [])
    numbers = {task.number for task in plan.tasks}
    for task in plan.tasks:
        if task.dependencies:
            _look_at(task, task.dependencies, numbers, gathered, plan)
    return gathered


def check(frame: Frame, gathered: Sequence[_Gathered], desk: Desk) -> Iterator[Hit]:
    """One hit for each number, id or name in a dependency field that stands for nothing in the project."""
    iterations = {each.iteration for each in gathered}
    for each in gathered:
        yield from each.hits
        yield from (hit for iteration, hit in each.named if iteration not in iterations)


@of_latest_plan
def _standing_out(plan: Plan) -> str:
    """What headings and bold text of a plan say, a line each, in lower case."""
    return "\n".join(found for document in plan.documents for found in _MARKED.findall(document.text)).lower()


def _stands_out(plan: Plan, name: str) -> bool:
    """Whether a heading or bold text holds the name: a group, or a task whose number isn't read (`5a. **Task: Name**`)."""
    return _NAME_MIN <= len(name) <= _NAME_MAX and name.lower() in _standing_out(plan)


def _look_at(task: Task, written: Text, numbers: set[int], gathered: _Gathered, plan: Plan) -> None:
    def hit(what: str) -> Hit:
        return Hit(written.place, f"task {task.number} depends on {what}", _HINT)

    gathered.hits.extend(
        hit(f"task {number}, which isn't planned") for number in task.depends_on if number not in numbers
    )
    named = _ID.findall(written.value)
    for identifier in named:
        iteration = identifier.partition("_T")[0]
        if iteration.count("_") == 2:
            gathered.named.append((iteration, hit(f"{identifier}, which isn't planned")))
    value = written.value.strip()
    if task.depends_on or named or _NOTHING.match(value) or _TOGETHER.search(value):
        return
    if not _stands_out(plan, value):
        gathered.hits.append(hit(f"`{value}`, which names no task"))


RULE = Rule("PP401", "dependency-unknown", Severity.ERROR, check_project=check, gather=gather)
