"""Symbol unplanned: a file that a plan creates offers something public which no plan names.

## Why
The interface grew while it was built. Nobody decided on the addition, no planned test covers it, and the next iteration relies
on it or writes it again.

## Bad
````markdown file=ITERATION.md
## Interface Definitions

### Rows: `src/rows.py`

```python
def rows_of(record: dict[str, int]) -> list[int]: ... {PP509}
```

## Tasks

### 1. Rows 📋 Planned

**Key files**:

```
src/rows.py (new) - rows of a record
```
````
```python file=/src/rows.py
def rows_of(record: dict[str, int]) -> list[int]:
    return sorted(record.values())


def columns_of(record: dict[str, int]) -> list[str]:
    return sorted(record)
```

## Good
````markdown file=ITERATION.md
## Interface Definitions

### Rows: `src/rows.py`

```python
def rows_of(record: dict[str, int]) -> list[int]: ...
```

## Tasks

### 1. Rows 📋 Planned

**What to build**: `rows_of`, and `columns_of` beside it

**Key files**:

```
src/rows.py (new) - rows of a record
```
````
```python file=/src/rows.py
def rows_of(record: dict[str, int]) -> list[int]:
    return _sorted(record.values())


def columns_of(record: dict[str, int]) -> list[str]:
    return _sorted(record)


def _sorted(values):
    return sorted(values)
```

## Fix
Declare it in the interfaces of the plan, make it private, or take it out.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from planproof.plan.model import Frame, Plan
from planproof.plan.named.signatures import Promise, Promises, promises_of
from planproof.plan.rule import Desk, Hit, Rule, Severity

__all__ = ["RULE"]

# Elsewhere the facts don't tell what a file offers from what it keeps to itself.
_ENDINGS = (".py", ".h", ".hpp", ".hh")


def gather(plan: Plan, desk: Desk) -> Promises:
    """What a plan promises of its files."""
    return promises_of(plan, desk)


def check(frame: Frame, gathered: Sequence[Promises], desk: Desk) -> Iterator[Hit]:
    """One hit for each created file with public names at its top that no plan has anywhere, at the first promise of the file."""
    new = frozenset(path for each in gathered for path in each.new)
    first: dict[str, Promise] = {}
    for each in gathered:
        for promise in each.symbols:
            first.setdefault(promise.path, promise)
    words = frozenset(word for each in gathered for word in each.words)
    for path, promise in first.items():
        if path in new and path.endswith(_ENDINGS) and words and desk.exists(path):
            names = {fact.name: fact.place.line for fact in desk.facts.symbols_of(path)}
            extra = [name for name in names if "." not in name and not name.startswith("_") and name not in words]
            if extra and promise.name in names:
                listed = ", ".join(f"`{name}` (line {names[name]})" for name in extra[:5])
                more = f" and {len(extra) - 5} more" if len(extra) > 5 else ""
                message = f"{path} offers {listed}{more}, which no plan names"
                yield Hit(promise.place, message, "declare it in the interfaces, make it private, or take it out")


RULE = Rule("PP509", "symbol-unplanned", Severity.WARNING, check_project=check, gather=gather)
