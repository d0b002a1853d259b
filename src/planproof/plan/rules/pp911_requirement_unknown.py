"""Requirement unknown: a task says that it serves a requirement which the plan doesn't hold.

## Why
Mostly the requirements were renumbered after the tasks were written; then the other numbers point at the wrong ones, too.

## Bad
```markdown file=/.kiro/specs/links/requirements.md
### Requirement 1: Shorten

1. WHEN a user posts a URL THEN the server SHALL answer with a code
```
```markdown file=/.kiro/specs/links/tasks.md
- [ ] 1. Shorten
  - _Requirements: 1.1, 1.4_ {PP911}
- [ ] 2. Follow
  - _Requirements: 3.1_ {PP911}
```

## Good
```markdown file=/.kiro/specs/links/requirements.md
### Requirement 1: Shorten

1. WHEN a user posts a URL THEN the server SHALL answer with a code
```
```markdown file=/.kiro/specs/links/tasks.md
- [ ] 1. Shorten
  - _Requirements: 1.1_
```

## Fix
Name the requirement that is meant, and look at the neighbouring numbers.
"""

from __future__ import annotations

from collections.abc import Iterator

from planproof.plan.foreign.model import ForeignPlan
from planproof.plan.foreign.tracing import is_known
from planproof.plan.rule import Desk, Hit, Rule, Severity

__all__ = ["RULE"]


def check(plan: ForeignPlan, desk: Desk) -> Iterator[Hit]:
    """One hit for each named requirement that isn't there."""
    for task in plan.tasks:
        for named in task.requirements:
            if not is_known(plan, named):
                yield Hit(named.place, f"{task.label} serves {named.value}, which is no requirement of this plan")


RULE = Rule("PP911", "requirement-unknown", Severity.WARNING, check_foreign=check)
