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

## Bad
Where no target has one, of three or more, that is said once.

```markdown file=TECH_DESIGN.md
## Performance Targets

| Target | Figure | Benchmark |
|---|---|---|
| add | <= 1 ms | | {PP305}
| find | <= 2 ms | |
| remove | <= 3 ms | |
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

## Good
The benchmark may be written out as code.

````markdown file=BACKLOGS.md
## Performance Targets

- write latency: < 10 ns
````
````markdown file=TEST_PLAN.md
## Performance Tests

```c
TEST(Lane, write_latency_of_one_thread) { }
```
````

## Good
A test may be planned elsewhere that has the figure in its name.

```markdown file=BACKLOGS.md
## Performance Targets

| Target | Figure | Benchmark |
|---|---|---|
| Per-event overhead | < 5ns | |

## Tasks

### 1. Performance tests 📋 Planned

- Test `event_write__with_metrics__then_under_5ns`
```

## Fix
Name the benchmark in the target's own row, or add a benchmark to the test plan whose row names the target.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from planproof.plan.alike import alike
from planproof.plan.document import CodeBlock
from planproof.plan.late_pattern import late_pattern
from planproof.plan.latest import of_latest_plan
from planproof.plan.model import Plan
from planproof.plan.quantity import Quantity, parse_target
from planproof.plan.rule import Desk, Hit, Rule, Severity
from planproof.plan.test_names import NameIndex

__all__ = ["RULE"]

# Words of a target's name that say how it is measured, not what.
_MEASURES = frozenset(
    "a average avg cost duration for latency max maximum mean median min minimum of overhead p50 p95 p99 per rate speed the "
    "time".split()
)

_TEST_NAME = late_pattern(r"\b[A-Za-z]\w{0,80}?__then_\w{1,80}")


def check(plan: Plan, desk: Desk) -> Iterator[Hit]:
    """One hit for each target without a benchmark of its own, one in the test plan that names it or a test of its figure."""
    benchmarks = [case for case in plan.test_cases if case.level == "benchmark"]
    names = NameIndex(case.name for case in benchmarks)
    words = "\n".join(f"{case.interface} {case.text}" for case in benchmarks).lower()
    codes = [*_benchmark_codes(plan)] if plan.performance_targets else []
    measured: dict[str, bool] = {}
    lacking: list[Hit] = []
    for target in plan.performance_targets:
        figure = parse_target(target.figure.value)
        if figure is None:
            continue  # PP311 says that nothing could be measured against it
        own = target.benchmark is not None and target.benchmark.value.strip(" -–—`")
        plain = target.name.strip("` ")
        if not own and plain not in measured:
            measured[plain] = (
                plain.lower() in words
                or names.cover(plain.replace(" ", "_"))
                or any(_speaks_of(code, plain) for code in codes)
            )
        if not own and not measured[plain] and not _promised_by_a_test(plan, figure.quantity):
            hint = "name the benchmark that shows the figure"
            lacking.append(Hit(target.place, f"no benchmark measures `{plain}`", hint))
    message = f"no benchmark measures any of the {len(plan.performance_targets)} performance targets"
    hint = "a benchmark is read from a column Benchmark, or from the benchmarks of the test plan by the target's name"
    yield from alike(lacking, plan.performance_targets, message, hint, kind="targets")


def _benchmark_codes(plan: Plan) -> Iterator[str]:
    """The code under the plan's benchmark sections, in lower case."""
    for document in plan.documents:
        section = document.find("benchmarks")
        for block in section.all_blocks() if section else ():
            if isinstance(block, CodeBlock):
                yield block.content.lower()


@of_latest_plan
def _names_of_tests(plan: Plan) -> str:
    """Every name in the form of a planned test, wherever it stands, in lower case."""
    return " ".join(name for document in plan.documents for name in _TEST_NAME.findall(document.text)).lower()


def _promised_by_a_test(plan: Plan, figure: Quantity) -> bool:
    """Whether a planned test bears the figure in its name: `write__with_metrics__then_under_5ns`."""
    unit = figure.unit.partition("/")[0].lower().replace("µ", "u").replace("μ", "u")
    written = re.escape(f"{figure.value:g}") + "_?" + re.escape(unit)
    return (
        bool(unit)
        and re.search(rf"__then_[a-z0-9_]*(?<![0-9]){written}(?![a-z0-9])", _names_of_tests(plan)) is not None
    )


def _speaks_of(code: str, target: str) -> bool:
    """Whether every word of a target's name stands in the code, but for those that say how something is measured."""
    wanted = target.lower().replace("_", " ").split()
    named = [word for word in wanted if word not in _MEASURES] or wanted
    return bool(wanted) and all(word in code for word in named)


RULE = Rule("PP305", "target-without-benchmark", Severity.ERROR, check_plan=check)
