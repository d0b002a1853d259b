"""Two folders carry the same id.

## Why
An id must name one thing. With two, evidence for one of them counts for the other.

## Bad
```markdown file=/docs/progress_trackings/M1_DEMO/M1_E1_LINKS/M1_E1_I1_SHORTEN/TECH_DESIGN.md
# Shorten: Tech Design
```
```markdown file=/docs/progress_trackings/M1_DEMO/M1_E1_LINKS/M1_E1_I1_UNSHORTEN/TECH_DESIGN.md
# Unshorten: Tech Design {PP104}
```

## Good
```markdown file=/docs/progress_trackings/M1_DEMO/M1_E1_LINKS/M1_E1_I1_SHORTEN/TECH_DESIGN.md
# Shorten: Tech Design
```
```markdown file=/docs/progress_trackings/M1_DEMO/M1_E1_LINKS/M1_E1_I2_UNSHORTEN/TECH_DESIGN.md
# Unshorten: Tech Design
```

## Fix
Give the later folder the next free number.
"""

from __future__ import annotations

from collections.abc import Iterator

from planproof.plan.document import Place
from planproof.plan.model import Project
from planproof.plan.rule import Desk, Hit, Rule, Severity

__all__ = ["RULE", "check"]


def check(project: Project, desk: Desk) -> Iterator[Hit]:
    """One hit for each folder whose id an earlier folder has."""
    places = [
        (folder.id, folder.path, Place(folder.readme.path if folder.readme else folder.path, 1))
        for folder in (*project.milestones, *project.epics)
    ]
    places += [(plan.id, plan.folder, plan.place) for plan in project.plans]
    first: dict[str, str] = {}
    for identifier, path, place in places:
        if identifier and first.setdefault(identifier, path) != path:
            yield Hit(place, f"{identifier} is already the id of {first[identifier]}", "take the next free number")


RULE = Rule("PP104", "id-used-twice", Severity.ERROR, check_project=check)
