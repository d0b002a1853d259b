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

## Bad
What only some types need is told once where all tasks of these types lack it.

```markdown file=ITERATION.md
## Tasks

### 1. Store 📋 Planned {PP415}

**Type**: Wiring Task

**What to build**: The composition of three services.

### 2. Which index 📋 Planned

**Type**: Research Spike

**What to build**: A script that times both.

### 3. Page 📋 Planned

**Type**: Wiring Task

**What to build**: The route of a page.

### 4. Board 📋 Planned

**Type**: Wiring Task

**What to build**: The route of a board.
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
    """One hit for each task, naming all the parts that it lacks; those that every task lacks which needs them apart."""
    needed = [(task, needed_parts(task)) for task in plan.tasks]
    lacking: dict[str, list[Task]] = {}
    for task, parts in needed:
        for part in parts:
            if not _has(task, part):
                lacking.setdefault(part, []).append(task)
    everywhere = {
        part: tasks
        for part, tasks in lacking.items()
        if len(tasks) >= ALL_MIN and len(tasks) == sum(part in parts for _, parts in needed)
    }
    for task, parts in needed:
        own = [part for part in parts if part not in everywhere and not _has(task, part)]
        if own:
            yield _hit(task, own)
    for said, tasks in _same_tasks(everywhere):
        which = named(tasks) if len(tasks) == len(plan.tasks) else f"{len(tasks)} tasks that need it"
        hint = f"each is read from a field of that name in bold: **{said[0]}**: …"
        yield from alike(
            [_hit(task, said) for task in tasks], tasks, f"none of the {which} says: {', '.join(said)}", hint
        )


def _same_tasks(everywhere: dict[str, list[Task]]) -> Iterator[tuple[list[str], list[Task]]]:
    """Parts that the same tasks lack, together."""
    told: dict[tuple[int, ...], tuple[list[str], list[Task]]] = {}
    for part, tasks in everywhere.items():
        told.setdefault(tuple(task.place.line for task in tasks), ([], tasks))[0].append(part)
    yield from told.values()


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
