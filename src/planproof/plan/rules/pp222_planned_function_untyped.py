"""Planned function untyped: a function in planned code has a parameter or a return without a type.

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

```typescript
export const add = async (name): Promise<number> => insert(name); {PP222}

class Store {
  remove(name: string) { {PP222}
    return this.drop(name);
  }
}
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

```typescript
export const add = async (name: string): Promise<number> => insert(name);
export const both: Joiner = (left, right) => left + right;

class Store {
  constructor(private readonly path: string) {}
  remove(name: string, again = false): number {
    return this.names.filter((each) => each !== name).length;
  }
}
```
````

## Fix
Annotate every parameter and every return, `-> None` and `: void` included. A callback in TypeScript has its types from what it is
passed to.
"""

from __future__ import annotations

from collections.abc import Iterator

from planproof.plan.document import Place
from planproof.plan.late_pattern import late_pattern
from planproof.plan.model import Plan
from planproof.plan.planned_code import place_of_node, planned_code, root_of
from planproof.plan.rule import Desk, Hit, Rule, Severity
from planproof.plan.syntax import language_name
from planproof.plan.untyped_typescript import untyped_typescript

__all__ = ["RULE"]

_HEAD = late_pattern(r"def \w+\(([^()\n=]*)\) ?->")
_BRACKETS = late_pattern(r"\[[^\[\]]*\]")
_NEEDS_NONE = ("", "self", "cls", "*", "/")


def check(plan: Plan, desk: Desk) -> Iterator[Hit]:
    """Every parameter and return without a type in the Python of core functionality, where interface blocks are PP210's, and in
    all planned TypeScript."""
    yield from _in_typescript(plan)
    blocks = [
        block
        for task in plan.tasks
        for block in task.core
        if language_name(block.language) == "python" and not _plainly_typed(block.content)
    ]
    if not blocks:
        return
    from planproof.plan.compilers.python import untyped_in_block

    for block in blocks:
        for found in untyped_in_block(block):
            yield Hit(Place(block.place.path, found.line, found.column), found.message, "annotate it")


def _in_typescript(plan: Plan) -> Iterator[Hit]:
    for block in planned_code(plan, {"tsx", "typescript"}):
        for node, message in untyped_typescript(root_of(block)):
            yield Hit(place_of_node(block, node), message, "annotate it")


def _plainly_typed(code: str) -> bool:
    """A quick look: True when every function's head stands on one line and has a type for each parameter and its return."""
    heads = _HEAD.findall(code)
    return len(heads) == code.count("def ") and all(
        ":" in part or part.strip() in _NEEDS_NONE for head in heads for part in _BRACKETS.sub("", head).split(",")
    )


RULE = Rule("PP222", "planned-function-untyped", Severity.WARNING, check_plan=check)
