"""Test name without behavior: a planned test isn't named `<unit>__<condition>__then_<expected>`.

## Why
A name such as `test_create` says neither when nor what, so nobody can tell whether the code that later bears the name shows
what was promised. Names in this form are compared with the tests that really exist.

## Bad
```markdown file=TEST_PLAN.md
## Unit Tests

| Test | Interface |
|---|---|
| `test_registry_claim` | `registry_claim` | {PP301}
| `registry_claim__full__refused` | `registry_claim` | {PP301}
```

## Good
```markdown file=TEST_PLAN.md
## Unit Tests

| Test | Interface |
|---|---|
| `registry_claim__all_slots_taken__then_refused` | `registry_claim` |
| `test_registry_claim__first_thread__then_slot_zero[64]` | `registry_claim` |
| `Registry.claim__twice__then_same_slot` | `registry_claim` |
```

## Good
A list under tests may also say what they cover.

```markdown file=TEST_PLAN.md
## Unit Tests

- `registry_claim()` function
- `slots_taken` counts every claim
- **`src/registry/claim.test.ts`** - claims by two threads
```

## Fix
Name the unit, the condition and what is expected: `registry_claim__all_slots_taken__then_refused`. A prefix `test_`, a
GoogleTest suite and parameters in brackets are fine. Benchmarks keep the names of their own tool.
"""

from __future__ import annotations

from collections.abc import Iterator

from planproof.plan.model import Plan
from planproof.plan.rule import Desk, Hit, Rule, Severity
from planproof.plan.test_names import parse_test_name

__all__ = ["RULE"]


def check(plan: Plan, desk: Desk) -> Iterator[Hit]:
    """One hit for each planned test, benchmarks aside, whose name has another form."""
    for case in plan.test_cases:
        if case.level != "benchmark" and parse_test_name(case.name) is None:
            hint = "say what is called, when, and what then happens"
            yield Hit(case.place, f"`{case.name}` isn't named <unit>__<condition>__then_<expected>", hint)


RULE = Rule("PP301", "test-name-without-behavior", Severity.ERROR, check_plan=check, about_words=True)
