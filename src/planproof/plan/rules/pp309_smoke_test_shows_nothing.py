"""Smoke test shows nothing: a smoke test doesn't parse, has no body, or holds nothing that could fail.

## Why
A test that asserts nothing passes whatever the code does, and one that doesn't parse never runs. Both look like proof.

## Bad
````markdown file=ITERATION.md
## Tasks

### 1. Store 📋 Planned

**One smoke test**:

```python {PP309}
def test_store_works():
    store = Store()
    store.add("a")
```

### 2. Search 📋 Planned

**One smoke test**:

```python
def test_search_finds(store):
    assert store.find("a" == 1 {PP309}
```

### 3. Slots 📋 Planned

**One smoke test**:

```c {PP309}
static void test_slots(void) {
    claim(1);
}
```
````

## Good
````markdown file=ITERATION.md
## Tasks

### 1. Store 📋 Planned

**One smoke test**:

```python
async def test_store_keeps_a_name(client):
    answer = await client.post("/names", json={"name": "a"})
    assert answer.status_code == 201
```

### 2. Slots 📋 Planned

**One smoke test**:

```c
static void test_slots(void) {
    assert(claim(1) == 0);
}
```
````

## Fix
Write the test as it will stand in the code, with the one assertion that shows the task succeeded.
"""

from __future__ import annotations

from collections.abc import Iterator

from planproof.plan.document import Place
from planproof.plan.model import Plan
from planproof.plan.rule import Desk, Hit, Rule, Severity
from planproof.plan.smoke import shows_something, syntax_problem

__all__ = ["RULE"]


def check(plan: Plan, desk: Desk) -> Iterator[Hit]:
    """One hit for each smoke test that doesn't parse (at the place of the error) or can't fail (at its fence)."""
    for task in plan.tasks:
        for block in task.smoke_tests:
            problem = syntax_problem(block)
            if problem:
                line = block.content_line + problem.line - 1
                place = Place(block.place.path, line, block.content_column + problem.column - 1)
                yield Hit(
                    place,
                    f"the smoke test of task {task.number} doesn't parse: {problem.message}",
                    "write it as it will stand",
                )
            elif not shows_something(block):
                yield Hit(
                    block.place,
                    f"the smoke test of task {task.number} asserts nothing",
                    "assert what shows the task's success",
                )


RULE = Rule("PP309", "smoke-test-shows-nothing", Severity.ERROR, check_plan=check)
