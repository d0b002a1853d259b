"""Performance unplanned: native interfaces and no figure for what a call of them may cost.

## Why
Code is native because it has to be fast. Without a figure every version is fast enough, and the stage Prove has nothing to measure.

## Bad
````markdown file=TECH_DESIGN.md
## Interface Definitions

```c {PP312}
int slot_take(void);
```
````

## Good
````markdown file=TECH_DESIGN.md
## Interface Definitions

```c
int slot_take(void);
```

## Performance Requirements

| Target | Figure | Benchmark |
|---|---|---|
| one take | < 10 ns | `bench_take` |
````

## Good
````markdown file=TECH_DESIGN.md
## Interface Definitions

```c
int version(void);
```

## Performance Requirements

None: the function is called once, at start.
````

## Fix
Write a target with figure and benchmark, or say under the heading why there is none.
"""

from __future__ import annotations

from collections.abc import Iterator

from planproof.plan.compilers.language import NATIVE, blocks_in
from planproof.plan.document import Comment
from planproof.plan.model import Plan
from planproof.plan.rule import Desk, Hit, Rule, Severity

__all__ = ["RULE"]


def check(plan: Plan, desk: Desk) -> Iterator[Hit]:
    """One hit at the first native interface block of a plan without a target and without a word on why."""
    native = [] if plan.performance_targets else blocks_in(plan, NATIVE | {"rust"})
    if native and not _says_why(plan):
        yield Hit(
            native[0].place, "no figure says what a call may cost", "add Performance Requirements with a benchmark"
        )


def _says_why(plan: Plan) -> bool:
    sections = [section for document in plan.documents for section in document.walk() if section.key == "performance"]
    return any(not isinstance(block, Comment) for section in sections for block in section.all_blocks())


RULE = Rule("PP312", "performance-unplanned", Severity.WARNING, check_plan=check)
