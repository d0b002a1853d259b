"""Init without destroy: an interface makes something that nothing in it takes down.

## Why
Whoever calls `ring_init` has to know what gives the memory, the thread or the file back. If the plan doesn't say, it leaks,
or each caller invents a way.

## Bad
````markdown file=TECH_DESIGN.md
## Interface Definitions

```c
#pragma once
typedef struct ring { int head; } ring_t;
int ring_init(ring_t *ring); {PP206}
int log_open(const char *path); {PP206}
```
````

## Good
````markdown file=TECH_DESIGN.md
## Interface Definitions

```c
#pragma once
typedef struct ring { int head; } ring_t;
int ring_init(ring_t *ring);
void ring_destroy(ring_t *ring);
int log_open(const char *path);
void log_close(int log);
int ring_open_calls(const ring_t *ring);
```
````

## Fix
Declare the partner: init and destroy, create and destroy, new and free, open and close, acquire and release.
"""

from __future__ import annotations

from collections.abc import Iterator

from planproof.plan.compilers.language import blocks_in
from planproof.plan.model import Plan
from planproof.plan.rule import Desk, Hit, Rule, Severity

__all__ = ["RULE"]


def check(plan: Plan, desk: Desk) -> Iterator[Hit]:
    """Every C function that opens something and has no partner in any of the plan's C blocks."""
    if not blocks_in(plan, {"c"}):
        return
    from planproof.plan.compilers.c_declarations import declarations_of
    from planproof.plan.compilers.pairs import closing_names
    from planproof.plan.compilers.planned_files import planned_files

    files = [(file, declarations_of(file)) for file in planned_files(plan) if file.language == "c"]
    declared = {function.name for _, found in files for function in found.functions}
    for file, found in files:
        for function in found.functions:
            closers = [] if function.is_static else closing_names(function.name)
            if closers and not declared.intersection(closers):
                message = f"{function.name} has no partner that takes down what it makes"
                yield Hit(file.place(function.line, function.column), message, f"declare {closers[0]}")


RULE = Rule("PP206", "init-without-destroy", Severity.ERROR, check_plan=check)
