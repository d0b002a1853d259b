"""Done with nothing to show: ticked tasks name neither a test nor a command that would show it.

## Why
The tick is all there is. Nobody can find out later whether it was true, and an agent that ticks too early isn't caught.

## Bad
```markdown file=/openspec/changes/add-links/tasks.md
## 1. Store

- [x] 1.1 Implement the store {PP914}
- [x] 1.2 Handle errors
- [x] 1.3 Run `pytest tests/test_store.py`
```

## Good
```markdown file=/openspec/changes/add-links/tasks.md
## 1. Store

- [x] 1.1 Implement the store; `pytest tests/test_store.py` passes
- [ ] 1.2 Handle errors
```

## Fix
Say with each task which test or command shows it. `planproof import` keeps such a tick as a claim and asks for evidence.
"""

from __future__ import annotations

from collections.abc import Iterator

from planproof.plan.foreign.model import ForeignPlan, ForeignTask, State
from planproof.plan.foreign.presence import is_test_path
from planproof.plan.rule import Desk, Hit, Rule, Severity

__all__ = ["RULE"]

_NAMED_MAX = 6


def check(plan: ForeignPlan, desk: Desk) -> Iterator[Hit]:
    """One hit for a plan, at the first such task, naming the others."""
    done = [
        task for task in plan.tasks if task.state is State.DONE and not task.is_step and not _has_own_parts(plan, task)
    ]
    bare = [task for task in done if not any(_shows(each) for each in (task, *plan.parts_of(task.key)))]
    if bare:
        names = ", ".join(task.label for task in bare[:_NAMED_MAX]) + (", …" if len(bare) > _NAMED_MAX else "")
        message = f"{len(bare)} of {len(done)} done tasks name neither test nor command: {names}"
        yield Hit(bare[0].place, message, "say with each task which test or command shows it")


def _has_own_parts(plan: ForeignPlan, task: ForeignTask) -> bool:
    return any(not part.is_step for part in plan.children.get(task.key, ()))


def _shows(task: ForeignTask) -> bool:
    return bool(task.commands or task.tests or any(is_test_path(file.path) for file in task.files))


RULE = Rule("PP914", "done-with-nothing-to-show", Severity.WARNING, check_foreign=check)
