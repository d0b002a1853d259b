"""Interface without test: the plan declares a function that no planned test covers.

## Why
What no test names is what nobody finds missing. A function is covered when the coverage map, a test's interface column or the
unit in a test's name names it; a plan without a test plan may cover it in a smoke test.

## Bad
````markdown file=TECH_DESIGN.md
## Interfaces

### `include/registry.h`

```c
int registry_claim(int thread);
void registry_release(int slot); {PP302}
```
````
```markdown file=TEST_PLAN.md
## Unit Tests

| Test | Interface |
|---|---|
| `registry_claim__all_slots_taken__then_refused` | `registry_claim` |
```

## Good
````markdown file=TECH_DESIGN.md
## Interfaces

### `include/registry.h`

```c
int registry_claim(int thread);
void registry_release(int slot);
```

### `src/store.py`

```python
class StoreProtocol(Protocol):
    def add(self, name: str) -> int: ...
```
````
```markdown file=TEST_PLAN.md
## Test Coverage Map

| Interface | Tests |
|---|---|
| `registry_release` | `slot__released__then_free` |

## Unit Tests

| Test | Interface |
|---|---|
| `registry_claim__all_slots_taken__then_refused` | |
| `slot__released__then_free` | |
| `store_add__new_name__then_number` | |
```

## Good
Tests that are written out as code cover what they call.

````markdown file=TECH_DESIGN.md
## Interfaces

```python
class Store(Protocol):
    def add(self, name: str) -> int: ...
```
````
````markdown file=TEST_PLAN.md
## Unit Tests

```python
def test_store__new_name__then_number():
    assert Store().add("a") == 1
```
````

## Fix
Plan a test for it, or name it in the coverage map beside the test that covers it.
"""

from __future__ import annotations

from collections.abc import Iterator

from planproof.plan.document import CodeBlock, Place
from planproof.plan.late_pattern import late_pattern
from planproof.plan.model import Plan
from planproof.plan.rule import Desk, Hit, Rule, Severity
from planproof.plan.symbols import Symbol, declared_symbols
from planproof.plan.test_names import NameIndex, parse_test_name

__all__ = ["RULE"]

_TEST_SECTIONS = frozenset(("unit_tests", "integration_tests", "system_tests", "test_cases", "benchmarks"))
_CALLED = late_pattern(r"\b([A-Za-z_]\w*)\s*\(")


def check(plan: Plan, desk: Desk) -> Iterator[Hit]:
    """One hit for each declared function or method that nothing covers, at its line in the block."""
    if not plan.interfaces:
        return
    units = NameIndex(_covered_units(plan))
    smoke = "" if plan.test_cases else "\n".join(block.content for task in plan.tasks for block in task.smoke_tests)
    called = {*_called_in_tests(plan)}
    seen = set()
    for interface in plan.interfaces:
        for symbol in declared_symbols(interface):
            last = symbol.name.rpartition(".")[2]
            if symbol.name in seen or not _testable(symbol) or last in smoke or last in called:
                continue
            seen.add(symbol.name)
            if not units.cover(symbol.name):
                code = interface.code
                place = Place(code.place.path, code.content_line + symbol.line - 1, code.content_column)
                yield Hit(
                    place,
                    f"no planned test covers `{symbol.name}`",
                    "plan a test whose unit or interface column names it",
                )


def _covered_units(plan: Plan) -> set[str]:
    units = {entry.interface for entry in plan.coverage_map if entry.tests}
    for case in plan.test_cases:
        name = parse_test_name(case.name)
        units |= {*_names_in(case.interface), name.unit if name else ""}
    return units - {""}


def _called_in_tests(plan: Plan) -> Iterator[str]:
    """Names that are called in the tests that the plan writes out as code."""
    for document in plan.documents:
        for section in document.walk():
            for block in section.all_blocks() if section.key in _TEST_SECTIONS else ():
                if isinstance(block, CodeBlock):
                    yield from _CALLED.findall(block.content)


def _names_in(column: str) -> list[str]:
    return [name.strip("` ()") for name in column.replace("::", ".").replace(";", ",").split(",")]


def _testable(symbol: Symbol) -> bool:
    """False for types and for what runs as part of something else: constructors, destructors, Python's dunder methods."""
    owner, _, last = symbol.name.rpartition(".")
    dunder = last.startswith("__") and last.endswith("__")
    return symbol.callable and not dunder and not last.startswith("~") and last != owner.rpartition(".")[2]


RULE = Rule("PP302", "interface-without-test", Severity.ERROR, check_plan=check)
