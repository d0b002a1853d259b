"""Version disagrees: a plan names a version that the repository's own files rule out.

## Why
Code for the version in the plan doesn't run on the one that is configured, or isn't allowed to use what it offers. Which of the two
is meant, an agent can only guess.

## Bad
````markdown file=ITERATION.md
## Context From Previous Iterations

- **Infrastructure**: PostgreSQL 15 in a container {PP510}

## Tech Stack & Embedded Standards

### Python 3.10, FastAPI {PP510}

- **Database**: SQLAlchemy 1.4, with sessions {PP510}
- **Settings**: `fastapi==0.90` {PP510}
````
```toml file=/pyproject.toml
[project]
name = "parts"
requires-python = ">=3.11"
dependencies = ["sqlalchemy>=2.0,<3", "fastapi~=0.110"]
```
```yaml file=/compose.yaml
services:
  database:
    image: postgres:16-alpine
```

## Good
````markdown file=ITERATION.md
## Context From Previous Iterations

- **Infrastructure**: PostgreSQL 16 in a container

## Tech Stack & Embedded Standards

### Python 3.12, FastAPI, SQLAlchemy 2

- **Versions**: Python 3.11+, `fastapi>=0.100`, dropped Python 3.10
- **Tests**: pytest 10 at a time, Starlette 3
````
```toml file=/pyproject.toml
[project]
name = "parts"
requires-python = ">=3.11"
dependencies = ["sqlalchemy>=2.0,<3", "fastapi~=0.110", "pytest>=8,<9"]
```
```yaml file=/compose.yaml
services:
  database:
    image: postgres:16-alpine
```

## Fix
Write the version that is configured; or let a task change the configuration, and name its file among the key files.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec

from planproof.plan.model import Frame, Plan
from planproof.plan.named.paths import planned_paths
from planproof.plan.named.standards import Stated, stated_versions
from planproof.plan.named.version_ranges import meets, ranges_of
from planproof.plan.rule import Desk, Hit, Rule, Severity

__all__ = ["RULE"]

# A version without a sign is the least one in Cargo's `rust-version` and in go.mod.
_MINIMUM = ("rust", "go")


class _Gathered(msgspec.Struct, frozen=True):
    """The files that a plan will have or change, and the versions that it states."""

    paths: frozenset[str]
    stated: tuple[Stated, ...]


def gather(plan: Plan, desk: Desk) -> _Gathered:
    """The versions of a plan."""
    stated = tuple(stated_versions(plan))
    return _Gathered(frozenset(planned_paths(plan)) if stated else frozenset(), stated)


def check(frame: Frame, gathered: Sequence[_Gathered], desk: Desk) -> Iterator[Hit]:
    """One hit for each version that none of the repository's statements about the same thing allows."""
    if not any(each.stated for each in gathered):
        return
    from planproof.plan.facts.model import FactKind

    facts: dict[str, list[tuple[str, str]]] = {}
    for fact in (*desk.facts.all(FactKind.VERSION), *desk.facts.all(FactKind.DEPENDENCY)):
        facts.setdefault(fact.name.lower(), []).append((fact.value, f"{fact.place.path}:{fact.place.line}"))
    touched: set[str] = set()
    for each in gathered:
        touched |= each.paths
        for stated in each.stated:
            known = facts.get(stated.subject, [])
            if known and not any(place.rpartition(":")[0] in touched or _fits(stated, text) for text, place in known):
                text, place = known[0]
                hint = "write the version that is configured, or let a task change the configuration"
                yield Hit(stated.place, f"{stated.subject} {stated.value} here, `{text}` in {place}", hint)


def _fits(stated: Stated, configured: str) -> bool:
    """Whether both can be true; what can't be read as versions doesn't contradict."""
    wanted = ranges_of(stated.value)
    allowed = ranges_of(configured, bare_is_minimum=stated.subject in _MINIMUM)
    return not wanted or not allowed or any(meets(each, allowed) for each in wanted)


RULE = Rule("PP510", "version-disagrees", Severity.ERROR, check_project=check, gather=gather)
