"""Body elided: an interface shows `{ ... }` where something has to stand.

## Why
`{ ... }` is what a template shows. A structure without its fields has no layout, and a function's body is either
missing on purpose (then `;` says so) or has been forgotten.

## Bad
````markdown file=TECH_DESIGN.md
## Interface Definitions

```rust
#[repr(C)]
pub struct Slot { ... } {PP219}

#[no_mangle]
pub extern "C" fn slot_claim() -> *mut Slot { ... } {PP219}
```
````

## Good
````markdown file=TECH_DESIGN.md
## Interface Definitions

```rust
#[repr(C)]
pub struct Slot {
    pub generation: u64,
}

#[no_mangle]
pub extern "C" fn slot_claim() -> *mut Slot;
```
````

## Fix
Write the fields of a structure; end a function that has no body in `;`.
"""

from __future__ import annotations

from collections.abc import Iterator

from planproof.plan.compilers.elision import elisions
from planproof.plan.compilers.language import NATIVE, PARSED, language_of
from planproof.plan.document import Place
from planproof.plan.model import Plan
from planproof.plan.rule import Desk, Hit, Rule, Severity

__all__ = ["RULE"]


def check(plan: Plan, desk: Desk) -> Iterator[Hit]:
    """Every elided body in the plan's C, C++, Rust and TypeScript blocks."""
    for interface in plan.interfaces:
        if language_of(interface) in NATIVE | PARSED:
            for line, column in elisions(interface):
                place = Place(interface.place.path, line, column)
                yield Hit(place, "{ ... } stands for a body", "write the fields, or end the function in ;")


RULE = Rule("PP219", "body-elided", Severity.ERROR, check_plan=check)
