"""Done but not there: a ticked task creates a file, or names a test, that the repository doesn't have.

## Why
This is what "done" looks like when nobody looked. It may also have been moved since; then the plan no longer tells where. Looked
for are files that the task creates, test files, and names of tests in the text of every source file.

## Bad
```markdown file=/specs/001-links/tasks.md
- [x] T001 Create `src/store.py` {PP908}
- [x] T002 Cover it with `test_store_keeps_order` {PP908}
- [ ] T003 Create `src/board.py`
```
```markdown file=/specs/001-links/spec.md
# Feature Specification: Links
```

## Good
```markdown file=/specs/001-links/tasks.md
- [x] T001 Create `src/store.py`
- [x] T002 Cover it with `test_store_keeps_order`
- [ ] T003 Create `src/board.py`
```
```markdown file=/specs/001-links/spec.md
# Feature Specification: Links
```
```python file=/src/store.py
names = []
```
```python file=/tests/test_store.py
def test_store_keeps_order():
    assert [1, 2]
```

## Fix
Write it, or say where it is now.
"""

from __future__ import annotations

from collections.abc import Iterator

from planproof.plan.foreign.model import ForeignPlan, State
from planproof.plan.foreign.presence import holds_file, is_test_path, names_in_sources
from planproof.plan.rule import Desk, Hit, Rule, Severity

__all__ = ["RULE"]


def check(plan: ForeignPlan, desk: Desk) -> Iterator[Hit]:
    """One hit for each file and each test name that a done task says it made, where it is named first."""
    done = [task for task in plan.tasks if task.state is State.DONE]
    folders = {source.path.rpartition("/")[0] for source in plan.sources}
    seen: set[str] = set()
    for task in done:
        for file in task.files:
            made = (file.created or is_test_path(file.path)) and file.path not in seen
            if made and not holds_file(desk, file.path, folders):
                seen.add(file.path)
                yield Hit(file.place, f"{task.label} is done, but the repository has no `{file.path}`")
    wanted = {test.value for task in done for test in task.tests}
    there = names_in_sources(desk, wanted) if wanted else set()
    for task in done:
        for test in task.tests:
            if test.value not in there and test.value not in seen:
                seen.add(test.value)
                yield Hit(test.place, f"{task.label} is done, but no source file holds the test `{test.value}`")


RULE = Rule("PP908", "done-but-not-there", Severity.WARNING, check_foreign=check)
