"""Built unproved: the context says that something was built which no evidence shows and which isn't there.

## Why
The iteration stands on work that somebody only called done. The first task that needs it fails, and its estimate was for less.

## Bad
````markdown file=/docs/progress_trackings/M1_DEMO/M1_E1_DEMO/M1_E1_I1_STORE/ITERATION.md
## Tasks

### 1. Store 📋 Planned

**Key files**:

```
src/parts/store.py (new) - keeps records
```
````
````markdown file=/docs/progress_trackings/M1_DEMO/M1_E1_DEMO/M1_E1_I2_ROWS/ITERATION.md
## Context From Previous Iterations

- **Built**: the store `src/parts/store.py` (M1_E1_I1), the reader of M1_E1_I7 {PP513} {PP513}
- **Now Building**: rows
````

## Good
````markdown file=/docs/progress_trackings/M1_DEMO/M1_E1_DEMO/M1_E1_I1_STORE/ITERATION.md
## Tasks

### 1. Store 📋 Planned

**Key files**:

```
src/parts/store.py (new) - keeps records
```
````
````markdown file=/docs/progress_trackings/M1_DEMO/M1_E1_DEMO/M1_E1_I2_ROWS/ITERATION.md
## Context From Previous Iterations

- **Built**: the store `src/parts/store.py` (M1_E1_I1)
- **Now Building**: rows
````
```python file=/src/parts/store.py
records = []
```

## Fix
Finish and prove the earlier iteration first, or say under "Current State" what is really there.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec

from planproof.plan.late_pattern import late_pattern
from planproof.plan.model import Frame, Plan
from planproof.plan.named.mentions import Mention, place_of
from planproof.plan.named.paths import paths_in
from planproof.plan.plain_path import plain_path
from planproof.plan.rule import Desk, Hit, Rule, Severity

__all__ = ["RULE"]

_ID = late_pattern(r"(?<![\w])M\d{1,4}(?:_E\d{1,4}(?:_I\d{1,4}(?:_T\d{1,4})?)?)(?!\w)")
_HINT = "finish and prove it first, or say under Current State what is there"


class _Gathered(msgspec.Struct, frozen=True):
    """The ids of a plan, the files it creates, and the ids and files that it says were built before it."""

    ids: frozenset[str]
    created: frozenset[str]
    built_ids: tuple[Mention, ...]
    built_paths: tuple[Mention, ...]


def gather(plan: Plan, desk: Desk) -> _Gathered:
    """What a plan creates and what it says was built."""
    ids = frozenset((plan.id, *(task.id for task in plan.tasks)))
    created = frozenset(plain_path(file.path) for task in plan.tasks for file in task.key_files if file.new)
    built = plan.context.built if plan.context else None
    if built is None:
        return _Gathered(ids, created, (), ())
    named = dict.fromkeys(_ID.findall(built.value))
    paths = dict.fromkeys(paths_in(built.value))
    return _Gathered(
        ids,
        created,
        tuple(Mention(name, place_of(plan, built, name)) for name in named),
        tuple(Mention(path, place_of(plan, built, path)) for path in paths),
    )


def check(frame: Frame, gathered: Sequence[_Gathered], desk: Desk) -> Iterator[Hit]:
    """One hit for each id that evidence doesn't show as built, and each file that an earlier plan creates and that isn't there."""
    known = {name for each in gathered for name in each.ids}
    known |= {folder.id for folder in (*frame.milestones, *frame.epics)}
    created: set[str] = set()
    for each in gathered:
        for mention in each.built_ids:
            lacking = desk.evidence(mention.name) if mention.name in known else "no plan has that id"
            if lacking:
                yield Hit(mention.place, f"{mention.name} is named as built: {lacking}", _HINT)
        for mention in each.built_paths:
            if mention.name in created and not desk.exists(mention.name):
                message = f"`{mention.name}` is named as built: an earlier iteration plans it, and it isn't there"
                yield Hit(mention.place, message, _HINT)
        created |= each.created


RULE = Rule("PP513", "built-unproved", Severity.WARNING, check_project=check, gather=gather)
