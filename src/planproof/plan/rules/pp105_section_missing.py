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

## Bad
A document with few of its sections is written in another form: that is one finding, not a dozen.

```markdown file=TECH_DESIGN.md
# Links: notes for the design {PP105}

## Goal

Links are kept.

## Database

SQLite.
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

## Good
What a reader may find under another title isn't called missing (PP122 says that it isn't read).

```markdown file=BACKLOGS.md
# M1_E1_I1 Links: Backlogs

## Tasks

## Tests to write

## Known Risks of the Release

## Quality Gates

## Progress Tracking

**Demo**: `curl localhost:8000/links`

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
from planproof.plan.section_presence import Presence, presence_of
from planproof.plan.sections import TITLES

__all__ = ["RULE", "check"]


def check(plan: Plan, desk: Desk) -> Iterator[Hit]:
    """One hit for each section that the plan has in no form; one for a whole document that is written in another form."""
    for presence in presence_of(plan):
        place = Place(presence.document.path, 1)
        if presence.is_our_form:
            for key in presence.nowhere:
                yield Hit(
                    place, f'no section "{_title(key)}"', f"write it, or say under it why {plan.id or 'it'} needs none"
                )
        elif presence.nowhere:
            yield Hit(
                place, _other_form(presence), "`planproof new` writes the form; docs/formats/plan.md describes it"
            )


def _other_form(presence: Presence) -> str:
    known = len(presence.read)
    asked = known + len(presence.near) + len(presence.nowhere)
    missing = ", ".join(_title(key) for key in presence.nowhere)
    kind = presence.document.kind
    return f"written in another form: {known} of the {asked} sections of {kind}.md are read, no title as {missing}"


def _title(key: str) -> str:
    return TITLES[key][0].capitalize()


RULE = Rule("PP105", "section-missing", Severity.ERROR, check_plan=check)
