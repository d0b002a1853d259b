"""Compiler hit its limit: reading an interface took too much time, memory or output.

## Why
A header that a compiler can't read within seconds (5 s of CPU, 30 s by the clock, 1 GiB of memory, 4 MiB of output)
will stop every build that includes it, and a check that can hang is a check that gets switched off.

## Bad
````markdown file=TECH_DESIGN.md
## Interface Definitions

### `include/tower.hpp`

```cpp
#pragma once {PP215}
template <int A, int B, int C> struct Tower {
    using a = typename Tower<A + 1, B, C>::a;
    using b = typename Tower<A, B + 1, C>::a;
    using c = typename Tower<A, B, C + 1>::a;
};
template <int B, int C> struct Tower<200, B, C> { using a = int; };
template <int A, int C> struct Tower<A, 200, C> { using a = int; };
template <int A, int B> struct Tower<A, B, 200> { using a = int; };
using Top = Tower<0, 0, 0>::a;
```
````

## Good
````markdown file=TECH_DESIGN.md
## Interface Definitions

### `include/tower.hpp`

```cpp
#pragma once
template <int Height> struct Tower {
    static constexpr int height = Height;
};
using Top = Tower<800>;
```
````

## Fix
Take the recursion or the repeated expansion out of the interface.
"""

from __future__ import annotations

from collections.abc import Iterator

from planproof.plan.compilers.hits import compiler_hits, parser_hits
from planproof.plan.compilers.language import NATIVE, PARSED
from planproof.plan.model import Plan
from planproof.plan.rule import Desk, Hit, Rule, Severity

__all__ = ["RULE"]


def check(plan: Plan, desk: Desk) -> Iterator[Hit]:
    """Every block whose compiler or parser was ended at a limit."""
    from planproof.plan.compilers.grammar import syntax_errors
    from planproof.plan.compilers.python import syntax_errors_of_python

    hint = "take the recursion or the repeated expansion out of the interface"
    yield from compiler_hits(plan, desk, NATIVE, "limit", hint)
    yield from parser_hits(plan, syntax_errors, PARSED, "limit", hint)
    yield from parser_hits(plan, syntax_errors_of_python, {"python"}, "limit", hint)


RULE = Rule("PP215", "compiler-hit-its-limit", Severity.ERROR, check_plan=check, compiles=True)
