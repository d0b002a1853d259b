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

from collections.abc import Iterator, Sequence

import msgspec

from planproof.plan.model import Frame, KeyFile, Plan
from planproof.plan.paths import NearestPaths, is_known
from planproof.plan.rule import Desk, Hit, Rule, Severity

__all__ = ["RULE"]


class _Gathered(msgspec.Struct, frozen=True):
    """Paths that a plan creates, and its key files that neither it creates nor the project has."""

    created: set[str]
    missing: list[KeyFile]


def gather(plan: Plan, desk: Desk) -> _Gathered:
    """What a plan creates and what it misses."""
    files = [file for task in plan.tasks for file in task.key_files]
    created = {file.path for file in files if file.new}
    return _Gathered(created, [file for file in files if not file.new and not is_known(file.path, created, desk)])


def check(frame: Frame, gathered: Sequence[_Gathered], desk: Desk) -> Iterator[Hit]:
    """One hit for each key file that neither exists, nor is new, nor is created by this plan or one before it.

    Whether the creating task comes first is for the rules about order (PP8).
    """
    paths = NearestPaths(desk.root)
    created: set[str] = set()
    for each in gathered:
        created |= each.created
        for file in each.missing:
            if not is_known(file.path, created, desk):
                near = paths.nearest(file.path)
                hint = (
                    f"did you mean {near}? Otherwise mark it (new)" if near else "mark it (new) if the task creates it"
                )
                yield Hit(file.place, f"`{file.path}` doesn't exist and no task creates it", hint)


RULE = Rule("PP501", "key-file-unknown", Severity.ERROR, check_project=check, gather=gather, about_words=True)
