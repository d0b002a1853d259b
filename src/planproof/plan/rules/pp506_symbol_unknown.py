"""Symbol unknown: a plan says that a module or file has a name which isn't in it and which nothing plans.

## Why
The name is misspelt, or was renamed, or nobody decided who adds it. An agent then writes a second function beside the real one.

## Bad
````markdown file=ITERATION.md
## Context From Previous Iterations

- **Built**: the reader `read_rows` in `src/parts/read.py` {PP506}

## Tasks

### 1. Sums 📋 Planned

**One smoke test**:

```python
from parts.read import read_record {PP506}


def test_read_record__one_line__then_one_record() -> None:
    assert read_record("a") == {"a": 1}
```
````
```python file=/src/parts/__init__.py
```
```python file=/src/parts/read.py
def read_records(text: str) -> dict[str, int]:
    return {text: 1}
```

## Good
````markdown file=ITERATION.md
## Context From Previous Iterations

- **Built**: the reader `read_records` in `src/parts/read.py`

## Tasks

### 1. Sums 📋 Planned

**What to build**: `sum_of`, which adds up the values of a record

**Key files**:

```
src/parts/read.py - gets the sum
```

**Core functionality**:

```python
def largest(record: dict[str, int]) -> int:
    return max(record.values())
```

**One smoke test**:

```python
from parts import read
from parts.read import largest, read_records, sum_of


def test_sum_of__one_record__then_its_value() -> None:
    assert sum_of(read_records("a")) == largest(read.read_records("a"))
```
````
```python file=/src/parts/__init__.py
```
```python file=/src/parts/read.py
def read_records(text: str) -> dict[str, int]:
    return {text: 1}
```

## Fix
Correct the name, or define it in the interfaces or the core functionality of the task that adds it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec

from planproof.plan.model import Frame, Plan
from planproof.plan.named.imports import ModuleBook, planned_packages
from planproof.plan.named.paths import planned_paths
from planproof.plan.named.proposals import Proposals
from planproof.plan.named.symbols import SourceWords, SymbolMention, defined_names, symbol_mentions
from planproof.plan.rule import Desk, Hit, Rule, Severity

__all__ = ["RULE"]


class _Gathered(msgspec.Struct, frozen=True):
    """What a plan defines, which files it will have, and which names it says are where."""

    defined: frozenset[str]
    paths: frozenset[str]
    packages: tuple[str, ...]
    mentions: tuple[SymbolMention, ...]


def gather(plan: Plan, desk: Desk) -> _Gathered:
    """The names of a plan."""
    paths = frozenset(path for path in planned_paths(plan) if path.endswith(".py"))
    return _Gathered(defined_names(plan), paths, planned_packages(plan), tuple(symbol_mentions(plan)))


def check(frame: Frame, gathered: Sequence[_Gathered], desk: Desk) -> Iterator[Hit]:
    """One hit for each name that is certainly not where it is said to be, and that neither this plan nor one before it defines."""
    if not any(each.mentions for each in gathered):
        return
    book, words, proposals = ModuleBook(desk), SourceWords(desk), Proposals(desk)
    defined: set[str] = set()
    for each in gathered:
        book.add(each.paths, each.packages)
        defined |= each.defined
        for mention in each.mentions:
            path = mention.path or (book.file_of(mention.module) if book.owns(mention.module) else "")
            if not path or mention.name in defined or not words.lacks(path, mention.name):
                continue
            if not (mention.module and book.knows(f"{mention.module}.{mention.name}")):
                hint = proposals.symbol(mention.name, "correct it, or define it in the task that adds it")
                yield Hit(mention.place, f"there is no {mention.name} in {path}, and nothing plans it", hint)


RULE = Rule("PP506", "symbol-unknown", Severity.ERROR, check_project=check, gather=gather)
