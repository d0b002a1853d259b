"""Spike without deliverable: a research spike doesn't say what it leaves behind.

## Why
A spike ends with something that others can look at: working code, a figure, a decision. Without one the two hours leave an
opinion.

## Bad
```markdown file=ITERATION.md
## Tasks

### 1. Which index 📋 Planned {PP406}

**Type**: Research Spike **Estimated time**: 2 hours
```

## Good
```markdown file=ITERATION.md
## Tasks

### 1. Which index 📋 Planned

**Type**: Research Spike **Estimated time**: 2 hours

**Deliverable**: `spikes/index.py`, which prints the time of 1,000 lookups in both indexes
```

## Fix
Add `**Deliverable**:` with the file, figure or decision that the spike leaves behind.
"""

from __future__ import annotations

from collections.abc import Iterator

from planproof.plan.model import Plan
from planproof.plan.rule import Desk, Hit, Rule, Severity
from planproof.plan.task_types import is_spike

__all__ = ["RULE"]


def check(plan: Plan, desk: Desk) -> Iterator[Hit]:
    """One hit for each spike whose deliverable is missing or empty."""
    for task in plan.tasks:
        if is_spike(task) and not (task.deliverable and task.deliverable.value.strip(" -–—")):
            yield Hit(
                task.place,
                f"spike {task.number} leaves nothing behind",
                "add **Deliverable**: with a file, figure or decision",
            )


RULE = Rule("PP406", "spike-without-deliverable", Severity.ERROR, check_plan=check)
