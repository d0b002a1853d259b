"""Benchmark results nowhere: the command that measures a performance target doesn't say where its results go.

## Why
Stage Prove reads the figure from the file that the command wrote, and puts that file's path where `{results}` stands. A command
without `{results}` runs, passes and shows nothing: the target stays unproved however fast the code is.

## Bad
```markdown file=TECH_DESIGN.md
## Performance Targets

| Target | Figure | Benchmark | Command |
|---|---|---|---|
| registration | <1 us | `bench_registration` | `pytest tests/benchmarks --benchmark-only` | {PP318}
```

## Bad
The project's own command, which holds for each target without one, is held to the same.

```toml file=/planproof.toml
[plans]
documents = ["TECH_DESIGN"]

[commands]
benchmark = "build/benchmarks"
```

```markdown file=TECH_DESIGN.md
## Performance Targets

| Target | Figure | Benchmark |
|---|---|---|
| registration | <1 us | `bench_registration` | {PP318}
| fast path | <10 ns | `bench_write` |
```

## Good
```markdown file=TECH_DESIGN.md
## Performance Targets

| Target | Figure | Benchmark | Command |
|---|---|---|---|
| registration | <1 us | `bench_registration` | `pytest tests/benchmarks --benchmark-only --benchmark-json={results}` |
| fast path | <10 ns | `bench_write` | |
```

## Fix
Write `{results}` where the command takes the path of its results: `--benchmark-json={results}`, `--benchmark_out={results}`,
`--export-json {results}`. Leave the column empty where the project's benchmark command does.
"""

from __future__ import annotations

from collections.abc import Iterator

from planproof.plan.model import Plan
from planproof.plan.rule import Desk, Hit, Rule, Severity

__all__ = ["RULE"]

_RESULTS = "{results}"
_HINT = "write {results} where the command takes the path of its results: `--benchmark-json={results}`"


def check(plan: Plan, desk: Desk) -> Iterator[Hit]:
    """One hit for each target whose own command writes no results, one for all that rely on the project's."""
    project = desk.config.commands.benchmark if plan.performance_targets else ""
    said = False
    for target in plan.performance_targets:
        if target.command and target.command.value.strip():
            if _RESULTS not in target.command.value:
                message = f"`{target.command.value}` doesn't say where the results of `{target.name}` go"
                yield Hit(target.command.place, message, _HINT)
        elif project and _RESULTS not in project and not said:
            said = True
            message = f"[commands] benchmark, `{project}`, doesn't say where its results go"
            yield Hit(target.place, message, _HINT)


RULE = Rule("PP318", "benchmark-results-nowhere", Severity.ERROR, check_plan=check, about_words=True)
