"""Atomic without ordering: an atomic field or operation whose memory ordering the plan doesn't name.

## Why
An atomic without a named ordering is sequentially consistent by default, which is slow where relaxed would do and hides which
release meets which acquire. Looked at are the plan's C and C++ code (`atomic_load` without `_explicit`, `.load()`
without an order), every atomic field an interface declares, and the ordering column of the thread-safety table: relaxed, acquire,
release, acq_rel, seq_cst, consume, or, for a field that isn't atomic, plain, a lock, constant.

## Bad
````markdown file=TECH_DESIGN.md
## Interface Definitions

```c
#pragma once
#include <stdatomic.h>
struct ring {
    _Atomic unsigned long head; {PP801}
    _Atomic unsigned long tail;
};
static inline unsigned long ring_tail(struct ring *ring) {
    return atomic_load(&ring->tail); {PP801}
}
```

## Thread Safety

| Field | Writer | Readers | Ordering | Synchronises with |
|---|---|---|---|---|
| `ring.tail` | drain | producer | thread-safe | {PP801}
````

## Good
````markdown file=TECH_DESIGN.md
## Interface Definitions

```c
#pragma once
#include <stdatomic.h>
struct ring {
    _Atomic unsigned long head;
    _Atomic unsigned long tail;
};
static inline unsigned long ring_tail(struct ring *ring) {
    return atomic_load_explicit(&ring->tail, memory_order_acquire);
}
```

## Thread Safety

| Field | Writer | Readers | Ordering | Synchronises with |
|---|---|---|---|---|
| `ring.head` | producer | drain | store release, load acquire | `ring.head` |
| `ring.tail` | drain | producer | store release, load acquire | `ring.tail` |
````

## Fix
Use the `_explicit` form and name the order; give every atomic field a row with its ordering.
"""

from __future__ import annotations

from collections.abc import Iterator

from planproof.plan.compilers.language import NATIVE, blocks_in, canonical_language
from planproof.plan.document import CodeBlock, Place
from planproof.plan.model import Plan
from planproof.plan.ordering import is_blank, names_of, orderings, says_no_ordering
from planproof.plan.rule import Desk, Hit, Rule, Severity

__all__ = ["RULE"]


def check(plan: Plan, desk: Desk) -> Iterator[Hit]:
    """Atomic operations, atomic fields and table rows without an ordering."""
    yield from _rows(plan)
    yield from _calls(plan)
    yield from _fields(plan)


def _code_blocks(plan: Plan) -> Iterator[CodeBlock]:
    yield from (interface.code for interface in plan.interfaces)
    for task in plan.tasks:
        yield from (*task.core, *task.data)


def _rows(plan: Plan) -> Iterator[Hit]:
    # Orderings are a matter of C, C++ and Rust; other languages share in other ways.
    if plan.interfaces and not blocks_in(plan, NATIVE | {"rust"}):
        return
    for row in plan.shared_fields:
        if not is_blank(row.ordering) and not orderings(row.ordering) and not says_no_ordering(row.ordering):
            hint = "name relaxed, acquire, release, acq_rel, seq_cst or consume; plain or a lock when it isn't atomic"
            yield Hit(row.place, f"{row.ordering!r} is no memory ordering of {row.name}", hint)


def _calls(plan: Plan) -> Iterator[Hit]:
    blocks = [block for block in _code_blocks(plan) if canonical_language(block.language) in NATIVE]
    if not blocks:
        return
    from planproof.plan.compilers.atomic_calls import unordered_calls

    for block in blocks:
        for name, line, column in unordered_calls(block.content):
            place = Place(block.place.path, block.content_line + line - 1, block.content_column + column - 1)
            hint = f"write {name}_explicit and name the order" if "atomic_" in name else "name the order"
            yield Hit(place, f"{name} without a memory order", hint)


def _fields(plan: Plan) -> Iterator[Hit]:
    if not blocks_in(plan, NATIVE):
        return
    from planproof.plan.compilers.c_declarations import declarations_of
    from planproof.plan.compilers.planned_files import planned_files

    covered = names_of(plan.shared_fields)
    for file in planned_files(plan):
        declared = declarations_of(file)
        owned = [(record.name, atomic) for record in declared.records for atomic in record.atomic_fields]
        for owner, (name, line, column) in [*owned, *(("", atomic) for atomic in declared.atomic_variables)]:
            if name and name not in covered:
                spelled = f"{owner}.{name}" if owner else name
                hint = "give it a row with writer, readers, ordering and partner"
                yield Hit(file.place(line, column), f"atomic {spelled} has no row in the thread-safety table", hint)


RULE = Rule("PP801", "atomic-without-ordering", Severity.ERROR, check_plan=check)
