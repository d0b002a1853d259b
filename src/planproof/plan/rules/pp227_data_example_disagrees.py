"""Data example disagrees: a JSON example is meant as a planned type and lacks, adds or mistypes a field of it.

## Why
Whoever writes one side follows the type, whoever writes the other the example. They meet in production.

## Bad
````markdown file=ITERATION.md
## Tasks

### 1. Links 📋 Planned

**Core functionality**:

```python
class Link(TypedDict):
    code: str
    url: str
    owner: str
    hits: int
```

**Data structures**:

```json {PP227}
{"link": {"code": "k8g", "url": "https://example.org", "owner": "ada", "hit": 0}}
```
````

## Good
````markdown file=ITERATION.md
## Tasks

### 1. Links 📋 Planned

**Core functionality**:

```python
class Link(TypedDict):
    code: str
    url: str
    owner: str
    hits: int
```

**Data structures**:

```json
[{"code": "k8g", "url": "https://example.org", "owner": "ada", "hits": 0}, {"id": 7, "code": "x"}]
```
````

## Fix
Write the example as the type has it, or correct the type.
"""

from __future__ import annotations

import json
from collections.abc import Iterator

from planproof.plan.data_examples import data_types, disagreement
from planproof.plan.model import Plan
from planproof.plan.planned_code import planned_python
from planproof.plan.rule import Desk, Hit, Rule, Severity

__all__ = ["RULE"]

_LONGEST_CHARACTERS = 20_000


def check(plan: Plan, desk: Desk) -> Iterator[Hit]:
    """One hit for each example under Data structures that disagrees with a type of the plan's Python."""
    blocks = [block for task in plan.tasks for block in task.data if block.language == "json"]
    types = [each for _, tree in planned_python(plan, holding="class ") for each in data_types(tree)] if blocks else []
    for block in blocks if types else ():
        if len(block.content) > _LONGEST_CHARACTERS:
            continue
        try:
            example = json.loads(block.content)
        except (ValueError, RecursionError):
            continue  # PP503 says that it doesn't parse
        wrong = disagreement(example, types)
        if wrong:
            yield Hit(block.place, wrong, "write it as the type has it, or correct the type")


RULE = Rule("PP227", "data-example-disagrees", Severity.WARNING, check_plan=check)
