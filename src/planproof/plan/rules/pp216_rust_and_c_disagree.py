"""Rust and C disagree: one symbol has two signatures in one plan.

## Why
Nothing checks a foreign call: the linker compares names only. A parameter that is 32 bits wide on one side and 64 on the other is
found as a corrupted value at run time. Compared are names, numbers and types of parameters, results, and the fields of
`#[repr(C)]` structures in their order.

## Bad
````markdown file=TECH_DESIGN.md
## Interface Definitions

### `include/slot.h`

```c
#pragma once
#include <stdint.h>
struct slot {
    uint32_t state;
    uint64_t generation;
};
int slot_claim(struct slot *slots, uint32_t count);
```

### `src/lib.rs`

```rust
#[repr(C)]
pub struct Slot {
    pub generation: u64, {PP216}
    pub state: u32,
}

#[no_mangle]
pub extern "C" fn slot_claim(slots: *mut Slot, count: u64) -> i32; {PP216}
```
````

## Good
````markdown file=TECH_DESIGN.md
## Interface Definitions

### `include/slot.h`

```c
#pragma once
#include <stdint.h>
struct slot {
    uint32_t state;
    uint64_t generation;
};
int slot_claim(struct slot *slots, uint32_t count);
```

### `src/lib.rs`

```rust
#[repr(C)]
pub struct Slot {
    pub state: u32,
    pub generation: u64,
}

#[no_mangle]
pub extern "C" fn slot_claim(slots: *mut Slot, count: u32) -> c_int;
```
````

## Fix
Write the signature once, in C, and spell the Rust side after it:
`uint32_t` is `u32`, `size_t` is `usize`, `const T *` is `*const T`.
"""

from __future__ import annotations

from collections.abc import Iterator

from planproof.plan.compilers.language import blocks_in
from planproof.plan.model import Plan
from planproof.plan.rule import Desk, Hit, Rule, Severity

__all__ = ["RULE"]


def check(plan: Plan, desk: Desk) -> Iterator[Hit]:
    """Every symbol of the plan's Rust blocks that contradicts the plan's C headers."""
    if not blocks_in(plan, {"rust"}):
        return
    from planproof.plan.compilers.foreign import contradictions

    for place, message in contradictions(plan):
        yield Hit(place, message, "spell both sides after one signature")


RULE = Rule("PP216", "rust-and-c-disagree", Severity.ERROR, check_plan=check)
