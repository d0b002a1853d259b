"""Done before its dependency: a task is ticked that depends on one which isn't.

## Why
Either the dependency is none, or the task isn't done. An agent that picks the next task by these marks goes astray.

## Bad
```markdown file=/specs/001-links/tasks.md
- [ ] T001 Create `src/store.py`
- [x] T002 Create `src/board.py` (depends on T001) {PP907}
```
```markdown file=/specs/001-links/spec.md
# Feature Specification: Links
```

## Good
```markdown file=/specs/001-links/tasks.md
- [x] T001 Create `src/store.py`
- [x] T002 Create `src/board.py` (depends on T001)
```
```markdown file=/specs/001-links/spec.md
# Feature Specification: Links
```

## Fix
Finish what it depends on, or take the dependency out.
"""

from __future__ import annotations

from collections.abc import Iterator

from planproof.plan.foreign.model import ForeignPlan, State
from planproof.plan.rule import Desk, Hit, Rule, Severity

__all__ = ["RULE"]


def check(plan: ForeignPlan, desk: Desk) -> Iterator[Hit]:
    """One hit for each done task, naming what it depends on and isn't done."""
    for task in plan.tasks:
        if task.state is not State.DONE:
            continue
        awaited = [plan.by_key[each.key] for each in task.depends_on if each.key in plan.by_key]
        around = {
            each.key for each in awaited if task in plan.parts_of(each.key)
        }  # its parent is open as long as any part is
        still = dict.fromkeys(each.label for each in awaited if each.state is State.OPEN and each.key not in around)
        if still:
            yield Hit(task.place, f"{task.label} is done, but depends on what isn't: {', '.join(still)}")


RULE = Rule("PP907", "done-before-its-dependency", Severity.ERROR, check_foreign=check)
