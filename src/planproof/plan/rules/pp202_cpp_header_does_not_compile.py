"""C++ header does not compile: a planned C++ header can't be included by itself.

## Why
As for C (PP201): an interface that no compiler accepts is not an interface yet. A real compiler reads each planned C++
header alone as C++20; nothing is assembled, linked or run.

## Bad
````markdown file=TECH_DESIGN.md
## Interface Definitions

### `include/spans.hpp`

```cpp
#pragma once
namespace spans {
std::vector<int> open_spans(); {PP202}
}
```
````

## Good
````markdown file=TECH_DESIGN.md
## Interface Definitions

### `include/spans.hpp`

```cpp
#pragma once
#include <vector>
namespace spans {
std::vector<int> open_spans();
}
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
    """Every error that a C++ compiler finds in the plan's C++ headers."""
    return compiler_hits(plan, desk, {"cpp"}, "error", "include what the header uses and declare types before use")


RULE = Rule("PP202", "cpp-header-does-not-compile", Severity.ERROR, check_plan=check, compiles=True)
