"""A planning document lies where no iteration is, so that no plan holds it.

## Why
A document outside an iteration's folder belongs to nothing: its tasks have no id, and nothing in it is ever proved.

## Bad
```markdown file=/docs/progress_trackings/M1_DEMO/TECH_DESIGN.md
# Links: Tech Design {PP102}
```

## Good
```markdown file=/docs/progress_trackings/M1_DEMO/M1_E1_LINKS/M1_E1_I1_SHORTEN/TECH_DESIGN.md
# M1_E1_I1 Shorten: Tech Design
```

## Fix
Move it to `M1_NAME/M1_E2_NAME/M1_E2_I3_NAME/` below the plans folder.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from planproof.plan.document import Place
from planproof.plan.model import Frame
from planproof.plan.rule import Desk, Hit, Rule, Severity

__all__ = ["RULE", "check"]


def check(frame: Frame, gathered: Sequence[None], desk: Desk) -> Iterator[Hit]:
    """One hit for each stray document."""
    for document in frame.strays:
        message = f"{document.kind or 'document'} lies outside any iteration folder"
        hint = f"move it to {frame.plans_folder}/M1_NAME/M1_E2_NAME/M1_E2_I3_NAME/"
        yield Hit(Place(document.path, 1), message, hint)


RULE = Rule("PP102", "document-misplaced", Severity.ERROR, check_project=check)
