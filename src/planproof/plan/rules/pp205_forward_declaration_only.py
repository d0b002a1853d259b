"""Forward declaration only: a planned structure is named and never defined.

## Why
`struct slot;` says that something exists and nothing about it. That is right for an opaque handle, which is made and destroyed by
functions of the interface; anywhere else whoever implements it has to invent the fields.

## Bad
````markdown file=TECH_DESIGN.md
## Interface Definitions

### `include/slot.h`

```c
#pragma once
struct slot; {PP205}
int slot_state(const struct slot *slot);
```
````

## Good
````markdown file=TECH_DESIGN.md
## Interface Definitions

### `include/slot.h`

```c
#pragma once
typedef struct slot slot_t;
slot_t *slot_create(void);
void slot_destroy(slot_t *slot);
```
````

## Good
````markdown file=TECH_DESIGN.md
## Interface Definitions

### `include/slot.h`

```c
#pragma once
struct slot;
int slot_state(const struct slot *slot);
```

### `src/slot_private.h`

```c
#pragma once
struct slot {
    int state;
};
```
````

## Fix
Define the structure in one of the plan's blocks, or give the opaque handle a function that makes it and one that destroys it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from planproof.plan.compilers.language import NATIVE, blocks_in
from planproof.plan.compilers.pairs import closing_names, is_closing
from planproof.plan.model import Plan
from planproof.plan.rule import Desk, Hit, Rule, Severity

if TYPE_CHECKING:
    from planproof.plan.compilers.c_declarations import DeclaredFunction

__all__ = ["RULE"]


# Structures that the system's headers define: a header may name them without being able to define them.
_OF_THE_SYSTEM = frozenset(
    {"iovec", "itimerspec", "msghdr", "pollfd", "rusage", "sigaction", "sockaddr", "stat", "timespec", "timeval", "tm"}
)


def check(plan: Plan, desk: Desk) -> Iterator[Hit]:
    """Every structure that is declared, not defined in any block, and no opaque handle with init and destroy."""
    if not blocks_in(plan, NATIVE):
        return
    from planproof.plan.compilers.c_declarations import declarations_of
    from planproof.plan.compilers.planned_files import planned_files

    files = [(file, declarations_of(file)) for file in planned_files(plan)]
    defined = {record.name for _, found in files for record in found.records if record.fields is not None}
    functions = [function for _, found in files for function in found.functions]
    told: set[str] = set()
    for file, found in files:
        for record in found.records:
            if record.fields is not None or record.name in defined | told | _OF_THE_SYSTEM:
                continue
            told.add(record.name)
            names = {record.name, *(alias for alias, meant in found.aliases.items() if meant == record.name)}
            if not _is_opaque_handle(names, functions):
                hint = "define it in a block of this plan, or give the handle an init and a destroy function"
                yield Hit(file.place(record.line, record.column), f"{record.name} is declared and never defined", hint)


def _is_opaque_handle(names: set[str], functions: list[DeclaredFunction]) -> bool:
    """Whether one function that opens something gives or takes such a pointer, and one that closes takes it."""
    made = any(closing_names(each.name) and _speaks_of((each.result, *each.parameters), names) for each in functions)
    ended = any(is_closing(each.name) and _speaks_of(each.parameters, names) for each in functions)
    return made and ended


def _speaks_of(types: tuple[str, ...], names: set[str]) -> bool:
    return any(spelled.startswith("*") and spelled.split()[-1] in names for spelled in types)


RULE = Rule("PP205", "forward-declaration-only", Severity.ERROR, check_plan=check)
