"""Done with open boxes: a plan of another tool says that something is done while boxes below it are open.

## Why
One of the two is wrong, and whoever reads only the heading believes that the work is finished. Cancelled, deferred and optional
tasks don't count as open.

## Bad
```markdown file=/specs/001-links/spec.md
# Feature Specification: Links

**Status**: Complete {PP901}
```
```markdown file=/specs/001-links/tasks.md
# Tasks: Links

- [x] T001 Create `src/store.py`
- [ ] T002 Create `src/board.py`
```

## Bad
```markdown file=/openspec/changes/add-links/tasks.md
## 1. Store ✅ {PP901}

- [x] 1.1 Create the store
- [ ] 1.2 Create the index
```

## Good
```markdown file=/specs/001-links/spec.md
# Feature Specification: Links

**Status**: Complete
```
```markdown file=/specs/001-links/tasks.md
# Tasks: Links

- [x] T001 Create `src/store.py`
- [x] T002 Create `src/board.py`
```

## Fix
Tick what was really done, or take the status back. Better: bring the plan in with `planproof import`, and let evidence say it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from planproof.plan.foreign.model import ForeignPlan, ForeignTask, State
from planproof.plan.rule import Desk, Hit, Rule, Severity

__all__ = ["RULE"]

_NAMED_MAX = 6


def check(plan: ForeignPlan, desk: Desk) -> Iterator[Hit]:
    """One hit for each claim, and each parent task, that says done above open boxes."""
    for claim in plan.claims:
        covered = [plan.by_key[key] for key in claim.covers if key in plan.by_key]
        still = [task for task in covered if task.state is State.OPEN]
        if claim.state is State.DONE and still and claim.ledger != "progress list":
            yield Hit(
                claim.place, f"{claim.text!r}, but {_named(still, covered)}", "tick what is done, or take it back"
            )
    for task in plan.tasks:
        parts = list(plan.parts_of(task.key)) if task.state is State.DONE else []
        still = [part for part in parts if part.state is State.OPEN]
        if still:
            yield Hit(
                task.place, f"{task.label} is {task.status}, but {_named(still, parts)}", "tick them, or untick it"
            )


def _named(still: Sequence[ForeignTask], all_of_them: Sequence[ForeignTask]) -> str:
    names = ", ".join(task.label for task in still[:_NAMED_MAX]) + (", …" if len(still) > _NAMED_MAX else "")
    return f"{len(still)} of {len(all_of_them)} below it {'is' if len(still) == 1 else 'are'} open: {names}"


RULE = Rule("PP901", "done-with-open-boxes", Severity.ERROR, check_foreign=check)
