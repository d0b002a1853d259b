"""Title not read: a heading sounds like a section of the plan, and isn't read as one.

## Why
What stands under it is in the plan for a person alone: no rule looks at it, no stage proves it.

## Bad
```markdown file=BACKLOGS.md
# M1_E1_I1 Links: Backlogs

## Task Summary {PP122}

## Testing Tasks

## Risks

## Quality Gates

## Progress Tracking

## Success Demo

## Planning Checklist
```

## Good
```markdown file=BACKLOGS.md
# M1_E1_I1 Links: Backlogs

## Tasks

## Testing Tasks

## Risks

## Quality Gates

## Progress Tracking

## Success Demo

## Planning Checklist
```

## Fix
Give the section the title it is read by, if it is that section.
"""

from __future__ import annotations

from collections.abc import Iterator

from planproof.plan.document import Document, Place, Section
from planproof.plan.model import Plan
from planproof.plan.rule import Desk, Hit, Rule, Severity
from planproof.plan.section_presence import presence_of
from planproof.plan.sections import TITLES, sounds_like

__all__ = ["RULE"]


def check(plan: Plan, desk: Desk) -> Iterator[Hit]:
    """One hit for each section that isn't read while a title of its document sounds like it; each title is named once."""
    named: set[Place] = set()
    for presence in presence_of(plan):
        for key in presence.near:
            near = _sounding(presence.document, key, named)
            if near:
                named.add(near.place)
                title = TITLES[key][0].capitalize()
                yield Hit(
                    near.place, f'"{near.title}" isn\'t read as the section "{title}"', f"call it {title} if it is"
                )


def _sounding(document: Document, key: str, named: set[Place]) -> Section | None:
    unread = (section for section in document.walk() if section.level == 2 and not section.key)
    return next((s for s in unread if s.place not in named and sounds_like(key, s.title)), None)


RULE = Rule("PP122", "title-not-read", Severity.WARNING, check_plan=check)
