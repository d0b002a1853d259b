"""Count falls back to zero: `grep -c … || echo 0` counts to zero also when there was nothing to count in.

## Why
`grep -c` prints 0 by itself and exits 1, so the fallback prints a second 0; and when the file is missing, it prints the 0
that was hoped for.

## Bad
````markdown file=BACKLOGS.md
## Success Demo

```bash
grep -c TODO src/names.py || echo 0 {PP704}
# Expected output
0
```
````

## Good
````markdown file=BACKLOGS.md
## Success Demo

```bash
grep -c TODO src/names.py
# Expected exit code: 1
```

```bash
awk '/TODO/ { n++ } END { print n + 0 }' src/names.py
# Expected output
0
```
````

## Fix
Expect exit code 1, or count with `awk`, which fails when the file is missing.
"""

from __future__ import annotations

from collections.abc import Iterator

from planproof.plan.commands import place_in_script, planned_commands
from planproof.plan.model import Plan
from planproof.plan.rule import Desk, Hit, Rule, Severity
from planproof.plan.shell import read_script
from planproof.plan.swallowing import zero_fallbacks

__all__ = ["RULE"]


def check(plan: Plan, desk: Desk) -> Iterator[Hit]:
    """One hit for each count by grep with a fallback that prints a zero."""
    hint = "expect exit code 1, or count with awk, which fails when the file is missing"
    for planned in planned_commands(plan):
        command = planned.command
        if "||" in command.script and "grep" in command.script:
            for statement in read_script(command.script).walk():
                for element in zero_fallbacks(statement):
                    message = "the fallback prints 0 also when there is no file to count in"
                    yield Hit(place_in_script(command, element.line, element.column), message, hint)


RULE = Rule("PP704", "count-falls-back-to-zero", Severity.ERROR, check_plan=check)
