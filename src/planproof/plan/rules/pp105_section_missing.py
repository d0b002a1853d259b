"""A section is missing that a document of this kind must have.

## Why
Each section holds an answer that the next stage needs. Where it is missing, whoever builds the thing makes it up.

## Bad
```markdown file=BACKLOGS.md
# M1_E1_I1 Links: Backlogs {PP105} {PP105}

## Tasks

## Testing Tasks

## Risks

## Quality Gates

## Progress Tracking
```

## Good
```markdown file=BACKLOGS.md
# M1_E1_I1 Links: Backlogs

## Tasks

## Testing Tasks

## Dependencies and Risks

## Quality Gates

### Code Standards

## Progress Tracking

## Success Demo

## Planning Checklist
```

## Good
A section may have another usual name, and tests may stand under their level.

```markdown file=TEST_PLAN.md
# M1_E1_I1 Links: Test Plan

## Test Coverage Map

## Test Matrix

## Unit Tests

## Performance Tests

## User Stories

## Success Criteria
```

## Fix
Write the section, in this or another document of the iteration. If it doesn't apply, keep the heading and say in one
sentence why not.
"""

from __future__ import annotations

from collections.abc import Iterator

from planproof.plan.document import Place, Section
from planproof.plan.model import Plan
from planproof.plan.rule import Desk, Hit, Rule, Severity
from planproof.plan.sections import REQUIRED_SECTIONS, TITLES, sounds_like
from planproof.plan.task_types import is_testing

__all__ = ["RULE", "check"]

_LEVELS = frozenset(("unit_tests", "integration_tests", "system_tests"))


def check(plan: Plan, desk: Desk) -> Iterator[Hit]:
    """One hit for each section that the plan's document kinds ask for and none of its documents has."""
    sections = [section for document in plan.documents for section in document.walk()]
    present = {section.key for section in sections} | _told_otherwise(plan, sections)
    asked: set[str] = set()
    for document in plan.documents:
        if document.problems and not document.sections:
            continue  # PP100 says that it can't be read; a list of what it lacks would add nothing
        for key in REQUIRED_SECTIONS.get(document.kind, ()):
            if key not in present | asked:
                asked.add(key)
                yield _hit(key, Place(document.path, 1), sections, plan.id)


def _told_otherwise(plan: Plan, sections: list[Section]) -> set[str]:
    """Sections whose part stands elsewhere: tests under their level, tests planned as a task among the tasks."""
    told = set()
    if any(section.key in _LEVELS for section in sections):
        told.add("test_cases")
    if any(is_testing(task) for task in plan.tasks):
        told.add("testing_tasks")
    return told


def _hit(key: str, place: Place, sections: list[Section], plan_id: str) -> Hit:
    title = TITLES[key][0].capitalize()
    near = next((s for s in sections if s.level > 1 and not s.key and sounds_like(key, s.title)), None)
    if near:
        return Hit(
            near.place,
            f'"{near.title}" isn\'t read as the section "{title}", and there is no other',
            f"call it {title}",
        )
    return Hit(place, f'no section "{title}"', f"write it, or say under it why {plan_id} needs none")


RULE = Rule("PP105", "section-missing", Severity.ERROR, check_plan=check)
