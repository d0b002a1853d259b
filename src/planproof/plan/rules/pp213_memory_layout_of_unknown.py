"""Memory layout of an unknown: a layout table has a structure or a field that no interface block declares.

## Why
A table about a structure that isn't there can't be checked, and a field that was renamed in one place only is a promise about
nothing. A structure may be opaque in its header as long as one block defines it. Bit-fields have no offset of their own, so a row
for one can't be checked either. A row for padding stands in brackets, `(padding)`.

## Bad
````markdown file=TECH_DESIGN.md
## Interface Definitions

```c
#pragma once
struct slot {
    int state;
};
```

## Memory Layouts

### `struct slot`

| Field | Type | Offset | Size | Alignment |
|---|---|---|---|---|
| state | int | 0 | 4 | 4 |
| generation | int | 4 | 4 | 4 | {PP213}
````

## Good
````markdown file=TECH_DESIGN.md
## Interface Definitions

```c
#pragma once
struct slot {
    char state;
    int generation;
};
```

## Memory Layouts

### `struct slot`

| Field | Type | Offset | Size | Alignment |
|---|---|---|---|---|
| state | char | 0 | 1 | 1 |
| (padding) | | 1 | 3 | |
| generation | int | 4 | 4 | 4 |
````

## Fix
Define the structure in an interface block, or spell the field as the block does (`line.cursor`, `chunks[0]`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from planproof.plan.document import Place
from planproof.plan.model import MemoryLayout, Plan
from planproof.plan.rule import Desk, Hit, Rule, Severity

__all__ = ["RULE"]

_REPORTED = frozenset({"unknown", "error", "limit", "include"})


def check(plan: Plan, desk: Desk) -> Iterator[Hit]:
    """Every structure and row of a layout table that the compiler can't measure, with its reason."""
    for layout in plan.memory_layouts:
        if desk.compilers_allowed and not _is_unwritten(layout) and not _is_defined_in_rust(layout, plan):
            for problem in desk.probe_layout(layout, plan).problems:
                if problem.kind in _REPORTED:
                    hint = "define the structure in an interface block, or spell the field as the block does"
                    yield Hit(Place(layout.place.path, problem.line, problem.column), problem.message, hint)


def _is_unwritten(layout: MemoryLayout) -> bool:
    """Whether a placeholder stands where the structure's name is due; PP108 says so."""
    return layout.structure.startswith(("[", "{"))


def _is_defined_in_rust(layout: MemoryLayout, plan: Plan) -> bool:
    name = re.escape(layout.structure.strip("` ").split()[-1]) if layout.structure.strip("` ") else ""
    pattern = re.compile(rf"\b(?:struct|union)\s+{name}\b")
    blocks = [block for block in plan.interfaces if block.language in {"rust", "rs"}]
    return bool(name) and any(pattern.search(block.code.content) for block in blocks)


RULE = Rule("PP213", "memory-layout-of-unknown", Severity.ERROR, check_plan=check, compiles=True)
