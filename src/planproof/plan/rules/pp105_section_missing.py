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

from planproof.plan.document import Document, Place, Section
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
    named: set[Place] = set()
    for document in plan.documents:
        if document.problems and not document.sections:
            continue  # PP100 says that it can't be read; a list of what it lacks would add nothing
        for key in REQUIRED_SECTIONS.get(document.kind, ()):
            if key not in present | asked:
                asked.add(key)
                yield _hit(key, document, named, plan.id)


def _told_otherwise(plan: Plan, sections: list[Section]) -> set[str]:
    """Sections whose part stands elsewhere: a goal under the title, tests under their level or as a task among the tasks."""
    told = {"goal"} if plan.goal else set()
    if any(section.key in _LEVELS for section in sections):
        told.add("test_cases")
    if any(is_testing(task) for task in plan.tasks):
        told.add("testing_tasks")
    return told


def _hit(key: str, document: Document, named: set[Place], plan_id: str) -> Hit:
    """The hit for one section: at a title of its document that sounds like it and wasn't `named` yet, else at the head."""
    title = TITLES[key][0].capitalize()
    unread = (s for s in document.walk() if s.level == 2 and not s.key and s.place not in named)
    near = next((s for s in unread if sounds_like(key, s.title)), None)
    if near:
        named.add(near.place)
        return Hit(
            near.place,
            f'"{near.title}" isn\'t read as the section "{title}", and there is no other',
            f"call it {title}",
        )
    return Hit(Place(document.path, 1), f'no section "{title}"', f"write it, or say under it why {plan_id} needs none")


RULE = Rule("PP105", "section-missing", Severity.ERROR, check_plan=check)
