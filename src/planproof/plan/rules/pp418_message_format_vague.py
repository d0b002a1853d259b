"""Message format vague: what a task receives or sends is said in words, with no name, type or example to hold on to.

## Why
Two tasks meet in a message. "The user's data" is a JSON object to one of them and an id to the other.

## Bad
```markdown file=ITERATION.md
## Tasks

### 1. Store 📋 Planned

**Integration points**:

- Receives: the data of the user from the service {PP418}
- Sends: a confirmation to the caller {PP418}
```

## Good
```markdown file=ITERATION.md
## Tasks

### 1. Store 📋 Planned

**Integration points**:

- Receives: `POST /users` with `{"name": "Ada"}`
- Sends: 201 with the user's number
- Database: none

### 2. Log 📋 Planned

**Integration points**:

- Receives: UserCreated from task 1
- Sends: nothing
```

## Fix
Write the route, signature, type or an example: `{"name": "Ada"}`, `add(name: str) -> int`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from planproof.plan.late_pattern import late_pattern
from planproof.plan.model import Plan
from planproof.plan.rule import Desk, Hit, Rule, Severity

__all__ = ["RULE"]

_SIGN = late_pattern(r"[`{}\[\]\"“<>=$|\d]")
_EXACT = late_pattern(
    r"\w\(|\w_\w|[a-z][A-Z]|\b[A-Z]{2,}\b|->|::|/\w"
    r"|\b(?:bytes?|strings?|str|int|integers?|bool(?:ean)?s?|floats?|doubles?|null|stdin|stdout|stderr|exit codes?|lines? of)\b",
    re.DOTALL,
)
_NOTHING = late_pattern(r"\W*(?:none|nothing|n/?a|not applicable|no(?:\s+\w+){0,4})\b", re.IGNORECASE)


def check(plan: Plan, desk: Desk) -> Iterator[Hit]:
    """One hit for each Receives and Sends without a name, type, number or example."""
    for task in plan.tasks:
        for what, text in (("receives", task.receives), ("sends", task.sends)):
            if text and text.value.strip() and not _is_exact(text.value) and not _NOTHING.match(text.value):
                message = f"what task {task.number} {what} has no name, type or example"
                yield Hit(text.place, message, "write the route, signature, type or an example")


def _is_exact(text: str) -> bool:
    return bool(_SIGN.search(text) or _EXACT.search(text))  # a sign is what nearly all of them have, and quickly found


RULE = Rule("PP418", "message-format-vague", Severity.WARNING, check_plan=check)
