"""Something is left out and nobody says why.

## Why
Without the reason an agent can't tell "not now" from "never", and puts it in when it looks small.

## Bad
```markdown file=ITERATION.md
# Iteration 1: Links

## Not In This Iteration

- Custom short names {PP606}
- Statistics - TBD {PP606}
- Signed builds (macOS) {PP606}
```

## Bad
Where nothing of three or more has a reason, that is said once.

```markdown file=ITERATION.md
# Iteration 1: Links

## Not In This Iteration

- Custom short names {PP606}
- Statistics
- Signed builds
```

## Good
```markdown file=ITERATION.md
# Iteration 1: Links

## Not In This Iteration

- Custom short names - nobody has asked for them yet
- Statistics - need the event table of the next iteration
- Import of old links (done by the migration of M1_E1_I0)
```

## Fix
Write `thing - reason`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from planproof.plan.alike import alike
from planproof.plan.late_pattern import late_pattern
from planproof.plan.model import Plan
from planproof.plan.rule import Desk, Hit, Rule, Severity

__all__ = ["RULE", "check"]

_NO_REASON = late_pattern(
    r"\W*(?:(?:tb[dac]|later|none|n/?a|not now|future|out of scope|some ?day|maybe|no reason|see above|to be \w+)\W*)?",
    re.I,
)
_NO_REASON_MAX = 60  # characters; the pattern is not made for long texts


def check(plan: Plan, desk: Desk) -> Iterator[Hit]:
    """One hit for each thing that is left out without a reason, or with a word that is none."""
    lacking = []
    for item in plan.out_of_scope:
        reason = item.reason.value if item.reason else ""
        if len(reason) < _NO_REASON_MAX and _NO_REASON.fullmatch(reason):
            hit = Hit(item.place, f"{item.text[:60]!r} is left out without a reason", "write `thing - reason`")
            if reason:
                yield hit
            else:
                lacking.append(hit)
    message = f"none of the {len(plan.out_of_scope)} things left out has a reason"
    yield from alike(lacking, plan.out_of_scope, message, kind="things left out")


RULE = Rule("PP606", "out-of-scope-without-reason", Severity.ERROR, check_plan=check)
