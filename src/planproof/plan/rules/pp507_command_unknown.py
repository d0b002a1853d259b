"""Command unknown: a command calls a make target, a script or a service that the repository doesn't have.

## Why
The command fails before it shows anything, and whoever runs it can't tell whether the work or the plan is wrong.

## Bad
````markdown file=ITERATION.md
## Success Demo

```bash
# All tests
make tests {PP507}
# Expected output
...
# The database is up
docker compose up -d databse {PP507}
npm run biuld {PP507}
bash scripts/load.sh {PP507}
```
````
```make file=/Makefile
test:
        pytest
```
```yaml file=/compose.yaml
services:
  database:
    image: postgres:16
```
```json file=/package.json
{"name": "parts", "scripts": {"build": "tsc"}}
```

## Good
````markdown file=ITERATION.md
## Tasks

### 1. Loading 📋 Planned

**Key files**:

```
scripts/load.sh (new) - loads a file
```

## Success Demo

```bash
# All tests
make -j2 test
# Expected output
...
# The database is up
docker compose up -d database
npm run build
bash scripts/load.sh
cd other && make anything
```
````
```make file=/Makefile
test:
        pytest
```
```yaml file=/compose.yaml
services:
  database:
    image: postgres:16
```
```json file=/package.json
{"name": "parts", "scripts": {"build": "tsc"}}
```

## Fix
Call what there is, or name the Makefile, manifest or script among the key files of the task that adds it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec

from planproof.plan.model import Frame, Plan
from planproof.plan.named.callable import CallBook
from planproof.plan.named.commands import Called, called
from planproof.plan.named.paths import planned_paths
from planproof.plan.named.proposals import Proposals
from planproof.plan.rule import Desk, Hit, Rule, Severity

__all__ = ["RULE"]


class _Gathered(msgspec.Struct, frozen=True):
    """The files that a plan will have or change, and what its commands call."""

    paths: frozenset[str]
    called: tuple[Called, ...]


def gather(plan: Plan, desk: Desk) -> _Gathered:
    """The commands of a plan."""
    return _Gathered(frozenset(planned_paths(plan)), tuple(called(plan)))


def check(frame: Frame, gathered: Sequence[_Gathered], desk: Desk) -> Iterator[Hit]:
    """One hit for each call of something that is nowhere, unless this plan or one before it touches the file that would hold it."""
    if not any(each.called for each in gathered):
        return
    book, proposals = CallBook(desk), Proposals(desk)
    for each in gathered:
        book.add(each.paths)
        for call in each.called:
            missing = book.missing(call)
            if missing:
                hint = proposals.file(call.name, "") if call.kind == "script" else ""
                yield Hit(call.place, missing, hint or book.nearest(call) or "correct it, or let a task add it")


RULE = Rule("PP507", "command-unknown", Severity.ERROR, check_project=check, gather=gather)
