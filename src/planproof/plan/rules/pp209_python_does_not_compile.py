"""Python does not compile: a planned Python interface is no Python.

## Why
An interface with a syntax error can be read in more than one way, and whoever implements it will guess. The block is
read by Python's own parser and never run.

## Bad
````markdown file=TECH_DESIGN.md
## Interface Definitions

```python
from typing import Protocol

class Shortener(Protocol):
    def shorten(self, url: str) -> str {PP209}
```
````

## Good
````markdown file=TECH_DESIGN.md
## Interface Definitions

```python
from typing import Protocol

class Shortener(Protocol):
    def shorten(self, url: str) -> str: ...
```
````

## Fix
Correct the syntax at the place that is named; a method without a body ends in `: ...`.
"""

from __future__ import annotations

from collections.abc import Iterator

from planproof.plan.compilers.hits import parser_hits
from planproof.plan.compilers.language import blocks_in
from planproof.plan.model import Plan
from planproof.plan.rule import Desk, Hit, Rule, Severity

__all__ = ["RULE"]


def check(plan: Plan, desk: Desk) -> Iterator[Hit]:
    """The first syntax error of every Python block."""
    if not blocks_in(plan, {"python"}):
        return
    from planproof.plan.compilers.python import syntax_errors_of_python

    yield from parser_hits(plan, syntax_errors_of_python, {"python"}, "error", "correct the syntax")


RULE = Rule("PP209", "python-does-not-compile", Severity.ERROR, check_plan=check)
