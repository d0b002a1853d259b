"""Task part missing: a task lacks what its type needs to be done without guessing.

## Why
Whoever implements the task makes up what it doesn't say: which files, which code, what comes in and what goes out.

## Bad
````markdown file=ITERATION.md
## Tasks

### 1. Store 📋 Planned {PP415}

**Type**: Implementation Task

**What to build**: A store that keeps names in one table.

### 2. Which index 📋 Planned {PP415}

**Type**: Research Spike
````

## Bad
What every task lacks, of three or more, is one defect of the plan and said once, at the first of them.

```markdown file=ITERATION.md
## Tasks

### 1. Store 📋 Planned {PP415}

**Type**: Wiring Task

**What to build**: The composition of three services.

### 2. Search 📋 Planned

**Type**: Wiring Task

**What to build**: The composition of three services.

### 3. Page 📋 Planned

**Type**: Wiring Task

**What to build**: The composition of three services.
```

## Good
````markdown file=ITERATION.md
## Tasks

### 1. Store 📋 Planned

**Type**: Implementation Task

**What to build**: A store that keeps names in one table.

**Key files**:

```
src/store.py (new) - the store
```

**Core functionality**:

```python
class Store:
    def add(self, name: str) -> int: ...
```

**Integration points**:

- Receives: a name from `POST /names`
- Sends: its number

### 2. Which index 📋 Planned

**Type**: Research Spike

**What to build**: A script that times both indexes.
````

## Fix
Add the parts that the message names. All tasks need What to build; all but research spikes Key files;
implementation and integration tasks Integration points; implementation tasks Core functionality.
"""

from __future__ import annotations

from collections.abc import Iterator

from planproof.plan.alike import ALL_MIN, alike, named
from planproof.plan.model import Plan, Task
from planproof.plan.rule import Desk, Hit, Rule, Severity
from planproof.plan.task_types import needed_parts

__all__ = ["RULE"]


def check(plan: Plan, desk: Desk) -> Iterator[Hit]:
    """One hit for each task, naming all the parts that it lacks, those that every task lacks apart."""
    missing = [[part for part in needed_parts(task) if not _has(task, part)] for task in plan.tasks]
    everywhere = [part for part in missing[0] if all(part in each for each in missing)] if missing else []
    if len(missing) < ALL_MIN:
        everywhere = []
    own = [[part for part in parts if part not in everywhere] for parts in missing]
    yield from [_hit(task, parts) for task, parts in zip(plan.tasks, own, strict=True) if parts]
    if everywhere:
        said = ", ".join(everywhere)
        yield from alike(
            [_hit(task, everywhere) for task in plan.tasks],
            plan.tasks,
            f"none of the {named(plan.tasks)} says: {said}",
            f"each is read from a field of that name in bold: **{everywhere[0]}**: …",
        )


def _hit(task: Task, parts: list[str]) -> Hit:
    return Hit(task.place, f"task {task.number} doesn't say: {', '.join(parts)}", "add these parts to the task")


def _has(task: Task, part: str) -> bool:
    if part == "What to build":
        return bool(task.what and task.what.value.strip())
    if part == "Key files":
        return bool(task.key_files)
    if part == "Core functionality":
        return bool(task.core)
    return any(text and text.value.strip() for text in (task.receives, task.sends, task.database))


RULE = Rule("PP415", "task-part-missing", Severity.ERROR, check_plan=check)
