"""Route unknown: a plan asks a service for a route that it doesn't offer and that nothing plans.

## Why
The request is answered with 404 or 405. Nobody can tell whether the work is missing or the path was written from memory.

## Bad
````markdown file=ITERATION.md
## Context From Previous Iterations

- **Current State**: `GET /link/{code}` answers with the address {PP514}

## Success Demo

```bash
# A link is made
curl -X PUT localhost:8000/links -d '{"url": "https://example.org"}' {PP514}
# Expected output
{"code": "a"}
```
````
```python file=/src/app.py
from fastapi import FastAPI

app = FastAPI()


@app.post("/links")
async def create_link() -> dict[str, str]: ...


@app.get("/links/{code}")
async def link(code: str) -> dict[str, str]: ...
```

## Good
````markdown file=ITERATION.md
## Context From Previous Iterations

- **Current State**: `GET /links/{id}` answers with the address

## Integration Architecture

- **New Integration Points**: `DELETE /links/{code}`

## Success Demo

```bash
# A link is made
curl localhost:8000/api/links -d '{"url": "https://example.org"}'
# Expected output
{"code": "a"}
# It is taken back
curl -X DELETE localhost:8000/links/a
# Nothing is there
curl -w '%{http_code}' localhost:8000/nothing
# Expected output
404
# Where the documentation is
curl localhost:8000/openapi.json
```
````
```python file=/src/app.py
from fastapi import FastAPI

app = FastAPI()


@app.post("/links")
async def create_link() -> dict[str, str]: ...


@app.get("/links/{code}")
async def link(code: str) -> dict[str, str]: ...
```

## Fix
Ask for a route that there is, or name the new one under "New Integration Points".
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec

from planproof.plan.model import Frame, Plan
from planproof.plan.named.addresses import Asked, asked, planned_routes, route_pattern, routes_meet
from planproof.plan.rule import Desk, Hit, Rule, Severity

__all__ = ["RULE"]

# What frameworks offer by themselves, or what is no route of the application.
_GIVEN = {"docs", "redoc", "openapi.json", "metrics", "static", "assets", "favicon.ico", "admin", "graphql", "ws", ""}
_Routes = list[tuple[str, tuple[str, ...], str]]


class _Gathered(msgspec.Struct, frozen=True):
    """The routes that a plan will have, and those it asks for."""

    planned: frozenset[tuple[str, str]]
    asked: tuple[Asked, ...]


def gather(plan: Plan, desk: Desk) -> _Gathered:
    """The routes of a plan."""
    return _Gathered(frozenset(planned_routes(plan)), tuple(each for each in asked(plan) if each.method and each.path))


def check(frame: Frame, gathered: Sequence[_Gathered], desk: Desk) -> Iterator[Hit]:
    """One hit for each route that is asked for and is nowhere; nothing where no route of the repository can be seen."""
    if not any(each.asked for each in gathered):
        return
    from planproof.plan.facts.model import FactKind

    routes: _Routes = []
    for fact in desk.facts.all(FactKind.ROUTE):
        method, _, path = fact.name.partition(" ")
        routes.append((method, route_pattern(path), fact.name))
    others = {
        port.name for port in desk.facts.all(FactKind.PORT) if not _is_own(port.value, desk)
    }  # a database or a dashboard from an image has routes of its own
    if not routes:
        return
    for each in gathered:
        routes += [(method, route_pattern(path), f"{method} {path}") for method, path in each.planned]
        for request in each.asked:
            first = request.path.strip("/").split("/")[0]
            if first not in _GIVEN and request.port not in others:
                yield from _missing(request, routes)


def _is_own(service: str, desk: Desk) -> bool:
    from planproof.plan.facts.model import FactKind

    services = desk.facts.named(FactKind.SERVICE, service)
    return not services or any(each.get("build") for each in services)


def _missing(request: Asked, routes: _Routes) -> Iterator[Hit]:
    pattern = route_pattern(request.path)
    same_path = [(method, name) for method, known, name in routes if routes_meet(pattern, known)]
    if any(method in (request.method, "ANY", "ALL", "*") or "," in method for method, _ in same_path):
        return
    if same_path:
        hint = f"there is {', '.join(sorted({name for _, name in same_path})[:3])}"
    else:
        from difflib import get_close_matches

        near = get_close_matches(f"{request.method} {request.path}"[:200], [name for _, _, name in routes][:2000], n=1)
        hint = f"did you mean {near[0]}?" if near else "name it under New Integration Points if a task adds it"
    yield Hit(request.place, f"no `{request.method} {request.path}` is offered or planned", hint)


RULE = Rule("PP514", "route-unknown", Severity.WARNING, check_project=check, gather=gather)
