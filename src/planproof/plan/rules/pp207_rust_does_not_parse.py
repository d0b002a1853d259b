"""Rust does not parse: a planned Rust interface is no Rust.

## Why
An interface with a syntax error can be read in more than one way, and whoever implements it will guess. The block is
parsed by tree-sitter; types are not checked.

## Bad
````markdown file=TECH_DESIGN.md
## Interface Definitions

```rust
pub trait Clock {
    fn now_ns(&self -> u64; {PP207}
}
```
````

## Good
````markdown file=TECH_DESIGN.md
## Interface Definitions

```rust
pub trait Clock {
    fn now_ns(&self) -> u64;
}
```
````

## Fix
Correct the syntax at the place that is named. A body that is left out is written as `;`, not as `{ ... }` (PP219).
"""

from __future__ import annotations

from collections.abc import Iterator

from planproof.plan.compilers.language import blocks_in
from planproof.plan.model import Plan
from planproof.plan.rule import Desk, Hit, Rule, Severity

__all__ = ["RULE"]


def check(plan: Plan, desk: Desk) -> Iterator[Hit]:
    """Every place at which a Rust block doesn't parse; elided bodies are PP219's."""
    if not blocks_in(plan, {"rust"}):
        return
    from planproof.plan.compilers.elision import without_elisions
    from planproof.plan.compilers.grammar import syntax_errors
    from planproof.plan.compilers.hits import parser_hits

    yield from parser_hits(plan, without_elisions(syntax_errors), {"rust"}, "error", "correct the syntax")


RULE = Rule("PP207", "rust-does-not-parse", Severity.ERROR, check_plan=check)
