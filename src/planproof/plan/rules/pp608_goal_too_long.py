"""The goal is longer than two sentences.

## Why
A goal that takes a paragraph is several goals. An iteration with several goals ends when the first is half done.

## Bad
```markdown file=ITERATION.md
# Iteration 1: Links

## Working Software Goal

Users shorten links. They see how often each was opened. They export the list, too. {PP608}
```

## Good
```markdown file=ITERATION.md
# Iteration 1: Links

## Working Software Goal

Users shorten links, e.g. for a printed page. Whoever opens one lands on the address behind it within 0.1 s.
```

## Fix
Keep what users can do; move how it is done to the design, and the rest to another iteration.
"""

from __future__ import annotations

from collections.abc import Iterator

from planproof.plan.late_pattern import late_pattern
from planproof.plan.model import Plan
from planproof.plan.rule import Desk, Hit, Rule, Severity

__all__ = ["RULE", "check"]

_END = late_pattern(r"(?<!\be\.g)(?<!\bi\.e)(?<!\bvs)(?<!\betc)[.!?][)\"'”]?(?=\s+[\"'“(*`]?[A-Z]|\s*\Z)")
_SENTENCES_MAX = 2


def check(plan: Plan, desk: Desk) -> Iterator[Hit]:
    """One hit when the goal has more than two sentences."""
    if plan.goal:
        sentences_count = len(_END.findall(plan.goal.value))
        if sentences_count > _SENTENCES_MAX:
            yield Hit(plan.goal.place, f"the goal takes {sentences_count} sentences", "keep what users can do, in two")


RULE = Rule("PP608", "goal-too-long", Severity.WARNING, check_plan=check)
