"""Planned function untyped: a function in a task's core functionality has a parameter or a return without a type.

## Why
The task is built from this code. Where a type is missing, whoever builds it and whoever calls it choose their own.

## Bad
````markdown file=ITERATION.md
## Tasks

### 1. Store 📋 Planned

**Core functionality**:

```python
class Store:
    async def add(self, name): {PP222} {PP222}
        return await self.insert(name)
```
````

## Good
````markdown file=ITERATION.md
## Tasks

### 1. Store 📋 Planned

**Core functionality**:

```python
class Store:
    def __init__(self, path: str) -> None:
        self.path = path

    async def add(self, name: str) -> int:
        return await self.insert(name)
```
````

## Fix
Annotate every parameter and every return, `-> None` included.
"""

from __future__ import annotations

from collections.abc import Iterator

from planproof.plan.document import Place
from planproof.plan.model import Plan
from planproof.plan.rule import Desk, Hit, Rule, Severity
from planproof.plan.syntax import language_name

__all__ = ["RULE"]


def check(plan: Plan, desk: Desk) -> Iterator[Hit]:
    """Every parameter and return without a type in the Python of core functionality; interface blocks are PP210's."""
    blocks = [block for task in plan.tasks for block in task.core if language_name(block.language) == "python"]
    if not blocks:
        return
    from planproof.plan.compilers.python import untyped_in_block

    for block in blocks:
        for found in untyped_in_block(block):
            yield Hit(Place(block.place.path, found.line, found.column), found.message, "annotate it")


RULE = Rule("PP222", "planned-function-untyped", Severity.WARNING, check_plan=check)
