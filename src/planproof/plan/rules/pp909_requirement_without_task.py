"""Requirement without task: the tasks name the requirements they serve, and one is named by none.

## Why
It will be forgotten: every box gets ticked, and what was asked for isn't there. Only judged where the plan's tasks name at least
three in four requirements of that kind; a plan that doesn't trace isn't scolded for it.

## Bad
```markdown file=/.kiro/specs/links/requirements.md
### Requirement 1: Shorten {PP909}

#### Acceptance Criteria

1. WHEN a user posts a URL THEN the server SHALL answer with a code
2. IF the URL is known THEN the server SHALL answer with its code

### Requirement 2: Follow

1. WHEN a user opens a code THEN the server SHALL redirect

### Requirement 3: Count

1. WHEN a user follows a link THEN the server SHALL count it

### Requirement 4: Expire {PP909}

1. WHEN a link is 90 days old THEN the server SHALL forget it
```
```markdown file=/.kiro/specs/links/tasks.md
- [ ] 1. Shorten
  - _Requirements: 1.1_
- [ ] 2. Follow and count
  - _Requirements: 2.1, 3.1_
```

## Good
```markdown file=/.kiro/specs/links/requirements.md
### Requirement 1: Shorten

1. WHEN a user posts a URL THEN the server SHALL answer with a code

### Requirement 2: Follow

1. WHEN a user opens a code THEN the server SHALL redirect
```
```markdown file=/.kiro/specs/links/tasks.md
- [ ] 1. Shorten
  - _Requirements: 1.1_
- [ ] 2. Follow
  - _Requirements: 2.1_
```

## Fix
Write the task that is missing, or take the requirement out.
"""

from __future__ import annotations

from collections.abc import Iterator

from planproof.plan.foreign.model import ForeignPlan
from planproof.plan.foreign.tracing import criteria_left, named_ids, traced
from planproof.plan.rule import Desk, Hit, Rule, Severity

__all__ = ["RULE"]


def check(plan: ForeignPlan, desk: Desk) -> Iterator[Hit]:
    """One hit for each requirement that no task names, and one for the criteria of a requirement that none names."""
    named = named_ids(plan)
    for requirement in traced(plan):
        if requirement.id not in named:
            yield Hit(requirement.place, f"no task names {requirement.id} ({requirement.title[:60]})")
        elif left := list(criteria_left(plan, requirement)):
            yield Hit(requirement.place, f"no task names {', '.join(left)} of requirement {requirement.id}")


RULE = Rule("PP909", "requirement-without-task", Severity.WARNING, check_foreign=check)
