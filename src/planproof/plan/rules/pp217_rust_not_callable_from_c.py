"""Rust not callable from C: a C header declares a function that Rust doesn't export.

## Why
Without `#[no_mangle]` the linker doesn't find the function, and without `extern "C"` it is called in the wrong way.

## Bad
````markdown file=TECH_DESIGN.md
## Interface Definitions

### `include/clock.h`

```c
#pragma once
#include <stdint.h>
uint64_t clock_now_ns(void);
```

### `src/lib.rs`

```rust
pub fn clock_now_ns() -> u64; {PP217}
```
````

## Good
````markdown file=TECH_DESIGN.md
## Interface Definitions

### `include/clock.h`

```c
#pragma once
#include <stdint.h>
uint64_t clock_now_ns(void);
```

### `src/lib.rs`

```rust
#[no_mangle]
pub extern "C" fn clock_now_ns() -> u64;
```
````

## Fix
Write `#[no_mangle] pub extern "C" fn`, or declare the function in an `extern "C"` block when C implements it.
"""

from __future__ import annotations

from collections.abc import Iterator

from planproof.plan.compilers.language import blocks_in
from planproof.plan.model import Plan
from planproof.plan.rule import Desk, Hit, Rule, Severity

__all__ = ["RULE"]


def check(plan: Plan, desk: Desk) -> Iterator[Hit]:
    """Every Rust function that a C header of the plan declares and that C can't call."""
    if not blocks_in(plan, {"rust"}):
        return
    from planproof.plan.compilers.foreign import not_callable_from_c

    for place, message in not_callable_from_c(plan):
        yield Hit(place, message, 'write #[no_mangle] pub extern "C" fn')


RULE = Rule("PP217", "rust-not-callable-from-c", Severity.ERROR, check_plan=check)
