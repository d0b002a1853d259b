"""C header does not compile: a planned C header can't be included by itself.

## Why
An interface that no compiler accepts is not an interface yet: a type is missing, an include is forgotten, a name is
misspelt. A real compiler reads each planned header alone, as C11 and, when it has `extern "C"`, as C++17 too. It only
reads: nothing is assembled, linked or run. Planned headers of the same plan can be included.

## Bad
````markdown file=TECH_DESIGN.md
## Interface Definitions

### `include/clock.h`

```c
#ifndef CLOCK_H
#define CLOCK_H
uint64_t clock_now_ns(void); {PP201}
#endif
```
````

## Good
````markdown file=TECH_DESIGN.md
## Interface Definitions

### `include/clock.h`

```c
#ifndef CLOCK_H
#define CLOCK_H
#include <stdint.h>
uint64_t clock_now_ns(void);
#endif
```
````

## Fix
Include what the header uses, and declare every type before its first use.
"""

from __future__ import annotations

from collections.abc import Iterator

from planproof.plan.compilers.hits import compiler_hits
from planproof.plan.model import Plan
from planproof.plan.rule import Desk, Hit, Rule, Severity

__all__ = ["RULE"]


def check(plan: Plan, desk: Desk) -> Iterator[Hit]:
    """Every error that a C compiler finds in the plan's C headers."""
    return compiler_hits(plan, desk, {"c"}, "error", "include what the header uses and declare types before use")


RULE = Rule("PP201", "c-header-does-not-compile", Severity.ERROR, check_plan=check, compiles=True)
