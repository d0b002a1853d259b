"""Signature drifted: a file that the plan creates has a function otherwise than the plan declares it.

## Why
Tests and other tasks were written against the planned signature. Since the file was made, code and plan tell different stories,
and whoever reads only one of them is wrong.

## Bad
````markdown file=ITERATION.md
## Interface Definitions

### Rows: `src/rows.py`

```python
def rows_of(record: dict[str, int], limit: int) -> list[int]: ... {PP508}


def sum_of(record: dict[str, int]) -> int: ... {PP508}
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
```

## Good
````markdown file=ITERATION.md
## Interface Definitions

### Rows: `src/rows.py`

```python
def rows_of(record: dict[str, int], limit: int = 3) -> list[int]: ...
```

### Sums: `src/sums.py`

```python
def sum_of(record: dict[str, int]) -> int: ...
```

### Reading: `src/read.py`

```python
def read_records(text: str, limit: int) -> dict[str, int]: ...
```

## Tasks

### 1. Rows 📋 Planned

**Key files**:

```
src/rows.py (new) - rows of a record
src/sums.py (new) - not made yet
src/read.py - gets a limit, when the work on it begins
```
````
```python file=/src/rows.py
def rows_of(record: "dict[str, int]", limit: int = 7) -> list[int]:
    return sorted(record.values())[:limit]
```
```python file=/src/read.py
def read_records(text: str) -> dict[str, int]:
    return {text: 1}
```

## Fix
Change the code back, or amend the plan and the tests that follow it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from planproof.plan.model import Frame, Plan
from planproof.plan.named.signatures import Promise, Promises, promises_of
from planproof.plan.rule import Desk, Hit, Rule, Severity

__all__ = ["RULE"]


def gather(plan: Plan, desk: Desk) -> Promises:
    """What a plan promises of its files."""
    return promises_of(plan, desk)


def check(frame: Frame, gathered: Sequence[Promises], desk: Desk) -> Iterator[Hit]:
    """One hit for each function of a created file that the file has otherwise, or not at all beside others that were promised."""
    last = {(promise.path, promise.name): promise for each in gathered for promise in each.symbols}
    new = frozenset(path for each in gathered for path in each.new)
    by_path: dict[str, list[Promise]] = {}
    for promise in last.values():
        if promise.path in new and desk.exists(promise.path):
            by_path.setdefault(promise.path, []).append(promise)
    for path, promises in by_path.items():
        yield from _differences(path, promises, desk)


def _differences(path: str, promises: list[Promise], desk: Desk) -> Iterator[Hit]:
    there: dict[str, list[tuple[str, int]]] = {}
    for fact in desk.facts.symbols_of(path):
        there.setdefault(fact.name, []).append((fact.value, fact.place.line))
    if not any(promise.name in there for promise in promises):
        return  # not a skeleton yet, or in a language that isn't read
    hint = "change the code back, or amend the plan"
    for promise in promises:
        found = there.get(promise.name, [])
        if not found:
            yield Hit(promise.place, f"{path} was made without `{promise.name}`", hint)
        elif promise.signature and promise.signature not in {signature for signature, _ in found}:
            signature, line = found[0]
            message = f"{promise.name} is `{promise.signature}` here and `{signature}` in {path}:{line}"
            yield Hit(promise.place, message, hint)


RULE = Rule("PP508", "signature-drifted", Severity.ERROR, check_project=check, gather=gather)
