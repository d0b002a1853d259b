"""Failure swallowed: a command is written so that it ends well when it failed.

## Why
`|| true`, `|| echo …`, a closing `; true`, `set +e` and `2>/dev/null || …` turn every failure into success. The stage that
runs the command would prove nothing.

## Bad
````markdown file=BACKLOGS.md
## Success Demo

```bash
python -m names count || true {PP703}
# Expected output
3
```

```bash
python -m names count || echo "3" {PP703}
# Expected output
3
```

```bash
python -m names check; true {PP703}
# Expected output
...
```

```bash
set +e {PP703}
python -m names check
# Expected output
...
```

```bash
python -m names check 2>/dev/null || python -m names count {PP703}
# Expected output
...
```

```bash
python -m names check
echo "done" {PP703}
# Expected output
done
```
````

## Good
````markdown file=BACKLOGS.md
## Success Demo

```bash
# stop what may still run
kill "$(cat server.pid)" || true
# count
python -m names count || exit 1
# Expected output
3
```

```bash
python -m names check; echo "exit $?"
# Expected output
exit 2
```

```bash
test -f names.db || { echo "no file"; exit 1; }
grep -q 'a || true' names.txt && echo "found"
# Expected output
found
```
````

## Fix
Let the command fail. Where another exit code is right, say `# Expected exit code: 2`, or print `$?` and expect it.
"""

from __future__ import annotations

from collections.abc import Iterator

from planproof.plan.commands import place_in_script, planned_commands
from planproof.plan.late_pattern import late_pattern
from planproof.plan.model import Plan
from planproof.plan.rule import Desk, Hit, Rule, Severity
from planproof.plan.shell import read_script
from planproof.plan.swallowing import swallowed_failures

__all__ = ["RULE"]

_SIGNS = ("||", ";", "\n", "set +")
_QUICK = late_pattern(r"\|\||\bset \+|[;\n]\s*(?:true|:|exit|echo|printf|/bin/true)(?!\w)")


def check(plan: Plan, desk: Desk) -> Iterator[Hit]:
    """One hit for each statement that hides the failure of what stands before it."""
    hint = "let it fail; expect another exit code with `# Expected exit code: N`"
    for planned in planned_commands(plan):
        command = planned.command
        if any(sign in command.script for sign in _SIGNS) and _QUICK.search(command.script):
            for element, message in swallowed_failures(read_script(command.script), command.expected):
                yield Hit(place_in_script(command, element.line, element.column), message, hint)


RULE = Rule("PP703", "failure-swallowed", Severity.ERROR, check_plan=check)
