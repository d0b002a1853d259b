"""Demo starts nothing: the iteration needs a running service, and neither the demo nor `planproof.toml` starts it.

## Why
On the machine where the plan was written the service was running. Everywhere else the demo fails at its first command.

## Bad
````markdown file=ITERATION.md
## Integration Architecture

- **Service Dependencies**: PostgreSQL and Redis

## Success Demo

```bash
python -m names list {PP710}
# Expected output
Ada
```
````

## Good
````markdown file=ITERATION.md
## Integration Architecture

- **Service Dependencies**: PostgreSQL and Redis

## Success Demo

```bash
docker compose up -d
python -m names list
# Expected output
Ada
```
````

## Good
````markdown file=ITERATION.md
## Integration Architecture

- **Service Dependencies**: PostgreSQL

## Success Demo

```bash
python -m names list
# Expected output
Ada
```
````
```toml file=/planproof.toml
[services.database]
start = "postgres -D data"
ready = "tcp:localhost:5432"
```

## Fix
Begin the demo with the command that starts what it needs, or describe it under `[services]` in `planproof.toml`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from planproof.plan.late_pattern import late_pattern
from planproof.plan.model import Plan
from planproof.plan.rule import Desk, Hit, Rule, Severity

__all__ = ["RULE"]

_SERVICE = late_pattern(
    r"\b(?:postgres(?:ql)?|mysql|mariadb|redis|valkey|kafka|rabbitmq|nats|mongo(?:db)?|elasticsearch|opensearch|minio|memcached"
    r"|clickhouse|docker)\b",
    re.IGNORECASE,
)
_WITHOUT = late_pattern(r"\b(?:none|no|without|optional|where|if)\b", re.IGNORECASE)
_STARTS = late_pattern(
    r"\b(?:docker|podman|compose|systemctl|service|brew|make|just|tilt|kubectl|pg_ctl|pg_ctlcluster|initdb|nerdctl|vagrant)\b"
    r"|\b(?:up|start|serve|run)\b|(?<!&)&\s*$",
    re.MULTILINE,
)


def check(plan: Plan, desk: Desk) -> Iterator[Hit]:
    """One hit at the demo's first command, when the plan depends on a service that nothing starts."""
    needs = plan.integration.dependencies if plan.integration else None
    if not plan.demo or needs is None or desk.config.services or _WITHOUT.search(needs.value):
        return
    service = _SERVICE.search(needs.value)
    if service and not any(_STARTS.search(command.script) for command in plan.demo):
        message = f"the iteration needs {service.group()}, and the demo doesn't start it"
        yield Hit(plan.demo[0].place, message, "start it first, or describe it under [services] in planproof.toml")


RULE = Rule("PP710", "demo-starts-nothing", Severity.WARNING, check_plan=check)
