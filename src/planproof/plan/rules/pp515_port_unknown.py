"""Port unknown: a plan speaks to a port of this machine on which nothing is configured to listen.

## Why
The command fails with "connection refused". Often it is the port inside of a container, which outside has another number.

## Bad
````markdown file=ITERATION.md
## Success Demo

```bash
docker compose up -d web
# It answers
curl localhost:8123/health {PP515}
# Expected output
ok
# Its neighbour answers
curl localhost:18432/health {PP515}
```
````
```yaml file=/compose.yaml
services:
  web:
    build: .
    ports: ["8080:8123"]
```

## Good
````markdown file=ITERATION.md
## Success Demo

```bash
docker compose up -d web
# It answers
curl localhost:8080/health
# Expected output
ok
# What is started here answers, too
python -m http.server 18432 &
curl localhost:18432/health
curl localhost:5173/
```
````
```yaml file=/compose.yaml
services:
  web:
    build: .
    ports: ["8080:8123"]
```

## Fix
Use the port that is published, or say in the plan which command listens on this one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import msgspec

from planproof.config import CONFIG_NAME
from planproof.plan.commands import planned_commands
from planproof.plan.late_pattern import late_pattern
from planproof.plan.model import Frame, Plan
from planproof.plan.named.addresses import Asked, asked, spoken_numbers
from planproof.plan.named.paths import planned_paths
from planproof.plan.rule import Desk, Hit, Rule, Severity

__all__ = ["RULE"]

# On these, programs listen without anybody saying so.
_USUAL = frozenset(
    "80 443 1025 1433 1521 3000 3001 3306 4000 4173 4200 4317 4318 5000 5001 5173 5432 5672 6006 6379 7687 8000 8001 8025 8080"
    " 8081 8088 8443 8501 8545 8787 8888 9000 9090 9092 9200 11211 11434 15672 16686 27017".split()
)
_HOLDERS = late_pattern(
    r"(?:^|/)(?:__main__|main|app|server|config|settings|index|cli|vite\.config|next\.config)\.\w+$|\.env"
    r"|\.(?:toml|ya?ml|sh|service|conf|ini)$|(?:^|/)(?:Dockerfile|Makefile|Procfile|package\.json|justfile)"
)
_COMPOSE = late_pattern(r"\bdocker[- ]compose\b[^\n]{0,200}\bup\b")
_HOLDERS_MAX = 300
_FILE_MAX_BYTES = 200_000


class _Gathered(msgspec.Struct, frozen=True):
    """The ports that a plan speaks to, the numbers it mentions otherwise, the files it will have or change, and whether its
    commands start containers."""

    asked: tuple[Asked, ...]
    numbers: frozenset[str]
    paths: frozenset[str]
    composes: bool


def gather(plan: Plan, desk: Desk) -> _Gathered:
    """The ports of a plan."""
    found = tuple(each for each in asked(plan) if each.port and each.port not in _USUAL)
    if not found:
        return _Gathered((), frozenset(), frozenset(), False)
    composes = any(_COMPOSE.search(planned.command.script) for planned in planned_commands(plan))
    return _Gathered(found, spoken_numbers(plan), frozenset(planned_paths(plan)), composes)


def check(frame: Frame, gathered: Sequence[_Gathered], desk: Desk) -> Iterator[Hit]:
    """One hit for each port that neither configuration nor this plan or one before it says anything about.

    Nothing where no port of the repository is known, or where a plan changes a file that may hold one.
    """
    if not any(each.asked for each in gathered):
        return
    from planproof.plan.facts.model import FactKind

    ports = {fact.name: fact for fact in desk.facts.all(FactKind.PORT)}
    inside = {fact.get("target"): fact for fact in ports.values() if fact.get("target")}
    numbers: set[str] = set()
    written: frozenset[str] | None = None
    for each in gathered if ports else ():
        numbers |= each.numbers
        if any(_HOLDERS.search(path) for path in each.paths):
            return
        for request in each.asked:
            if request.port in ports or request.port in numbers:
                continue
            container = inside.get(request.port) if each.composes else None
            if written is None and container is None:
                written = _numbers_in_files(desk)
            if container:
                hint = (
                    f"{container.value} publishes it as {container.name}, {container.place.path}:{container.place.line}"
                )
                yield Hit(request.place, f"port {request.port} is inside of the container {container.value}", hint)
            elif written is not None and request.port not in written:
                known = ", ".join(f"{name} ({fact.value})" for name, fact in sorted(ports.items())[:5])
                yield Hit(request.place, f"nothing is configured to listen on port {request.port}", f"known: {known}")


def _numbers_in_files(desk: Desk) -> frozenset[str]:
    """The numbers in files that usually say where something listens, and in the settings of this project."""
    found: set[str] = set()
    holders = [path for path in sorted(desk.facts.files) if _HOLDERS.search(path) and desk.exists(path)]
    for path in (CONFIG_NAME, *holders[:_HOLDERS_MAX]):
        try:
            with (desk.root / path).open("rb") as file:
                found.update(re.findall(r"\d{2,5}", file.read(_FILE_MAX_BYTES).decode("utf-8", "replace")))
        except OSError:
            continue  # gone since it was listed
    return frozenset(found)


RULE = Rule("PP515", "port-unknown", Severity.WARNING, check_project=check, gather=gather)
