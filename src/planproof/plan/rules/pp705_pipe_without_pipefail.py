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
`printf`, a here-document) needs neither.
"""

from __future__ import annotations

from collections.abc import Iterator

from planproof.plan.commands import place_in_script, planned_commands
from planproof.plan.model import Plan
from planproof.plan.rule import Desk, Hit, Rule, Severity
from planproof.plan.shell import read_script
from planproof.plan.swallowing import unguarded_pipes

__all__ = ["RULE"]


def check(plan: Plan, desk: Desk) -> Iterator[Hit]:
    """One hit for each pipe that hides the exit code of a command that can fail, at the pipe's first command."""
    hint = "begin the script with `set -o pipefail`"
    for planned in planned_commands(plan):
        command = planned.command
        if "|" in command.script.replace("||", ""):
            for element in unguarded_pipes(read_script(command.script)):
                message = f"the pipe hides the exit code of `{' '.join(element.text.split())[:60]}`"
                yield Hit(place_in_script(command, element.line, element.column), message, hint)


RULE = Rule("PP705", "pipe-without-pipefail", Severity.ERROR, check_plan=check)
