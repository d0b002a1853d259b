"""Expectation undecidable: what a command is expected to print can't be compared with anything.

## Why
"The server starts" is not what the server prints. Prose proves nothing, and an empty expectation fits everything.

## Bad
````markdown file=BACKLOGS.md
## Success Demo

```bash
python -m names list
# Expected output
The list should show all names. {PP706}
```
````

## Good
````markdown file=BACKLOGS.md
## Success Demo

```bash
python -m names list
# Expected output
a
...
2 names
```

```bash
python -m names show a
# Expected output (json)
{"name": "a"}
```
````

## Fix
Write what the command prints: literally, with `...` for what may differ, as JSON, as `/regex/`, or as a figure. See
`docs/formats/expectation.md`.
"""

from __future__ import annotations

from collections.abc import Iterator

from planproof.plan.commands import planned_commands
from planproof.plan.document import Place
from planproof.plan.expectation import Undecidable, parse_expectation
from planproof.plan.model import Plan
from planproof.plan.rule import Desk, Hit, Rule, Severity

__all__ = ["RULE"]


def check(plan: Plan, desk: Desk) -> Iterator[Hit]:
    """One hit for each expectation that no matcher can decide, at the line that gave it away."""
    for planned in planned_commands(plan):
        command = planned.command
        if command.expected is None:
            continue
        decided = parse_expectation(command.expected, command.mode)
        if isinstance(decided, Undecidable):
            place = command.expected_place or command.place
            place = Place(place.path, place.line + decided.line - 1, place.column)
            yield Hit(
                place, f"nothing can decide this for {planned.owner}: {decided.reason}", "write what the command prints"
            )


RULE = Rule("PP706", "expectation-undecidable", Severity.ERROR, check_plan=check, about_words=True)
