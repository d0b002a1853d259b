"""Include guard missing: a planned header can't be included twice.

## Why
Two headers that include a third one make every type in it defined twice, and the build breaks far from the cause.

## Bad
````markdown file=TECH_DESIGN.md
## Interface Definitions

### `include/slot.h`

```c {PP203}
struct slot {
    int state;
};
```
````

## Good
````markdown file=TECH_DESIGN.md
## Interface Definitions

### `include/slot.h`

```c
#ifndef SLOT_H
#define SLOT_H
struct slot {
    int state;
};
#endif
```

### `src/slot.c`

```c
#include "slot.h"
int slot_state(const struct slot *slot) { return slot->state; }
```
````

## Fix
Put the header between `#ifndef NAME_H`, `#define NAME_H` and `#endif`, or start it with `#pragma once`. `check --fix` writes
the former, named after the header's path.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from planproof.plan.compilers.language import NATIVE, blocks_in
from planproof.plan.late_pattern import late_pattern
from planproof.plan.model import Plan
from planproof.plan.rule import Desk, Hit, Rule, Severity

__all__ = ["RULE"]

_COMMENT = late_pattern(r"/\*.*?(?:\*/|\Z)|//[^\n]*", re.S)
_GUARD = late_pattern(
    r"\s*(?:\#\s*pragma\s+once\b"
    r"|\#\s*(?:ifndef\s+|if\s+!\s*defined\s*\(?\s*)(?P<name>\w+)\s*\)?\s*\n\s*\#\s*define\s+(?P=name)\b)"
)


def check(plan: Plan, desk: Desk) -> Iterator[Hit]:
    """Every C and C++ header whose first lines are neither a guard nor `#pragma once`."""
    if not blocks_in(plan, NATIVE):
        return
    from planproof.plan.compilers.guarding import edits_for_guard
    from planproof.plan.compilers.planned_files import planned_files

    for file in planned_files(plan):
        if file.is_header and file.text.strip() and not _GUARD.match(_COMMENT.sub(" ", file.text)):
            hint = "start with #ifndef NAME_H and #define NAME_H and end with #endif, or write #pragma once"
            yield Hit(file.pieces[0].place, f"{file.path} has no include guard", hint, edits_for_guard(file))


RULE = Rule("PP203", "include-guard-missing", Severity.ERROR, check_plan=check, fixes=True)
