"""Module unknown: planned Python imports a module of the project's own that neither exists nor is planned.

## Why
The smoke test fails at its import, which says nothing about the work. Or the import is followed, and a second module arises beside
the one that was meant.

## Bad
````markdown file=ITERATION.md
## Tasks

### 1. Rows 📋 Planned

**Key files**:

```
src/parts/rows.py (new) - rows of a record
```

**One smoke test**:

```python
from parts.raws import rows_of {PP505}


def test_rows_of__one_record__then_two_rows() -> None:
    assert len(rows_of({})) == 2
```

**Success verification**:

```bash
# Two rows
python -m parts.show {PP505}
# Expected output
2
```
````
```python file=/src/parts/__init__.py
```
```python file=/src/parts/read.py
names = []
```

## Good
````markdown file=ITERATION.md
## Tasks

### 1. Rows 📋 Planned

**Key files**:

```
src/parts/rows.py (new) - rows of a record
```

**One smoke test**:

```python
import json

import somewhere.else_entirely
from parts.read import names
from parts.rows import rows_of


def test_rows_of__one_record__then_two_rows() -> None:
    assert len(rows_of(json.loads("{}"))) == 2
```
````
```python file=/src/parts/__init__.py
```
```python file=/src/parts/read.py
names = []
```

## Fix
Correct the import, or name the module's file among the key files of the task that creates it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec

from planproof.plan.model import Frame, Plan
from planproof.plan.named.imports import Import, ModuleBook, imports_of, planned_packages
from planproof.plan.named.paths import planned_paths
from planproof.plan.named.proposals import Proposals
from planproof.plan.rule import Desk, Hit, Rule, Severity

__all__ = ["RULE"]


class _Gathered(msgspec.Struct, frozen=True):
    """What a plan will have, and what it imports."""

    paths: frozenset[str]
    packages: tuple[str, ...]
    imports: tuple[Import, ...]


def gather(plan: Plan, desk: Desk) -> _Gathered:
    """The Python files and imports of a plan."""
    paths = frozenset(path for path in planned_paths(plan) if path.endswith(".py"))
    modules = {each.module: each for each in reversed(list(imports_of(plan)))}
    return _Gathered(paths, planned_packages(plan), tuple(modules.values()))


def check(frame: Frame, gathered: Sequence[_Gathered], desk: Desk) -> Iterator[Hit]:
    """One hit for each own module of a plan that is nowhere, neither in the repository nor in this plan or one before it."""
    if not any(each.imports for each in gathered):
        return
    book, proposals = ModuleBook(desk), Proposals(desk)
    for each in gathered:
        book.add(each.paths, each.packages)
        for found in each.imports:
            if not book.knows(found.module) and book.owns(found.module):
                hint = proposals.module(found.module, "correct it, or name its file among the key files")
                yield Hit(found.place, f"the module {found.module} neither exists nor is planned", hint)


RULE = Rule("PP505", "module-unknown", Severity.ERROR, check_project=check, gather=gather)
