"""Clarification left: a plan of another tool still holds `[NEEDS CLARIFICATION: …]`.

## Why
spec-kit leaves this mark where the person has to decide. Whoever implements it before that decides by guessing.

## Bad
```markdown file=/specs/001-links/spec.md
# Feature Specification: Links

- **FR-001**: The server MUST keep links [NEEDS CLARIFICATION: how long?] {PP913}
```
```markdown file=/specs/001-links/tasks.md
- [ ] T001 Create `src/store.py`
```

## Good
```markdown file=/specs/001-links/spec.md
# Feature Specification: Links

- **FR-001**: The server MUST keep links for 90 days
```
```markdown file=/specs/001-links/tasks.md
- [ ] T001 Create `src/store.py`
```

## Fix
Decide, and write the decision where the mark stands.
"""

from __future__ import annotations

from collections.abc import Iterator

from planproof.plan.document import Place
from planproof.plan.foreign.model import ForeignPlan
from planproof.plan.late_pattern import late_pattern
from planproof.plan.rule import Desk, Hit, Rule, Severity

__all__ = ["RULE"]

_MARK = late_pattern(r"(?<!`)\[NEEDS[ _-]CLARIFICATION:\s*([^\]\n]{0,200})")


def check(plan: ForeignPlan, desk: Desk) -> Iterator[Hit]:
    """One hit for each mark."""
    for source in plan.sources:
        text = source.document.text
        for match in _MARK.finditer(text):
            start = text.rfind("\n", 0, match.start())
            place = Place(source.path, text.count("\n", 0, match.start()) + 1, match.start() - start)
            yield Hit(place, f"still to be clarified: {match[1].strip() or 'it does not say what'}")


RULE = Rule("PP913", "clarification-left", Severity.WARNING, check_foreign=check)
