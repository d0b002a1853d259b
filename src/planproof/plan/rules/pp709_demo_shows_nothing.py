"""Demo shows nothing: the success demo has no command, or none of its commands says what it prints.

## Why
The demo is what people see at the end. Commands without an expected output show that they ended, and not what the iteration built.

## Bad
````markdown file=ITERATION.md
## Success Demo {PP709}

Start the service and have a look.
````

## Bad
````markdown file=ITERATION.md
## Success Demo

```bash
python -m names list {PP709}
```
````

## Good
````markdown file=ITERATION.md
## Success Demo

```bash
docker compose up -d
python -m names list
# Expected output
Ada
```
````

## Fix
Write the commands a user would type, and below them what they print.
"""

from __future__ import annotations

from collections.abc import Iterator

from planproof.plan.model import Plan
from planproof.plan.rule import Desk, Hit, Rule, Severity

__all__ = ["RULE"]


def check(plan: Plan, desk: Desk) -> Iterator[Hit]:
    """One hit for a demo without commands, or one whose commands are all without expectation, at the last of them."""
    if plan.demo:
        if all(command.expected is None for command in plan.demo):
            yield Hit(plan.demo[-1].place, "no command of the demo says what it prints", "add # Expected output")
        return
    section = next((section for document in plan.documents if (section := document.find("demo"))), None)
    if section and any(True for _ in section.all_blocks()):
        yield Hit(section.place, "the demo has no command", "write the commands a user would type, and what they print")


RULE = Rule("PP709", "demo-shows-nothing", Severity.ERROR, check_plan=check)
