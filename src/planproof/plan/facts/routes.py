"""Routes as one file declares them, and routes as a client sees them, with the prefixes that other files put in front.

    links.py   router.get("/{code}")                            Fact(ROUTE, "GET /{code}", on=router)
    app.py     app.include_router(links.router, prefix="/v1")   Fact(ROUTE, "/v1", mounts=links:router, on=app)
    together                                                    Fact(ROUTE, "GET /v1/{code}") at its place in links.py

A router is named by the file and the variable that hold it. What mounts it names it by what is imported there, so the file is
found by the end of its path. A router that nothing mounts keeps its routes as they are written.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from planproof.plan.document import Place
from planproof.plan.facts.model import Fact, FactKind

__all__ = ["ANY_ROUTER", "joined_path", "mount_fact", "route_fact", "routes"]

ANY_ROUTER = "*"  # whatever router the file exports
_ENDINGS = (".py", "/__init__.py", ".ts", ".js", ".mjs", ".cjs", ".tsx", ".jsx", "/index.ts", "/index.js", "")
_PREFIXES_MAX = 20  # of one router: mounted more often than this, it is mounted in a circle


def route_fact(framework: str, method: str, path: str, handler: str, place: Place, digest: str, on: str) -> Fact:
    """One route, its path as far as its own file knows it.

    Args:
        on: `variable` of the router, or `module:variable` for one that is imported.
    """
    extra = (("framework", framework), ("on", on))
    return Fact(FactKind.ROUTE, f"{method} {path or '/'}", handler, place, digest, extra)


def mount_fact(framework: str, prefix: str, router: str, place: Place, digest: str, on: str) -> Fact:
    """One router put below a prefix of another.

    Args:
        router: `variable`, or `module:variable`, where a module is the end of its path without suffix: `app/api/links`.
    """
    return Fact(FactKind.ROUTE, prefix, "", place, digest, (("framework", framework), ("on", on), ("mounts", router)))


def joined_path(prefix: str, path: str) -> str:
    """`/v1` and `/links` as `/v1/links`; slashes where one is due, and never two."""
    if not prefix:
        return path
    return prefix.rstrip("/") + (path if path.startswith("/") or not path else f"/{path}")


def routes(raw: Iterable[Fact], files: Iterable[str]) -> list[Fact]:
    """The routes of a repository with every prefix that could be followed.

    Args:
        raw: routes and mounts of all files.
        files: every path of the repository.
    """
    facts = list(raw)
    if not facts:
        return []
    known = frozenset(files)
    by_end: dict[str, list[str]] = {}
    for path in {fact.place.path for fact in facts}:
        by_end.setdefault(path.rpartition("/")[2], []).append(path)
    mounts: dict[str, list[tuple[str, str]]] = {}
    for fact in facts:
        if fact.get("mounts"):
            target = _router(fact.get("mounts"), fact.place.path, known, by_end)
            mounts.setdefault(target, []).append((_router(fact.get("on"), fact.place.path, known, by_end), fact.name))
    return list(_mounted(facts, mounts, known, by_end))


def _mounted(
    facts: list[Fact], mounts: dict[str, list[tuple[str, str]]], known: frozenset[str], by_end: dict[str, list[str]]
) -> Iterator[Fact]:
    for fact in facts:
        if fact.get("mounts"):
            continue
        method, _, path = fact.name.partition(" ")
        extra = tuple(pair for pair in fact.extra if pair[0] != "on")
        for prefix in _prefixes(_router(fact.get("on"), fact.place.path, known, by_end), mounts, frozenset()):
            # Below a prefix, the empty path and `/` are what is written there.
            below = "" if prefix and path == "/" and fact.get("framework") in ("express", "fastapi") else path
            name = f"{method} {joined_path(prefix, below) or '/'}"
            yield Fact(FactKind.ROUTE, name, fact.value, fact.place, fact.digest, extra)


def _prefixes(router: str, mounts: dict[str, list[tuple[str, str]]], seen: frozenset[str]) -> list[str]:
    """Everything that stands in front of a router's routes; one empty prefix when nothing mounts it."""
    file = router.partition(":")[0]
    above = [*mounts.get(router, ()), *mounts.get(f"{file}:{ANY_ROUTER}", ())]
    found = [
        joined_path(prefix, own)
        for parent, own in above
        if parent not in seen and parent != router
        for prefix in _prefixes(parent, mounts, seen | {router})
    ]
    return list(dict.fromkeys(found))[:_PREFIXES_MAX] or [""]


def _router(named: str, path: str, known: frozenset[str], by_end: dict[str, list[str]]) -> str:
    """`file:variable` of a router as it is named in a file; of an unknown file, the name as it is."""
    module, colon, variable = named.rpartition(":")
    if not colon:
        return f"{path}:{named}"
    for ending in _ENDINGS:
        wanted = module + ending
        if wanted in known:
            return f"{wanted}:{variable}"
        near = [each for each in by_end.get(wanted.rpartition("/")[2], ()) if each.endswith(f"/{wanted}")]
        if len(near) == 1:
            return f"{near[0]}:{variable}"
    return named
