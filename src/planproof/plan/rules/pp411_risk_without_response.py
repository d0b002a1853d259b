"""Risk without response: a risk is named and nobody said what is done about it.

## Why
A risk without a response is a worry. Whoever meets it has to invent under pressure what could have been thought through.

## Bad
```markdown file=BACKLOGS.md
## Dependencies and Risks

| Risk | Response |
|---|---|
| The index doesn't fit into memory | |{PP411}
| Two writers at once | one lock a file |
```

## Bad
Where no risk has a response, of three or more, that is said once.

```markdown file=BACKLOGS.md
## Risks

- The index doesn't fit into memory {PP411}
- Two writers at once
- The disk is full
```

## Good
```markdown file=BACKLOGS.md
## Risks

| Risk | Response |
|---|---|
| The index doesn't fit into memory | task 2 measures it first; a file-backed map is the way out |
```

## Fix
Say what avoids the risk, or what is done when it comes true.
"""

from __future__ import annotations

from collections.abc import Iterator

from planproof.plan.alike import alike
from planproof.plan.model import Plan
from planproof.plan.rule import Desk, Hit, Rule, Severity

__all__ = ["RULE"]


def check(plan: Plan, desk: Desk) -> Iterator[Hit]:
    """One hit for each risk whose response is missing, empty, a dash or a question mark."""
    lacking = [
        Hit(risk.place, f"nobody said what is done about `{risk.text}`", "say what avoids it, or what is done then")
        for risk in plan.risks
        if not (risk.response and risk.response.value.strip(" -–—?"))
    ]
    yield from alike(
        lacking,
        plan.risks,
        f"nobody said what is done about any of the {len(plan.risks)} risks",
        "a response is read from a column Response or Mitigation, or from `risk - Response: …` in a list",
        kind="risks",
    )


RULE = Rule("PP411", "risk-without-response", Severity.ERROR, check_plan=check)
