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

## Bad
Titles are read in English; what a plan in another language lacks isn't listed.

```markdown file=TEST_PLAN.md
# Links: Testplan {PP105}

## Ziel

Die Tests zeigen, dass kein Link verloren geht, auch wenn zwei Nutzer zugleich schreiben und der Dienst dabei neu gestartet wird.

## Umgebung

Der Dienst läuft mit SQLite auf einem Rechner ohne Netz; die Daten werden vor jedem Lauf neu angelegt und danach gelöscht.
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
from planproof.plan.english import is_english
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
        elif presence.nowhere and not is_english(presence.document.text):
            yield Hit(
                place,
                _other_language(presence),
                "write the titles in English; what stands below may be in any language",
            )
        elif presence.nowhere:
            yield Hit(
                place, _other_form(presence), "`planproof new` writes the form; docs/formats/plan.md describes it"
            )


def _other_language(presence: Presence) -> str:
    known, kind = len(presence.read), presence.document.kind
    asked = known + len(presence.near) + len(presence.nowhere)
    return f"titles in another language than English: {known} of the {asked} sections of {kind}.md are found by them"


def _other_form(presence: Presence) -> str:
    known = len(presence.read)
    asked = known + len(presence.near) + len(presence.nowhere)
    missing = ", ".join(_title(key) for key in presence.nowhere)
    kind = presence.document.kind
    return f"written in another form: {known} of the {asked} sections of {kind}.md are read, no title as {missing}"


def _title(key: str) -> str:
    return TITLES[key][0].capitalize()


RULE = Rule("PP105", "section-missing", Severity.ERROR, check_plan=check)
