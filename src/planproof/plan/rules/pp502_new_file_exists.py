"""New file exists: a task marks a file as new that is there already.

## Why
Either the file is meant to be changed, then the task has to say what is in it today; or the name is taken and the task would
overwrite it. Once the iteration was started, the file is there because the work is being done, and nothing is reported.

## Bad
````markdown file=ITERATION.md
## Tasks

### 1. Store 📋 Planned

**Key files**:

```
src/store.py (new) - the store {PP502}
```
````
```python file=/src/store.py
names = []
```

## Good
````markdown file=ITERATION.md
## Tasks

### 1. Store 📋 Planned

**Key files**:

```
src/store.py - the store
src/index.py (new) - the index
```
````
```python file=/src/store.py
names = []
```

## Fix
Leave out `(new)` and say what changes in the file, or choose another name.
"""

from __future__ import annotations

from collections.abc import Iterator

from planproof.plan.model import Plan
from planproof.plan.paths import was_started
from planproof.plan.rule import Desk, Hit, Rule, Severity

__all__ = ["RULE"]


def check(plan: Plan, desk: Desk) -> Iterator[Hit]:
    """One hit for each key file marked new that exists, unless the iteration was started."""
    taken = [(task, file) for task in plan.tasks for file in task.key_files if file.new and desk.exists(file.path)]
    if taken and not was_started(plan, desk.root):
        for task, file in taken:
            message = f"`{file.path}` exists, but task {task.number} marks it as new"
            yield Hit(file.place, message, "leave out (new) and say what changes, or choose another name")


RULE = Rule("PP502", "new-file-exists", Severity.WARNING, check_plan=check)
