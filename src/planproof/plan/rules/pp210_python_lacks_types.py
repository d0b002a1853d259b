"""Python lacks types: a parameter or a return of a planned Python interface has no annotation.

## Why
Without a type the interface leaves open what goes in and what comes out, and two tasks will answer it differently.

## Bad
````markdown file=TECH_DESIGN.md
## Interface Definitions

```python
from typing import Protocol

class Shortener(Protocol):
    def shorten(self, url) -> str: ... {PP210}
    def follow(self, slug: str): ... {PP210}
```
````

## Good
````markdown file=TECH_DESIGN.md
## Interface Definitions

```python
from typing import Protocol

class Shortener(Protocol):
    def shorten(self, url: str) -> str: ...
    def follow(self, slug: str) -> str | None: ...
```
````

## Fix
Annotate every parameter and every return, `-> None` included.
"""

from __future__ import annotations

from collections.abc import Iterator

from planproof.plan.compilers.hits import parser_hits
from planproof.plan.compilers.language import blocks_in
from planproof.plan.model import Plan
from planproof.plan.rule import Desk, Hit, Rule, Severity

__all__ = ["RULE"]


def check(plan: Plan, desk: Desk) -> Iterator[Hit]:
    """Every parameter and return without a type in the plan's Python blocks."""
    if not blocks_in(plan, {"python"}):
        return
    from planproof.plan.compilers.python import untyped_parts

    yield from parser_hits(plan, untyped_parts, {"python"}, "error", "annotate it")


RULE = Rule("PP210", "python-lacks-types", Severity.ERROR, check_plan=check)
