"""Include leaves the plan: a header asks a compiler for a file or a feature outside it.

## Why
Whoever opens a pull request writes the headers that `check` compiles. So what could reach a file of the machine is refused
before a compiler starts: absolute and `..` includes, computed includes, `#include_next`, `#embed`, `#line`, pragmas that
a header has no use for, `__has_include` of such paths, inline assembly, trigraphs.

## Bad
````markdown file=TECH_DESIGN.md
## Interface Definitions

### `include/secrets.h`

```c
#pragma once
#include "/etc/passwd" {PP214}
#include "../private/keys.h" {PP214}
#define WHICH <stdint.h>
#include WHICH {PP214}
```
````

## Good
````markdown file=TECH_DESIGN.md
## Interface Definitions

### `include/secrets.h`

```c
#pragma once
#include <stdint.h>
#include "keys.h"
```
````

## Fix
Include standard headers in angle brackets, and planned headers by their path below the include folder.
"""

from __future__ import annotations

from collections.abc import Iterator

from planproof.plan.compilers.hits import compiler_hits
from planproof.plan.compilers.language import NATIVE
from planproof.plan.model import Plan
from planproof.plan.rule import Desk, Hit, Rule, Severity

__all__ = ["RULE"]


def check(plan: Plan, desk: Desk) -> Iterator[Hit]:
    """Everything in the plan's C and C++ blocks that no compiler was shown."""
    hint = "include standard headers in angle brackets and planned headers by their path below the include folder"
    return compiler_hits(plan, desk, NATIVE, "include", hint)


RULE = Rule("PP214", "include-leaves-the-plan", Severity.ERROR, check_plan=check, compiles=True)
