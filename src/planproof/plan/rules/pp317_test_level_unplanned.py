"""Test level unplanned: a test plan holds no integration test or no system test.

## Why
The stage Verify runs the planned integration tests, the stage Validate the planned system tests. Where none is planned, the stage
checks nothing and stays vacuous: parts that pass alone and fail together are found by users.

## Bad
```markdown file=TEST_PLAN.md
## Behavioral Test Cases {PP317} {PP317}

### Unit Tests

| Test | Interface |
|---|---|
| `links_add__new__then_kept` | `links_add` |
```

## Good
```markdown file=TEST_PLAN.md
## Behavioral Test Cases

### Unit Tests

| Test | Interface |
|---|---|
| `links_add__new__then_kept` | `links_add` |

### Integration Tests

| Test | Interface |
|---|---|
| `links_add__real_table__then_row` | `links_add` |

### System Tests

| Test | Shows |
|---|---|
| `service__restarted__then_links_kept` | a row outlives the process |
```

## Fix
Plan at least one test of each level, with the modules or services that are real in it.
"""

from __future__ import annotations

from collections.abc import Iterator

from planproof.plan.document import Place
from planproof.plan.model import Plan
from planproof.plan.rule import Desk, Hit, Rule, Severity

__all__ = ["RULE"]

_STAGES = {"integration": "Verify", "system": "Validate"}


def check(plan: Plan, desk: Desk) -> Iterator[Hit]:
    """One hit for each of the two levels that a test plan with test cases leaves out."""
    document = plan.document("TEST_PLAN")
    levels = {case.level for case in plan.test_cases}
    if document is None or not levels:
        return
    section = document.find("test_cases")
    place = section.place if section else Place(document.path, 1)
    for level, stage in _STAGES.items():
        if level not in levels:
            yield Hit(place, f"no {level} test is planned, so the stage {stage} has nothing to run", "plan one")


RULE = Rule("PP317", "test-level-unplanned", Severity.WARNING, check_plan=check)
