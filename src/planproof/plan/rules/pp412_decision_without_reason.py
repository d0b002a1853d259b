"""Decision without reason: a build-or-reuse decision names no alternative or no criterion.

## Why
A choice without what was refused and why can't be checked, and is taken again in every review.

## Bad
```markdown file=TECH_DESIGN.md
## Build vs Reuse

| Decision | Choice | Alternative | Criterion |
|---|---|---|---|
| Ring buffer | build | | |{PP412}
| Test framework | reuse | own runner | |{PP412}
```

## Good
```markdown file=TECH_DESIGN.md
## Build vs Reuse

| Decision | Choice | Alternative | Criterion |
|---|---|---|---|
| Ring buffer | build | liblfds 7 | needs a lane in shared memory, which it can't place |
```

## Fix
Name the best alternative that was refused, and the property that decided.
"""

from __future__ import annotations

from collections.abc import Iterator

from planproof.plan.model import Plan
from planproof.plan.rule import Desk, Hit, Rule, Severity

__all__ = ["RULE"]


def check(plan: Plan, desk: Desk) -> Iterator[Hit]:
    """One hit for each decision, naming what it lacks."""
    for decision in plan.decisions:
        parts = {"alternative": decision.alternative, "criterion": decision.criterion}
        missing = [name for name, text in parts.items() if not (text and text.value.strip(" -–—?"))]
        if missing:
            message = f"the decision on `{decision.subject}` has no {' and no '.join(missing)}"
            yield Hit(decision.place, message, "name what was refused and the property that decided")


RULE = Rule("PP412", "decision-without-reason", Severity.ERROR, check_plan=check)
