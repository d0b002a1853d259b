"""Secret in command: a command holds a token, a private key or a password.

## Why
Plans are committed, copied into briefs and shown to agents. A secret in one is published.

## Bad
````markdown file=BACKLOGS.md
## Success Demo

```bash
curl -H "Authorization: Bearer ghp_R7q2Lw9ZkT4mVb8XcN3sYd6FhJ1gPa5Ue0Qi" api.github.com/user {PP708}
# Expected output
200
```

```bash
psql postgresql://names:tR4vqZ81@db.names-hosting.net/names -c 'select 1' {PP708}
# Expected output
...
```
````

## Good
````markdown file=BACKLOGS.md
## Success Demo

```bash
curl -H "Authorization: Bearer $GITHUB_TOKEN" api.github.com/user
psql postgresql://postgres:postgres@localhost/names -c 'select 1'
psql "postgresql://names:$PASSWORD@db.names-hosting.net/names" -c 'select 1'
# Expected output
...
```
````

## Fix
Take it from the environment (`$GITHUB_TOKEN`, named in `[environment] pass_variables`) and have the published one revoked.
"""

from __future__ import annotations

from collections.abc import Iterator

from planproof.plan.commands import place_in_script, planned_commands
from planproof.plan.model import Plan
from planproof.plan.rule import Desk, Hit, Rule, Severity
from planproof.plan.secret_shapes import find_secrets, may_hold_secret

__all__ = ["RULE"]


def check(plan: Plan, desk: Desk) -> Iterator[Hit]:
    """One hit for each secret in a command; the secret itself is not repeated."""
    all_planned = list(planned_commands(plan))
    if not may_hold_secret("\n".join(planned.command.script for planned in all_planned)):
        return
    for planned in all_planned:
        command = planned.command
        for secret in find_secrets(command.script):
            before = command.script[: secret.offset]
            place = place_in_script(command, before.count("\n"), len(before) - before.rfind("\n") - 1)
            yield Hit(
                place, f"{secret.kind} ({secret.shown}) in a command of {planned.owner}", "take it from the environment"
            )


RULE = Rule("PP708", "secret-in-command", Severity.ERROR, check_plan=check)
