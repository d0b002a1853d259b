"""Two words are used for one state: here Complete, there Done.

## Why
Whoever counts one of the words misses the other, and a reader asks what the difference is.

## Bad
```markdown file=ITERATION.md
# Iteration 1: Links

## Tasks

### 1. Shorten a link 📋 Planned

### 2. Resolve a link - Todo {PP111}

## Progress Tracking

**Status Legend**: 📋 Planned | 🔄 In Progress | ✅ Complete
```

## Good
```markdown file=ITERATION.md
# Iteration 1: Links

## Tasks

### 1. Shorten a link 📋 Planned

### 2. Resolve a link 📋 Planned

## Progress Tracking

**Status Legend**: 📋 Planned | 🔄 In Progress | ✅ Complete
```

## Fix
Keep one word for each state: Planned, In Progress, Complete.
"""

from __future__ import annotations

from collections.abc import Iterator

from planproof.plan.lifecycle import typed_statuses
from planproof.plan.model import Plan
from planproof.plan.rule import Desk, Hit, Rule, Severity

__all__ = ["RULE", "check"]


def check(plan: Plan, desk: Desk) -> Iterator[Hit]:
    """One hit for each further word that the plan uses for a state, where it first stands."""
    words: dict[str, list[str]] = {}
    for document in plan.documents:
        for status in typed_statuses(document):
            used = words.setdefault(status.state, [])
            if status.word not in used:
                used.append(status.word)
                if len(used) > 1:
                    message = f"{status.text!r} here, {used[0]!r} elsewhere for the same state"
                    yield Hit(status.place, message, "keep one word for each state")


RULE = Rule("PP111", "two-status-vocabularies", Severity.WARNING, check_plan=check)
