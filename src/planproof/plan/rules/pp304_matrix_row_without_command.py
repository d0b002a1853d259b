"""Matrix row without command: a row of the test matrix doesn't say how it is run.

## Why
A row that nobody can run is a wish. The stages Verify, Validate and Prove run the command of each row as written.

## Bad
```markdown file=TEST_PLAN.md
## Test Matrix

| Level | What | Command |
|---|---|---|
| unit | registry | `meson test -C build --suite unit` |
| system | two processes | | {PP304}
| benchmark | registration | - | {PP304}
```

## Bad
Where no row has a command, of three or more, that is said once.

```markdown file=TEST_PLAN.md
## Test Matrix

| Level | What | Command |
|---|---|---|
| unit | the store | | {PP304}
| integration | store and page | |
| system | the service | |
```

## Good
```markdown file=TEST_PLAN.md
## Test Matrix

| Level | What | Command |
|---|---|---|
| unit | registry | `meson test -C build --suite unit` |
| system | two processes | `meson test -C build --suite system` |
```

## Fix
Write the command that runs exactly this row's tests.
"""

from __future__ import annotations

from collections.abc import Iterator

from planproof.plan.alike import alike
from planproof.plan.model import Plan
from planproof.plan.rule import Desk, Hit, Rule, Severity

__all__ = ["RULE"]


def check(plan: Plan, desk: Desk) -> Iterator[Hit]:
    """One hit for each row of the matrix whose command cell is empty or a dash."""
    lacking = [
        Hit(row.place, f"the row {row.level} ({row.what}) has no command", "write the command that runs its tests")
        for row in plan.test_matrix
        if row.command is None or not row.command.value.strip(" -–—")
    ]
    yield from alike(
        lacking,
        plan.test_matrix,
        f"none of the {len(plan.test_matrix)} rows of the test matrix has a command",
        "a column Command says what runs a row's tests",
        kind="rows",
    )


RULE = Rule("PP304", "matrix-row-without-command", Severity.ERROR, check_plan=check)
