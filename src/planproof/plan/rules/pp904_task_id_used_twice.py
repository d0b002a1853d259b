"""Task id used twice: two tasks of one plan carry the same id.

## Why
A dependency on that id, a tick for it, a commit that names it: each may mean either of them.

## Bad
```markdown file=/specs/001-links/tasks.md
# Tasks: Links

- [x] T001 Create `src/store.py`
- [ ] T001 Create `src/board.py` {PP904}
```
```markdown file=/specs/001-links/spec.md
# Feature Specification: Links
```

## Good
```markdown file=/specs/001-links/tasks.md
# Tasks: Links

- [x] T001 Create `src/store.py`
- [ ] T002 Create `src/board.py`
```
```markdown file=/specs/001-links/spec.md
# Feature Specification: Links
```

## Fix
Give the later one the next free id.
"""

from __future__ import annotations

from collections.abc import Iterator

from planproof.plan.document import Place
from planproof.plan.foreign.model import ForeignFormat, ForeignPlan
from planproof.plan.rule import Desk, Hit, Rule, Severity

__all__ = ["RULE"]


def check(plan: ForeignPlan, desk: Desk) -> Iterator[Hit]:
    """One hit for each task whose id an earlier one of the same list has."""
    first: dict[tuple[str, str], Place] = {}
    for task in plan.tasks:
        # Tags of Task Master are lists of their own, and so are lists that merely count their items: 1, 2, 3.
        counts = task.id.rstrip(".").isdecimal() and plan.format is not ForeignFormat.SPEC_KIT
        scope = task.group if counts or plan.format is ForeignFormat.TASK_MASTER else ""
        if task.id and first.setdefault((scope, task.id), task.place) is not task.place:
            line = first[scope, task.id].line
            yield Hit(task.place, f"{task.id} is already the id of the task on line {line}", "take the next free id")


RULE = Rule("PP904", "task-id-used-twice", Severity.ERROR, check_foreign=check)
