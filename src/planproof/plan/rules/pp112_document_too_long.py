"""A document is longer than anybody reads.

## Why
An agent that gets 3,000 lines drops some of them, and nobody knows which. An iteration of two to four days needs no such document.

## Bad
The budget is 1,200 lines; this project asks for less.

```toml file=/planproof.toml
[plans]
lines_max = 3
```
```markdown file=ITERATION.md
# Iteration 1: Links {PP112}

One.

Two.
```

## Good
```markdown file=ITERATION.md
# Iteration 1: Links
```

## Fix
Split the iteration, or move reference material into the project's documentation and link it. `[plans] lines_max` changes
the budget.
"""

from __future__ import annotations

from collections.abc import Iterator

from planproof.plan.document import Document, Place
from planproof.plan.outline import outline_of
from planproof.plan.rule import Desk, Hit, Rule, Severity

__all__ = ["RULE", "check"]


def check(document: Document, desk: Desk) -> Iterator[Hit]:
    """One hit when the document has more lines than the project's budget."""
    lines_count = outline_of(document).ascii.rstrip(b"\n").count(b"\n") + 1
    budget = desk.config.plans.lines_max
    if lines_count > budget:
        yield Hit(Place(document.path, 1), f"{lines_count:,} lines, the budget is {budget:,}", "split the iteration")


RULE = Rule("PP112", "document-too-long", Severity.WARNING, check_document=check)
