"""Prose instead of command: a sentence stands where a command is due.

## Why
Nobody can run "Open the page and log in", so nothing is ever compared and every reader does something else.

## Bad
````markdown file=BACKLOGS.md
## Success Demo

```bash
Start the server and open the page {PP701}
# Expected output
ok
```
````
```markdown file=TEST_PLAN.md
## Test Matrix

| Level | What | Command |
|---|---|---|
| unit | store | run all the tests in the store folder | {PP701}
| system | page | manually | {PP701}
```

## Good
````markdown file=BACKLOGS.md
## Success Demo

```bash
# Start the server and ask for the page
python -m names serve --once
# Expected output
ok
```
````
```markdown file=TEST_PLAN.md
## Test Matrix

| Level | What | Command |
|---|---|---|
| unit | store | `pytest tests/store` |
```

## Fix
Write the command itself; what a person should know about it goes into a comment line above.
"""

from __future__ import annotations

from collections.abc import Iterator

from planproof.plan.command_prose import why_no_command
from planproof.plan.commands import planned_commands
from planproof.plan.model import Plan
from planproof.plan.rule import Desk, Hit, Rule, Severity

__all__ = ["RULE"]


def check(plan: Plan, desk: Desk) -> Iterator[Hit]:
    """One hit for each command whose first line reads as a sentence or says that there is none."""
    for planned in planned_commands(plan):
        reason = why_no_command(planned.command.script)
        if reason:
            line = planned.command.script.strip().split("\n")[0]
            message = f"`{line[:60]}` {reason} where {planned.owner} needs a command"
            yield Hit(planned.command.place, message, "write the command; explanations go into a comment above it")


RULE = Rule("PP701", "prose-instead-of-command", Severity.ERROR, check_plan=check)
