"""Memory layout disagrees: a layout table says other offsets, sizes or alignments than the compiler.

## Why
A table that is wrong by one padding byte makes two programs read each other's memory wrongly, and it's found at run time.
The structure is measured by the real compiler: the numbers go as constants into an object file that is read and never run.

## Bad
````markdown file=TECH_DESIGN.md
## Interface Definitions

```c
#pragma once
#include <stdint.h>
struct slot {
    uint32_t state;
    uint64_t generation;
};
```

## Memory Layouts

### `struct slot`

| Field | Type | Offset | Size | Alignment |
|---|---|---|---|---|
| state | uint32_t | 0 | 4 | 4 |
| generation | uint64_t | 4 | 8 | 8 | {PP212}
````

## Good
````markdown file=TECH_DESIGN.md
## Interface Definitions

```c
#pragma once
#include <stdint.h>
struct slot {
    uint32_t state;
    uint64_t generation;
};
```

## Memory Layouts

### `struct slot`

| Field | Type | Offset | Size | Alignment |
|---|---|---|---|---|
| state | uint32_t | 0 | 4 | 4 |
| generation | uint64_t | 8 | 8 | 8 |
| total | | | 16 | 8 |
````

## Fix
Write the compiler's number, or change the structure when the table is what was meant.
"""

from __future__ import annotations

from collections.abc import Iterator

from planproof.plan.model import MemoryLayout, Plan
from planproof.plan.rule import Desk, Hit, Rule, Severity

__all__ = ["RULE"]

_HINT = "write the compiler's number, or change the structure"


def check(plan: Plan, desk: Desk) -> Iterator[Hit]:
    """One hit for every number of a layout table that the compiler contradicts."""
    for layout in plan.memory_layouts:
        if desk.compilers_allowed:
            yield from _of_layout(layout, plan, desk)


def _of_layout(layout: MemoryLayout, plan: Plan, desk: Desk) -> Iterator[Hit]:
    probe = desk.probe_layout(layout, plan)
    measured = {field.name: field for field in probe.fields}
    for row in layout.fields:
        if real := measured.get(row.name):
            for what, said, is_so in (
                ("offset", row.offset_bytes, real.offset_bytes),
                ("size", row.size_bytes, real.size_bytes),
                ("alignment", row.alignment_bytes, real.alignment_bytes),
            ):
                if said is not None and said != is_so:
                    message = f"{what} of {layout.structure}.{row.name} is {is_so}, the table says {said}"
                    yield Hit(row.place, message, _HINT)
    for what, said, total in (
        ("size", layout.size_bytes, probe.size_bytes),
        ("alignment", layout.alignment_bytes, probe.alignment_bytes),
    ):
        if said is not None and total is not None and said != total:
            yield Hit(layout.place, f"{what} of {layout.structure} is {total}, the table says {said}", _HINT)


RULE = Rule("PP212", "memory-layout-disagrees", Severity.ERROR, check_plan=check, compiles=True)
