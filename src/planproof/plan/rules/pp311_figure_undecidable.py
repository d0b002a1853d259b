"""Figure undecidable: a performance target has no comparison, no number or no known unit.

## Why
"Fast" and "about 5" can't be met or missed. Stage Prove compares the measured value with the figure.

## Bad
```markdown file=TECH_DESIGN.md
## Performance Targets

| Target | Figure | Benchmark |
|---|---|---|
| registration | fast | `bench_registration` | {PP311}
| fast path | 10 ns | `bench_write` | {PP311}
| throughput | >= 10k widgles/fortnight | `bench_read` | {PP311}
```

## Good
```markdown file=TECH_DESIGN.md
## Performance Targets

| Target | Figure | Benchmark |
|---|---|---|
| registration | <1 us | `bench_registration` |
| fast path | p99 <= 25 ns | `bench_write` |
| throughput | >= 10k req/s | `bench_read` |
```

## Fix
Write a comparison, a number and a unit: `<1 us`, `p99 <= 25 ms`, `>= 10k req/s`, `at most 3 MB`.
"""

from __future__ import annotations

from collections.abc import Iterator

from planproof.plan.model import Plan
from planproof.plan.quantity import parse_target
from planproof.plan.rule import Desk, Hit, Rule, Severity

__all__ = ["RULE"]


def check(plan: Plan, desk: Desk) -> Iterator[Hit]:
    """One hit for each performance target whose figure can't be compared with a measured value."""
    for target in plan.performance_targets:
        if parse_target(target.figure.value) is None:
            written = target.figure.value.strip()
            message = f"`{written}` is no figure for `{target.name}`" if written else f"`{target.name}` has no figure"
            yield Hit(target.figure.place, message, "write comparison, number and unit: `<1 us`, `p99 <= 25 ms`")


RULE = Rule("PP311", "figure-undecidable", Severity.ERROR, check_plan=check, about_words=True)
