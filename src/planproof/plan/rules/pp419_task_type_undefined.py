"""Task type undefined: an iteration document uses a type of task that its Task Type Definitions leave out.

## Why
What "Research Spike" allows and what it must leave behind is agreed in the definitions. Without them everybody means
something else.

## Bad
```markdown file=ITERATION.md
## Tasks

### 1. Which index 📋 Planned

**Type**: Research Spike {PP419}

## Task Type Definitions

- **Implementation Task**: Known approach, produces a working feature
```

## Good
```markdown file=ITERATION.md
## Tasks

### 1. Which index 📋 Planned

**Type**: Research Spike

## Task Type Definitions

- **Implementation Task**: Known approach, produces a working feature
- **Research Spike**: At most 2 hours, produces code that ran
```

## Fix
Add the type to the section Task Type Definitions of `ITERATION.md`: what it is for and what it leaves behind.
"""

from __future__ import annotations

from collections.abc import Iterator

from planproof.plan.model import Plan
from planproof.plan.rule import Desk, Hit, Rule, Severity
from planproof.plan.task_types import TASK_TYPES, task_type

__all__ = ["RULE"]


def check(plan: Plan, desk: Desk) -> Iterator[Hit]:
    """One hit for each type in use that isn't defined, at the first task of that type in an iteration document."""
    document = plan.document("ITERATION")
    if document is None:
        return
    sections = [section for each in plan.documents for section in each.walk() if section.key == "task_types"]
    defined = " ".join(
        f"{section.title} {getattr(block, 'text', '')}" for section in sections for block in section.all_blocks()
    ).lower()
    seen = set()
    for task in plan.tasks:
        kind = task_type(task)
        if kind in TASK_TYPES and kind not in seen and task.type and task.place.path == document.path:
            seen.add(kind)
            if kind not in defined:
                name = TASK_TYPES[kind]
                yield Hit(task.type.place, f"{name} is defined nowhere", "add it to Task Type Definitions")


RULE = Rule("PP419", "task-type-undefined", Severity.WARNING, check_plan=check)
