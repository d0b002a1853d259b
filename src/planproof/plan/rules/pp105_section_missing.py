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

## Fix
Write the section, in this or another document of the iteration. If it doesn't apply, keep the heading and say in one
sentence why not.
"""

from __future__ import annotations

from collections.abc import Iterator

from planproof.plan.document import Place
from planproof.plan.model import Plan
from planproof.plan.rule import Desk, Hit, Rule, Severity
from planproof.plan.sections import REQUIRED_SECTIONS, TITLES

__all__ = ["RULE", "check"]


def check(plan: Plan, desk: Desk) -> Iterator[Hit]:
    """One hit for each section that the plan's document kinds ask for and none of its documents has."""
    present = {section.key for document in plan.documents for section in document.walk()}
    asked: set[str] = set()
    for document in plan.documents:
        if document.problems and not document.sections:
            continue  # PP100 says that it can't be read; a list of what it lacks would add nothing
        for key in REQUIRED_SECTIONS.get(document.kind, ()):
            if key not in present | asked:
                asked.add(key)
                title = TITLES[key][0].capitalize()
                yield Hit(
                    Place(document.path, 1),
                    f'no section "{title}"',
                    f"write it, or say under it why {plan.id} needs none",
                )


RULE = Rule("PP105", "section-missing", Severity.ERROR, check_plan=check)
