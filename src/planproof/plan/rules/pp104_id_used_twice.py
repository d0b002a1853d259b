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

from collections.abc import Iterator, Sequence

from planproof.plan.document import Place
from planproof.plan.model import Frame, Plan
from planproof.plan.rule import Desk, Hit, Rule, Severity

__all__ = ["RULE"]

_Named = tuple[str, str, Place]


def gather(plan: Plan, desk: Desk) -> _Named:
    """Id, folder and place of an iteration."""
    return plan.id, plan.folder, plan.place


def check(frame: Frame, gathered: Sequence[_Named], desk: Desk) -> Iterator[Hit]:
    """One hit for each folder whose id an earlier folder has."""
    folders = [
        (folder.id, folder.path, Place(folder.readme.path if folder.readme else folder.path, 1))
        for folder in (*frame.milestones, *frame.epics)
    ]
    first: dict[str, str] = {}
    for identifier, path, place in (*folders, *gathered):
        if identifier and first.setdefault(identifier, path) != path:
            yield Hit(place, f"{identifier} is already the id of {first[identifier]}", "take the next free number")


RULE = Rule("PP104", "id-used-twice", Severity.ERROR, check_project=check, gather=gather)
