"""Path unknown: context, integration or standards name a file that neither exists nor is planned.

## Why
Whoever implements the task looks for the file that is said to be there, doesn't find it, and guesses which one was meant.

## Bad
````markdown file=ITERATION.md
## Context From Previous Iterations

- **Built**: the reader in `src/parts/raed.py` {PP504}
- **Now Building**: rows in `src/parts/rows.py`
````
```python file=/src/parts/read.py
names = []
```

## Good
````markdown file=ITERATION.md
## Context From Previous Iterations

- **Built**: the reader in `src/parts/read.py`, shown by `tests/test_read.py::test_read__empty__then_none`
- **Infrastructure**: SQLite in `var/parts.sqlite`, published as `github.com/acme/parts.git`
- **Now Building**: rows in `src/parts/rows.py`

## Integration Architecture

- **Existing Services**: `read` in `parts/read.py:1`, configured by `config/*.toml`
- **Data Flow**: `src/parts/read.py` to `src/parts/rows.py` to `src/parts/sums.py`

## Tasks

### 1. Sums 📋 Planned

**Key files**:

```
src/parts/sums.py (new) - adds rows up
```
````
```python file=/src/parts/read.py
names = []
```
```python file=/tests/test_read.py
names = []
```

## Fix
Correct the path, or name the file among the key files of the task that creates it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec

from planproof.plan.model import Frame, Plan
from planproof.plan.named.mentions import Mention
from planproof.plan.named.paths import PathBook, path_mentions, planned_paths
from planproof.plan.named.proposals import Proposals
from planproof.plan.rule import Desk, Hit, Rule, Severity

__all__ = ["RULE"]


class _Gathered(msgspec.Struct, frozen=True):
    """What a plan will have, and what else it names."""

    planned: frozenset[str]
    mentions: tuple[Mention, ...]


def gather(plan: Plan, desk: Desk) -> _Gathered:
    """The paths of a plan."""
    planned = frozenset(planned_paths(plan))
    return _Gathered(planned, tuple(path_mentions(plan, planned)))


def check(frame: Frame, gathered: Sequence[_Gathered], desk: Desk) -> Iterator[Hit]:
    """One hit for each path that is nowhere, neither in the repository nor in this plan or one before it."""
    book, proposals = PathBook(desk), Proposals(desk)
    for each in gathered:
        book.add(each.planned)
        for mention in each.mentions:
            if book.may_be_meant(mention.name) and not book.knows(mention.name):
                hint = proposals.file(mention.name, "correct it, or let a task create it: `path (new)`")
                yield Hit(mention.place, f"`{mention.name}` neither exists nor is planned", hint)


RULE = Rule("PP504", "path-unknown", Severity.ERROR, check_project=check, gather=gather, about_words=True)
