"""Pipe without pipefail: the exit code of a pipe is that of its last command, so the failure of the others is lost.

## Why
`pytest | tee log` exits 0 when every test failed. Commands are run by plain `bash -c`, which has `pipefail` switched off.

## Bad
````markdown file=BACKLOGS.md
## Success Demo

```bash
pytest -q tests | tee log.txt {PP705}
# Expected output
3 passed
```

```bash
curl -s localhost:8000/names | jq -e .count {PP705}
# Expected output
3
```
````

## Good
````markdown file=BACKLOGS.md
## Success Demo

```bash
set -o pipefail
curl -s localhost:8000/names | jq -e .count
# Expected output
3
```

```bash
echo '{"name": "a"}' | python -m names add
# Expected output
added a
```

```bash
python -m names list 'a | b'
# Expected output
...
b
```
````

## Fix
Begin the script with `set -o pipefail`, or write the first command's output to a file. A producer that can't fail (`echo`,
`printf`, a here-document) needs neither. `check --fix` writes `set -o pipefail; ` where no command of the pipe ends early
(`head`, `grep -q`), which would fail the one before it.
"""

from __future__ import annotations

from collections.abc import Iterator

from planproof.plan.commands import place_in_script, planned_commands
from planproof.plan.late_pattern import late_pattern
from planproof.plan.model import Command, Plan
from planproof.plan.rule import Desk, Edit, Hit, Rule, Severity
from planproof.plan.shell import read_script
from planproof.plan.swallowing import unguarded_pipes

__all__ = ["RULE"]

_ENDS_EARLY = late_pattern(r"\|\s*(?:head|sed|awk|less|more|read|grep\s+(?:-\w*[qm]|--quiet|--max-count))\b")


def check(plan: Plan, desk: Desk) -> Iterator[Hit]:
    """One hit for each pipe that hides the exit code of a command that can fail, at the pipe's first command."""
    hint = "begin the script with `set -o pipefail`"
    for planned in planned_commands(plan):
        command = planned.command
        if "|" in command.script.replace("||", ""):
            for element in unguarded_pipes(read_script(command.script)):
                message = f"the pipe hides the exit code of `{' '.join(element.text.split())[:60]}`"
                yield Hit(place_in_script(command, element.line, element.column), message, hint, _guarded(command))


def _guarded(command: Command) -> tuple[Edit, ...]:
    """The edit that puts `set -o pipefail` in front of a script."""
    first, _, _ = command.script.partition("\n")
    if _ENDS_EARLY.search(command.script) or not first.strip():
        return ()
    return (Edit(command.place, first, f"set -o pipefail; {first}"),)


RULE = Rule("PP705", "pipe-without-pipefail", Severity.ERROR, check_plan=check, fixes=True)
