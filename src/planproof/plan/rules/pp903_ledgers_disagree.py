"""Ledgers disagree: two lists of the same plan say different things about one task.

## Why
A progress list, a table or a generated file repeats what another place says. When they differ, one of them lies, and nobody can
tell which.

## Bad
```markdown file=/docs/superpowers/plans/2026-01-10-links.md
# Links

## Task 1: Store

- [ ] Write the table

## Progress

- [x] Task 1: Store {PP903}
```

## Bad
```json file=/.taskmaster/tasks/tasks.json
{"master": {"tasks": [{"id": 1, "title": "Store", "status": "pending"}]}}
```
```text file=/.taskmaster/tasks/task_001.txt
# Task ID: 1
# Title: Store
# Status: done {PP903}
```

## Good
```markdown file=/docs/superpowers/plans/2026-01-10-links.md
# Links

## Task 1: Store

- [x] Write the table

## Progress

- [x] Task 1: Store
```

## Fix
Keep one list. What repeats it should be written by the tool, not by hand.
"""

from __future__ import annotations

from collections.abc import Iterator

from planproof.plan.foreign.model import ForeignPlan, State
from planproof.plan.rule import Desk, Hit, Rule, Severity

__all__ = ["RULE"]

_SAYS = (State.DONE, State.OPEN)


def check(plan: ForeignPlan, desk: Desk) -> Iterator[Hit]:
    """One hit for each repeated task whose repetition says otherwise."""
    for claim in plan.claims:
        if claim.ledger not in ("progress list", "task file") or claim.state not in _SAYS:
            continue
        for key in claim.covers:
            task = plan.by_key.get(key)
            if task and task.state in _SAYS and task.state is not claim.state:
                where = f"{task.place.path}:{task.place.line}"
                yield Hit(
                    claim.place, f"{task.label} is {claim.state} here and {task.state} in {where}", "keep one list"
                )


RULE = Rule("PP903", "ledgers-disagree", Severity.ERROR, check_foreign=check)
