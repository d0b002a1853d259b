"""Planned test unmapped: the coverage map leaves out a unit test of the plan.

## Why
The map is what a reader looks at to see what an interface is tested for. A test that it leaves out isn't missed when it goes.

## Bad
```markdown file=TEST_PLAN.md
## Test Coverage Map

| Interface | Tests |
|---|---|
| `links_add` | `links_add__new__then_kept` |

## Unit Tests

| Test | Interface |
|---|---|
| `links_add__new__then_kept` | |
| `links_find__unknown__then_none` | | {PP314}
```

## Good
```markdown file=TEST_PLAN.md
## Test Coverage Map

| Interface | Tests |
|---|---|
| `links_add` | `links_add__new__then_kept` |

## Unit Tests

| Test | Interface |
|---|---|
| `links_add__new__then_kept` | |
| `links_add__known__then_same_code` | `links_add` |
```

## Fix
Name the test in the row of its interface, or the interface in the row of the test.
"""

from __future__ import annotations

from collections.abc import Iterator

from planproof.plan.model import Plan
from planproof.plan.rule import Desk, Hit, Rule, Severity
from planproof.plan.test_names import NameIndex, bare_test_name, parse_test_name

__all__ = ["RULE"]


def check(plan: Plan, desk: Desk) -> Iterator[Hit]:
    """One hit for each unit test that no row names, whose unit is no row's interface and that names none itself."""
    if not plan.coverage_map:
        return
    mapped = {bare_test_name(name) for entry in plan.coverage_map for name in entry.tests}
    interfaces = NameIndex(entry.interface for entry in plan.coverage_map)
    for case in plan.test_cases:
        if case.level != "unit" or case.interface or bare_test_name(case.name) in mapped:
            continue
        name = parse_test_name(case.name)
        if name and not interfaces.cover(name.unit):
            yield Hit(case.place, f"the coverage map leaves out `{case.name}`", "name it in the row of its interface")


RULE = Rule("PP314", "planned-test-unmapped", Severity.WARNING, check_plan=check)
