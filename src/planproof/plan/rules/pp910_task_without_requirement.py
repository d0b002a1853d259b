"""Task without requirement: the tasks name the requirements they serve, and one serves none.

## Why
It does what nobody asked for, or the requirement behind it was never written down. Only judged where four in five of the plan's
tasks name one; in spec-kit's plans only tasks of a user story must.

## Bad
```markdown file=/.kiro/specs/links/requirements.md
### Requirement 1: Shorten

1. WHEN a user posts a URL THEN the server SHALL answer with a code
```
```markdown file=/.kiro/specs/links/tasks.md
- [ ] 1. Table
  - _Requirements: 1.1_
- [ ] 2. Codes
  - _Requirements: 1.1_
- [ ] 3. Route
  - _Requirements: 1.1_
- [ ] 4. Page
  - _Requirements: 1.1_
- [ ] 5. Confetti {PP910}
```

## Good
```markdown file=/.kiro/specs/links/requirements.md
### Requirement 1: Shorten

1. WHEN a user posts a URL THEN the server SHALL answer with a code
```
```markdown file=/.kiro/specs/links/tasks.md
- [ ] 1. Table
  - _Requirements: 1.1_
- [ ] 2. Codes
  - _Requirements: 1.1_
```

## Fix
Name the requirement, write it down, or drop the task.
"""

from __future__ import annotations

from collections.abc import Iterator

from planproof.plan.foreign.model import ForeignFormat, ForeignPlan, ForeignTask
from planproof.plan.late_pattern import late_pattern
from planproof.plan.rule import Desk, Hit, Rule, Severity

__all__ = ["RULE"]

_SHARE_MIN = 0.8
_STORY = late_pattern(r"\bUser Story \d|\bUS\d")


def check(plan: ForeignPlan, desk: Desk) -> Iterator[Hit]:
    """One hit for each task without a requirement in a plan whose other tasks have one."""
    tasks = list(_expected(plan))
    serving = [task for task in tasks if task.requirements]
    if plan.requirements and len(serving) >= _SHARE_MIN * len(tasks):
        for task in tasks:
            if not task.requirements:
                yield Hit(task.place, f"{task.label} names no requirement that it serves; {len(serving)} others do")


def _expected(plan: ForeignPlan) -> Iterator[ForeignTask]:
    """The tasks that should name one: those without parts; of spec-kit those in the phase of a story."""
    for task in plan.tasks:
        has_parts = any(not part.is_step for part in plan.children.get(task.key, ()))
        if (
            not task.is_step
            and not has_parts
            and (plan.format is not ForeignFormat.SPEC_KIT or _STORY.search(task.group))
        ):
            yield task


RULE = Rule("PP910", "task-without-requirement", Severity.WARNING, check_foreign=check)
