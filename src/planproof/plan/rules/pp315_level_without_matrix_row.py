"""Level without matrix row: tests are planned at a level for which the test matrix has no row.

## Why
The matrix says by which command each level runs. Tests of a level without a row are written, and nobody runs them.

## Bad
```markdown file=TEST_PLAN.md
## Test Matrix

| Level | What | Command |
|---|---|---|
| unit | links | `pytest tests/unit` |

## System Tests

| Test | Shows |
|---|---|
| `service__restarted__then_links_kept` | a row outlives the process | {PP315}
```

## Good
```markdown file=TEST_PLAN.md
## Test Matrix

| Level | What | Command |
|---|---|---|
| system | the service | `pytest tests/system` |

## System Tests

| Test | Shows |
|---|---|
| `service__restarted__then_links_kept` | a row outlives the process |
```

## Fix
Add a row with the level, what it covers and its command.
"""

from __future__ import annotations

from collections.abc import Iterator

from planproof.plan.model import Plan
from planproof.plan.rule import Desk, Hit, Rule, Severity

__all__ = ["RULE"]


def check(plan: Plan, desk: Desk) -> Iterator[Hit]:
    """One hit for each level without a row, at its first test."""
    levels = {row.level for row in plan.test_matrix}
    if not levels:
        return
    for case in plan.test_cases:
        if case.level not in levels:
            levels.add(case.level)
            yield Hit(case.place, f"the test matrix has no row for {case.level} tests", "add one with its command")


RULE = Rule("PP315", "level-without-matrix-row", Severity.WARNING, check_plan=check)
