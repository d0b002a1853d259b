"""Test without interface: a planned unit or integration test names nothing that the plan's interfaces declare.

## Why
Such a test covers something the plan keeps quiet about, or its name has a typing error and the interface it was meant for stays
uncovered.

## Bad
````markdown file=TECH_DESIGN.md
## Interfaces

```c
int registry_claim(int thread);
```
````
```markdown file=TEST_PLAN.md
## Unit Tests

| Test | Interface |
|---|---|
| `registry_claim__all_slots_taken__then_refused` | `registry_claim` |
| `widget_paint__no_canvas__then_refused` | | {PP303}
| `registry_claim__no_thread__then_refused` | `widget_paint` | {PP303}
```

## Good
````markdown file=TECH_DESIGN.md
## Interfaces

```c
typedef struct Slot Slot;
int registry_claim(int thread);
```
````
```markdown file=TEST_PLAN.md
## Unit Tests

| Test | Interface |
|---|---|
| `registry_claim__all_slots_taken__then_refused` | `registry_claim()` |
| `slot__fresh__then_zeroed` | |
| `registry__two_threads__then_two_slots` | |
```

## Fix
Give the test an interface column that names what it calls, or declare that interface in the tech design. A module or type
name counts.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePosixPath

from planproof.plan.late_pattern import late_pattern
from planproof.plan.model import Plan, TestCase
from planproof.plan.rule import Desk, Hit, Rule, Severity
from planproof.plan.symbols import declared_symbols
from planproof.plan.test_names import NameIndex, parse_test_name

__all__ = ["RULE"]

_NAME = late_pattern(r"[A-Za-z_]\w*(?:(?:\.|::)~?\w+)*")


def check(plan: Plan, desk: Desk) -> Iterator[Hit]:
    """One hit for each unit or integration test that names no declared symbol, type or module."""
    declared = _declared_names(plan)
    if not declared:
        return
    known = NameIndex(declared)
    covering = {test: entry.interface for entry in plan.coverage_map for test in entry.tests}
    for case in plan.test_cases:
        names = _names_of(case, covering.get(case.name, "")) if case.level in ("unit", "integration") else []
        if names and not any(known.are_covered_by(name) or known.cover(name) for name in names):
            message = f"`{case.name}` names `{names[0]}`, which no interface of the plan declares"
            yield Hit(case.place, message, "name the interface it tests, or declare it")


def _names_of(case: TestCase, mapped: str) -> list[str]:
    """What a test says it tests: its interface column, else the coverage map and its unit."""
    column = _NAME.findall(case.interface)
    if column:
        return [name.replace("::", ".") for name in column]
    name = parse_test_name(case.name)
    return [*_NAME.findall(mapped), *([name.unit] if name else [])]


def _declared_names(plan: Plan) -> set[str]:
    """Names of symbols, and of the files that hold them when they hold any (a unit may be a whole module)."""
    names = set()
    for interface in plan.interfaces:
        symbols = {symbol.name for symbol in declared_symbols(interface)}
        names |= symbols
        if symbols and interface.path:
            names.add(PurePosixPath(interface.path).stem)
    return names


RULE = Rule("PP303", "test-without-interface", Severity.WARNING, check_plan=check)
