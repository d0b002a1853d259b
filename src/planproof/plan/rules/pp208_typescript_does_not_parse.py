"""TypeScript does not parse: a planned TypeScript interface is no TypeScript.

## Why
An interface with a syntax error can be read in more than one way, and whoever implements it will guess. The block is
parsed by tree-sitter; types are not checked.

## Bad
````markdown file=TECH_DESIGN.md
## Interface Definitions

```typescript
export interface Link {
  slug: ; {PP208}
  target: string;
}
```
````

## Good
````markdown file=TECH_DESIGN.md
## Interface Definitions

```typescript
export interface Link {
  slug: string;
  target: string;
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

_LANGUAGES = frozenset({"typescript", "tsx"})


def check(plan: Plan, desk: Desk) -> Iterator[Hit]:
    """Every place at which a TypeScript block doesn't parse; elided bodies are PP219's."""
    if not blocks_in(plan, _LANGUAGES):
        return
    from planproof.plan.compilers.elision import without_elisions
    from planproof.plan.compilers.grammar import syntax_errors
    from planproof.plan.compilers.hits import parser_hits

    yield from parser_hits(plan, without_elisions(syntax_errors), _LANGUAGES, "error", "correct the syntax")


RULE = Rule("PP208", "typescript-does-not-parse", Severity.ERROR, check_plan=check)
