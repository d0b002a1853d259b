"""Python is not a Protocol: an interface block holds implementation.

## Why
A plan that shows code instead of an interface fixes how and leaves open what. Interfaces are Protocols; the data they
speak of (dataclass, TypedDict, NamedTuple, enumeration, exception, a library's record) may stand beside them, and so may a
function that has only its signature.

## Bad
````markdown file=TECH_DESIGN.md
## Interface Definitions

```python
class Shortener: {PP211}
    def shorten(self, url: str) -> str: ...

def slug_of(number: int) -> str: {PP211}
    return hex(number)[2:]
```
````

## Good
````markdown file=TECH_DESIGN.md
## Interface Definitions

```python
from dataclasses import dataclass
from typing import Protocol

@dataclass(frozen=True)
class Link:
    slug: str
    url: str

class Shortener(Protocol):
    def shorten(self, url: str) -> Link: ...

def slug_of(number: int) -> str: ...
```
````

## Fix
Derive the class from `typing.Protocol` and end its methods in `: ...`; move bodies into the task's core functionality.
"""

from __future__ import annotations

from collections.abc import Iterator

from planproof.plan.compilers.hits import parser_hits
from planproof.plan.compilers.language import blocks_in
from planproof.plan.model import Plan
from planproof.plan.rule import Desk, Hit, Rule, Severity

__all__ = ["RULE"]


def check(plan: Plan, desk: Desk) -> Iterator[Hit]:
    """Every class and function in the plan's Python blocks that is implementation rather than interface."""
    if not blocks_in(plan, {"python"}):
        return
    from planproof.plan.compilers.python import unprotocol_parts

    hint = "make it a typing.Protocol, or move the body into the task's core functionality"
    yield from parser_hits(plan, unprotocol_parts, {"python"}, "error", hint)


RULE = Rule("PP211", "python-is-not-a-protocol", Severity.ERROR, check_plan=check)
