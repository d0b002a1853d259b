"""Mapped test unplanned: the coverage map counts on a test that the plan doesn't hold.

## Why
The row looks covered. Nobody writes the test, since no list of tests has it, and the interface stays without one.

## Bad
```markdown file=TEST_PLAN.md
## Test Coverage Map

| Interface | Tests |
|---|---|
| `links_add` | `links_add__new__then_kept`, `links_add__known__then_same_code` | {PP313}

## Unit Tests

| Test | Interface |
|---|---|
| `links_add__new__then_kept` | `links_add` |
```

## Good
```markdown file=TEST_PLAN.md
## Test Coverage Map

| Interface | Tests |
|---|---|
| `links_add` | `test_links_add__new__then_kept` and the benchmarks |

## Unit Tests

| Test | Interface |
|---|---|
| `links_add__new__then_kept` | `links_add` |
```

## Fix
Plan the test under its level, or correct the name in the map.
"""

from __future__ import annotations

from collections.abc import Iterator

from planproof.plan.model import Plan
from planproof.plan.rule import Desk, Hit, Rule, Severity
from planproof.plan.test_names import bare_test_name

__all__ = ["RULE"]


def check(plan: Plan, desk: Desk) -> Iterator[Hit]:
    """One hit for each name of a test in the map that neither the planned tests nor a smoke test bears."""
    if not plan.test_cases:
        return
    planned = {bare_test_name(case.name) for case in plan.test_cases}
    smoke = "\n".join(block.content for task in plan.tasks for block in task.smoke_tests)
    for entry in plan.coverage_map:
        for name in entry.tests:
            bare = bare_test_name(name)
            if "__" in bare and bare not in planned and bare not in smoke:
                yield Hit(
                    entry.place,
                    f"`{name}` covers `{entry.interface}` and is planned nowhere",
                    "plan it, or correct the name",
                )


RULE = Rule("PP313", "mapped-test-unplanned", Severity.ERROR, check_plan=check)
