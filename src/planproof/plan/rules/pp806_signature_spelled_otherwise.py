"""Signature spelled otherwise: a function has one signature in an interface and another in a task.

## Why
One task produces the function, another uses it. Each follows the signature it was given, and the two don't fit.

## Bad
````markdown file=ITERATION.md
## Interface Definitions

```python
def short_code(url: str, attempt: int) -> str: ...
```

## Tasks

### 1. Codes 📋 Planned

**Core functionality**:

```python
def short_code(url: str) -> str: {PP806}
    return digest(url)[:7]
```
````

## Good
````markdown file=ITERATION.md
## Interface Definitions

```python
def short_code(url: str, attempt: int) -> str: ...
```

```c
void *region_carve(region *from, uint64_t size_bytes);
```

## Tasks

### 1. Codes 📋 Planned

**Core functionality**:

```python
def short_code(url: str, attempt: int) -> str:
    return digest(url, attempt)[:7]
```

### 2. Region 📋 Planned

**Core functionality**:

```c
void *region_carve(region *r, uint64_t size)
{
    return r->memory + size;
}
```
````

## Fix
Write the same signature in both places; the interface decides.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from planproof.errors import PlanproofError
from planproof.plan.document import CodeBlock, Place
from planproof.plan.model import Plan
from planproof.plan.rule import Desk, Hit, Rule, Severity
from planproof.plan.symbols import Symbol, symbols_in_source
from planproof.plan.syntax import language_name

__all__ = ["RULE"]

_LONGEST_CHARACTERS = 100_000
# Languages without overloading, in which a name has one signature; what a function's name stands behind in each.
_DECLARED = {
    "python": re.compile(r"\bdef (\w+)"),
    "rust": re.compile(r"\bfn (\w+)"),
    "c": re.compile(r"\b(\w+)\s*\("),
}


def check(plan: Plan, desk: Desk) -> Iterator[Hit]:
    """One hit for each function whose signature isn't the one that the plan spells first, interfaces before tasks."""
    spelled: dict[tuple[str, str], tuple[Symbol, Place]] = {}
    blocks = [interface.code for interface in plan.interfaces] + [block for task in plan.tasks for block in task.core]
    for block in _with_shared_names(blocks):
        language = language_name(block.language)
        for symbol in _functions(block):
            place = Place(block.place.path, block.content_line + symbol.line - 1, block.content_column)
            first, where = spelled.setdefault((language, symbol.name), (symbol, place))
            if first.signature != symbol.signature:
                message = (
                    f"{symbol.name} is `{symbol.signature}` here and `{first.signature}` in {where.path}:{where.line}"
                )
                yield Hit(place, message, "write the same signature in both places")


def _with_shared_names(blocks: list[CodeBlock]) -> list[CodeBlock]:
    """The blocks that may declare a function which another one declares too, by a quick look; most of a plan's don't."""
    patterns = [_DECLARED.get(language_name(block.language)) for block in blocks]
    pairs = zip(blocks, patterns, strict=True)
    names = [set(pattern.findall(block.content)) if pattern else set() for block, pattern in pairs]
    counts = Counter(name for found in names for name in found)
    return [block for block, found in zip(blocks, names, strict=True) if any(counts[name] > 1 for name in found)]


def _functions(block: CodeBlock) -> list[Symbol]:
    """The functions of a block that have one signature in it: a property with its setter, or an overloaded one, has several."""
    if len(block.content) > _LONGEST_CHARACTERS:
        return []
    try:
        symbols = symbols_in_source(language_name(block.language), block.content.encode("utf-8", "replace"))
    except PlanproofError:
        return []  # PP209 and PP309 say that it doesn't parse
    named = [symbol for symbol in symbols if symbol.callable and symbol.signature]
    counts = Counter(symbol.name for symbol in named)
    return [symbol for symbol in named if counts[symbol.name] == 1]


RULE = Rule("PP806", "signature-spelled-otherwise", Severity.ERROR, check_plan=check)
