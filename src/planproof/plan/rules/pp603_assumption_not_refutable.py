"""An assumption names no observation that would refute it.

## Why
What nothing could refute is a wish. At Close nobody can say whether it held, so the next iteration builds on it all the same.

## Bad
```markdown file=ITERATION.md
# Iteration 1: Links

## What This Iteration Validates

- **Assumption 1**: Users want short links. {PP603}
- **Assumption 2**: SQLite is enough. Refuted if: n/a. {PP603}
```

## Bad
Where no assumption names one, of three or more, that is said once.

```markdown file=ITERATION.md
# Iteration 1: Links

## What This Iteration Validates

- **Assumption 1**: Users want short links. {PP603}
- **Assumption 2**: SQLite is enough.
- **Assumption 3**: Nobody guesses a link.
```

## Good
```markdown file=ITERATION.md
# Iteration 1: Links

## What This Iteration Validates

- **Assumption 1**: SQLite is enough. Refuted if: a write takes longer than 20 ms at 50 requests/s. Outcome: open
```

## Fix
Add `Refuted if:` and what somebody would see: a figure, an event, an answer.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from planproof.plan.alike import alike
from planproof.plan.late_pattern import late_pattern
from planproof.plan.model import Plan
from planproof.plan.rule import Desk, Hit, Rule, Severity

__all__ = ["RULE", "check"]

_NOTHING = late_pattern(
    r"\W*(?:(?:none|nothing|never|n/?a|not applicable|tb[dac]|unknown|open|to be \w+|"
    r"(?:it|this|the assumption) (?:fails?|is (?:wrong|false|not (?:so|true))|(?:does not|doesn't) (?:work|hold)))\W*)?",
    re.IGNORECASE,
)
_NOTHING_MAX = 60  # characters; what says nothing is short, and the pattern is not made for long texts
_HINT = "add `Refuted if:` and what somebody would see: a figure, an event, an answer"


def check(plan: Plan, desk: Desk) -> Iterator[Hit]:
    """One hit for each assumption without an observation, or with one that says nothing."""
    lacking = []
    for assumption in plan.assumptions:
        observation = assumption.refuted_if
        name = assumption.name or "the assumption"
        if observation is None:
            lacking.append(Hit(assumption.place, f"{name} names nothing that would refute it", _HINT))
        elif len(observation.value) < _NOTHING_MAX and _NOTHING.fullmatch(observation.value):
            yield Hit(observation.place, f"{name} would be refuted by {observation.value!r}, which says nothing", _HINT)
    message = f"none of the {len(plan.assumptions)} assumptions names what would refute it"
    yield from alike(lacking, plan.assumptions, message, kind="assumptions")


RULE = Rule("PP603", "assumption-not-refutable", Severity.ERROR, check_plan=check)
