"""Several smoke tests: a task has more than the one test that proves it.

## Why
One test that shows the one thing keeps a task small. Several mean that the task is several tasks, or that unit tests, which
belong into the test plan, slipped in.

## Bad
````markdown file=ITERATION.md
## Tasks

### 1. Store 📋 Planned

**One smoke test**:

```python
def test_store_keeps_a_name(store):
    assert store.add("a") == store.find("a")


def test_store_forgets_a_name(store): {PP307}
    assert store.find("b") is None
```
````

## Bad
````markdown file=ITERATION.md
## Tasks

### 1. Store 📋 Planned

**One smoke test**:

```c
int main(void) { return store_add("a") == 1 ? 0 : 1; }
```

```c {PP307}
int main(void) { return store_add("b") == 2 ? 0 : 1; }
```
````

## Good
````markdown file=ITERATION.md
## Tasks

### 1. Store 📋 Planned

**One smoke test**:

```python
def make_store():
    return Store()


def test_store_keeps_a_name():
    assert make_store().add("a") == make_store().find("a")
```
````

## Fix
Keep the one test that shows the task's point and move the others into the test plan.
"""

from __future__ import annotations

from collections.abc import Iterator

from planproof.plan.document import Place
from planproof.plan.model import Plan
from planproof.plan.rule import Desk, Hit, Rule, Severity
from planproof.plan.smoke import test_lines

__all__ = ["RULE"]


def check(plan: Plan, desk: Desk) -> Iterator[Hit]:
    """One hit for each further block under a task's smoke test, and for each further test in one block."""
    hint = "keep one, move the others into the test plan"
    for task in plan.tasks:
        for block in task.smoke_tests[1:]:
            yield Hit(block.place, f"task {task.number} has another smoke test here", hint)
        for block in task.smoke_tests:
            for line in test_lines(block)[1:]:
                place = Place(block.place.path, block.content_line + line - 1, block.content_column)
                yield Hit(place, f"task {task.number} has another smoke test here", hint)


RULE = Rule("PP307", "several-smoke-tests", Severity.ERROR, check_plan=check)
