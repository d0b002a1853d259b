"""Target without benchmark: a performance figure is promised and nothing measures it.

## Why
A figure that no benchmark shows can't be met or missed. Stage Prove looks the benchmark's result up by its name.

## Bad
```markdown file=TECH_DESIGN.md
## Performance Targets

| Target | Figure | Benchmark |
|---|---|---|
| registration | <1 us | `bench_registration` |
| fast path | <10 ns | | {PP305}
```

## Good
```markdown file=TECH_DESIGN.md
## Performance Targets

| Target | Figure | Benchmark |
|---|---|---|
| registration | <1 us | `bench_registration` |
| fast path | <10 ns | |
```
```markdown file=TEST_PLAN.md
## Benchmarks

| Test | Interface | Shows |
|---|---|---|
| `bench_write` | `lane_write` | fast path, one thread |
```

## Fix
Name the benchmark in the target's own row, or add a benchmark to the test plan whose row names the target.
"""

from __future__ import annotations

from collections.abc import Iterator

from planproof.plan.model import Plan, TestCase
from planproof.plan.rule import Desk, Hit, Rule, Severity
from planproof.plan.test_names import unit_covers

__all__ = ["RULE"]


def check(plan: Plan, desk: Desk) -> Iterator[Hit]:
    """One hit for each target with neither a benchmark of its own nor one in the test plan that names it."""
    benchmarks = [case for case in plan.test_cases if case.level == "benchmark"]
    for target in plan.performance_targets:
        named = target.benchmark is not None and target.benchmark.value.strip(" -–—`")
        if not named and not any(_shows(case, target.name) for case in benchmarks):
            yield Hit(
                target.place, f"no benchmark measures `{target.name}`", "name the benchmark that shows the figure"
            )


def _shows(case: TestCase, target: str) -> bool:
    plain = target.strip("` ")
    return plain.lower() in f"{case.interface} {case.text}".lower() or unit_covers(case.name, plain.replace(" ", "_"))


RULE = Rule("PP305", "target-without-benchmark", Severity.ERROR, check_plan=check)
