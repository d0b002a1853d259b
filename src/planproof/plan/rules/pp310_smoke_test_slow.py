"""Smoke test slow: a smoke test waits for more than ten seconds, or declares that it may.

## Why
Smoke tests run again and again, also by agents. One that sleeps is run seldom, and a fixed sleep hides that nobody knows
what it waits for.

## Bad
````markdown file=ITERATION.md
## Tasks

### 1. Queue 📋 Planned

**One smoke test**:

```python
@pytest.mark.timeout(60) {PP310}
def test_queue_drains(queue):
    queue.put(1)
    time.sleep(30) {PP310}
    assert queue.empty()
```
````

## Good
````markdown file=ITERATION.md
## Tasks

### 1. Queue 📋 Planned

**One smoke test**:

```python
@pytest.mark.timeout(5)
def test_queue_drains(queue):
    queue.put(1)
    for _ in range(50):
        if queue.empty():
            break
        time.sleep(0.1)
    assert queue.empty()
```
````

## Fix
Wait for the condition in small steps with a deadline below ten seconds, or make the test's data smaller.
"""

from __future__ import annotations

from collections.abc import Iterator

from planproof.plan.document import Place
from planproof.plan.model import Plan
from planproof.plan.rule import Desk, Hit, Rule, Severity
from planproof.plan.smoke import LONGEST_S, waits

__all__ = ["RULE"]


def check(plan: Plan, desk: Desk) -> Iterator[Hit]:
    """One hit for each wait and each declared deadline over ten seconds in a smoke test."""
    hint = f"wait for the condition, at most {LONGEST_S:g} s"
    for task in plan.tasks:
        for block in task.smoke_tests:
            for line, seconds in waits(block):
                place = Place(block.place.path, block.content_line + line - 1, block.content_column)
                yield Hit(place, f"the smoke test of task {task.number} may take {seconds:g} s here", hint)


RULE = Rule("PP310", "smoke-test-slow", Severity.ERROR, check_plan=check)
