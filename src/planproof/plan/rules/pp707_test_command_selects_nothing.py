"""Test command selects nothing: a command that should run tests can't run any.

## Why
`pytest --collect-only` runs no test, `-k` with a name that no test bears selects none, `--version` shows that a tool is
installed. All of them look like proof in a log.

## Bad
````markdown file=BACKLOGS.md
## Success Demo

```bash
pytest --collect-only -q {PP707}
# Expected output
3 tests collected
```

```bash
pytest -q tests/test_gone.py {PP707}
# Expected output
... passed
```

```bash
python -m pytest -q -k no_such_name {PP707}
# Expected output
... passed
```

```bash
python --version {PP707}
# Expected output
Python 3...
```
````

## Good
````markdown file=BACKLOGS.md
## Implementation Tasks

### 1. Store 📋 Planned

**Key files**:

```
tests/test_store.py (new) - tests of the store
```

**One smoke test**:

```python
def test_store_keeps_a_name(store):
    assert store.add("a") == store.find("a")
```

**Success verification**:

```bash
pytest --version
pytest -q tests/test_store.py -k "keeps_a_name and not slow"
# Expected output
1 passed...
```
````

## Fix
Run the planned tests by their file or name, and expect how many pass.
"""

from __future__ import annotations

from collections.abc import Iterator

from planproof.plan.commands import place_in_script, planned_commands
from planproof.plan.late_pattern import late_pattern
from planproof.plan.model import Plan
from planproof.plan.rule import Desk, Hit, Rule, Severity
from planproof.plan.shell import read_script
from planproof.plan.test_selection import KnownTests, empty_selections

__all__ = ["RULE"]

_WORDS = ("test", "jest", "version", "help", "-h", "-V", "-v")
_QUICK = late_pattern(r"\b(?:pytest|py\.test|jest|vitest|ctest|test|list_tests|version|help)\b|\s-[hVv]\b")


def check(plan: Plan, desk: Desk) -> Iterator[Hit]:
    """One hit for each proving command that only lists, or whose path or `-k` expression no planned or existing test meets."""
    known: KnownTests | None = None
    for planned in planned_commands(plan):
        command = planned.command
        if (
            not any(word in command.script for word in _WORDS)
            or not planned.proves
            or not _QUICK.search(command.script)
        ):
            continue
        known = known or KnownTests(plan, desk)
        for element, message in empty_selections(read_script(command.script), known):
            hint = "run planned tests by their file or name"
            yield Hit(place_in_script(command, element.line, element.column), message, hint)


RULE = Rule("PP707", "test-command-selects-nothing", Severity.ERROR, check_plan=check)
