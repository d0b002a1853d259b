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

from planproof.plan.model import Plan, Task
from planproof.plan.rule import Desk, Hit, Rule, Severity
from planproof.plan.task_types import needed_parts

__all__ = ["RULE"]


def check(plan: Plan, desk: Desk) -> Iterator[Hit]:
    """One hit for each task, naming all the parts that it lacks."""
    for task in plan.tasks:
        missing = [part for part in needed_parts(task) if not _has(task, part)]
        if missing:
            yield Hit(
                task.place, f"task {task.number} doesn't say: {', '.join(missing)}", "add these parts to the task"
            )


def _has(task: Task, part: str) -> bool:
    if part == "What to build":
        return bool(task.what and task.what.value.strip())
    if part == "Key files":
        return bool(task.key_files)
    if part == "Core functionality":
        return bool(task.core)
    return any(text and text.value.strip() for text in (task.receives, task.sends, task.database))


RULE = Rule("PP415", "task-part-missing", Severity.ERROR, check_plan=check)
