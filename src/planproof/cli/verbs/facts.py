"""What was found in the repository, each fact with its file and line; nothing of the repository runs.

    planproof facts                       how many facts of each kind there are, and their first names
    planproof facts port                  every port, who listens there, and where that is written
    planproof facts setting ruff.line-length
    planproof facts symbol LinkStore.add  also by its last part, add

These are the facts that the interview asks from, that rules compare plans with, and that briefs quote. What can't be read is named
on standard error. Exit code 0, or 2 when a kind isn't known or nothing of a kind has that name.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from planproof.cli.face import Face
from planproof.cli.reading_text import reading_progress
from planproof.config import find_root, load_config
from planproof.plan.facts import Fact, FactKind, Facts, read_facts
from planproof.plan.facts.lookup import fact_kind, facts_named, typed_kind
from planproof.plan.sharing import cores

__all__ = ["configure", "run"]

_NAMES_SHOWN = 6


def configure(parser: argparse.ArgumentParser) -> None:
    """Adds the arguments of `planproof facts`."""
    kinds = ", ".join(typed_kind(kind) for kind in FactKind)
    parser.add_argument("kind", nargs="?", metavar="KIND", help=f"one of: {kinds} (default: a summary of all)")
    parser.add_argument("name", nargs="?", metavar="NAME", help="only facts of exactly that name")


def run(arguments: argparse.Namespace, face: Face) -> int:
    """Prints facts or the summary."""
    kind = fact_kind(arguments.kind) if arguments.kind else None
    root = find_root(Path(arguments.project))
    facts = read_facts(root, load_config(root), processes=cores(), progress=reading_progress(face))
    for problem in facts.problems:
        face.note(f"not read: {problem}")
    if kind is None:
        return _summary(facts, face)
    found = facts_named(facts, kind, arguments.name)
    for fact in found:
        face.line(_line(fact, face))
    if not found:
        face.note(f"no {kind} was found")
    face.document("facts", {"factKind": kind, "facts": [_data(fact) for fact in found]}, _diagnostics(facts))
    return 0


def _summary(facts: Facts, face: Face) -> int:
    counts = {kind: facts.all(kind) for kind in FactKind}
    width = max(map(len, counts))
    for kind, found in ((kind, found) for kind, found in counts.items() if found):
        names = list(dict.fromkeys(fact.name for fact in found))
        more = f", and {len(names) - _NAMES_SHOWN} more" if len(names) > _NAMES_SHOWN else ""
        shown = f"  {', '.join(names[:_NAMES_SHOWN])}{more}" if names else ""
        face.line(f"{face.style(f'{typed_kind(kind):<{width}}', 'bold')} {len(found):>7}{shown}")
    face.line(f"{'files':<{width}} {len(facts.files):>7}")
    if absent := [typed_kind(kind) for kind, found in counts.items() if not found]:
        face.line(face.style(f"nothing of: {', '.join(absent)}", "dim"))
    data = {"files": len(facts.files), "counts": {kind: len(found) for kind, found in counts.items()}}
    face.document("facts", data, _diagnostics(facts))
    return 0


def _line(fact: Fact, face: Face) -> str:
    """`name = value  (extra)  path:line`, a value of several lines on one."""
    value = " ⏎ ".join(fact.value.splitlines())
    extra = ", ".join(f"{key}: {text}" for key, text in fact.extra)
    text = face.style(fact.name, "bold") + (f" = {value}" if value else "") + (f"  ({extra})" if extra else "")
    return f"{text}  {face.style(f'{fact.place.path}:{fact.place.line}', 'dim')}"


def _data(fact: Fact) -> dict[str, Any]:
    place = {"path": fact.place.path, "line": fact.place.line, "column": fact.place.column, "digest": fact.digest}
    return {"kind": fact.kind, "name": fact.name, "value": fact.value, **place, "extra": dict(fact.extra)}


def _diagnostics(facts: Facts) -> Iterable[dict[str, str]]:
    for problem in facts.problems:
        place, _, message = problem.partition(": ")
        yield {"severity": "warning", "code": "unreadable", "message": message, "target": place, "fix": ""}
