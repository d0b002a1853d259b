"""Command always succeeds: a command is empty, or does nothing that could fail.

## Why
`true`, `:`, `exit 0` and an `echo` of fixed text end well whatever the code does. What they "show" was typed by whoever
wrote the plan.

## Bad
````markdown file=BACKLOGS.md
## Success Demo

```bash
echo "all tests passed" {PP702}
# Expected output
all tests passed
```
````
```markdown file=TEST_PLAN.md
## Test Matrix

| Level | What | Command |
|---|---|---|
| unit | store | `true` | {PP702}
| system | page | `exit 0` | {PP702}
```

## Good
````markdown file=BACKLOGS.md
## Success Demo

```bash
echo "$(python -m names count) names"
# Expected output
3 names
```

```bash
printf 'a\n' | python -m names add
# Expected output
added a
```
````

## Fix
Write the command that uses what was built, and what it prints.
"""

from __future__ import annotations

from collections.abc import Iterator

from planproof.plan.always_passes import always_passes, only_talks
from planproof.plan.commands import planned_commands
from planproof.plan.late_pattern import late_pattern
from planproof.plan.model import Plan
from planproof.plan.rule import Desk, Hit, Rule, Severity
from planproof.plan.shell import read_script

__all__ = ["RULE"]

# What does nothing begins with something that does nothing.
_QUICK = late_pattern(r"(?:\s++|#[^\n]*+)*+(?:$|(?:true|:|exit|echo|printf|/bin/true|/usr/bin/true|[({])(?!\w))")


def check(plan: Plan, desk: Desk) -> Iterator[Hit]:
    """One hit for each command without any statement, or whose every statement passes whatever the code does."""
    for planned in planned_commands(plan):
        script = planned.command.script
        empty = not script.strip()
        if empty or (_QUICK.match(script) and _does_nothing(script, talk_counts=planned.proves)):
            what = "is empty" if empty else f"`{' '.join(script.split())[:60]}` can't fail"
            message = (
                f"the command of {planned.owner} {what}"
                if empty
                else f"{what}, so it shows nothing for {planned.owner}"
            )
            yield Hit(planned.command.place, message, "write a command that uses what was built")


def _does_nothing(script: str, *, talk_counts: bool) -> bool:
    """Whether all a script does is pass; plain talk counts only where something has to be shown."""
    read = read_script(script)
    commands = list(read.simple_commands())
    if read.broken:
        return False
    return all(
        only_talks(simple) if simple.words[:1] in (("echo",), ("printf",)) else always_passes(simple)
        for simple in commands
    ) and (talk_counts or not any(only_talks(simple) for simple in commands))


RULE = Rule("PP702", "command-always-succeeds", Severity.ERROR, check_plan=check)
