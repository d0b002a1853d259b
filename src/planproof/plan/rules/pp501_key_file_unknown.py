"""Key file unknown: a task names a file that doesn't exist and that no task creates.

## Why
The path is misspelt, or the file was moved, or nobody decided who creates it. An agent would create a second one beside the
real one.

## Bad
````markdown file=ITERATION.md
## Tasks

### 1. Store 📋 Planned

**Key files**:

```
src/stoer.py - the store {PP501}
src/index.py (new) - the index
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

### 2. Search 📋 Planned

**Key files**:

```
src/index.py - searched here
```
````
```python file=/src/store.py
names = []
```

## Fix
Correct the path, or mark the file with `(new)` in the task that creates it.
"""

from __future__ import annotations

from collections.abc import Iterator

from planproof.plan.model import Project
from planproof.plan.paths import NearestPaths, is_known
from planproof.plan.rule import Desk, Hit, Rule, Severity

__all__ = ["RULE"]


def check(project: Project, desk: Desk) -> Iterator[Hit]:
    """One hit for each key file that neither exists, nor is new, nor is created by this plan or one before it.

    Whether the creating task comes first is for the rules about order (PP8).
    """
    paths = NearestPaths(desk.root)
    created: set[str] = set()
    for plan in project.plans:
        created |= {file.path for task in plan.tasks for file in task.key_files if file.new}
        for task in plan.tasks:
            for file in task.key_files:
                if not file.new and not is_known(file.path, created, desk):
                    near = paths.nearest(file.path)
                    hint = (
                        f"did you mean {near}? Otherwise mark it (new)"
                        if near
                        else "mark it (new) if the task creates it"
                    )
                    yield Hit(file.place, f"`{file.path}` doesn't exist and no task creates it", hint)


RULE = Rule("PP501", "key-file-unknown", Severity.ERROR, check_project=check)
