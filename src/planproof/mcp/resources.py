"""Resources: what a client may attach to a conversation without calling a tool.

    planproof://document/M1_E1_I1/TECH_DESIGN.md     a planning document; ?from=120 goes on at its line 120
    planproof://brief/M1_E1_I1_T2                    a task's brief
    planproof://ledger/M1_E1_I1                      what the evidence says of each stage, and its newest rows

A document is a file that lies in the iteration's folder itself: no link, no `..`. A long one is cut, and says where it goes on.
"""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote

from planproof.errors import UsageError
from planproof.mcp.kinds import clipped
from planproof.plan.brief import brief_text, build_sections, fitted
from planproof.plan.decode import SIZE_LIMIT_BYTES, decode
from planproof.plan.table_files import TableFiles
from planproof.proof.briefing import open_briefing
from planproof.proof.iteration import latest_rows
from planproof.proof.ledger.lookup import find_rows
from planproof.proof.model import Evidence, Stage
from planproof.proof.roster import RosterEntry, read_roster
from planproof.proof.visible import visible
from planproof.tokens import count_tokens

__all__ = ["PAGE_ENTRIES", "RESOURCE_TOKENS", "TEMPLATES", "Listed", "Template", "list_resources", "read_resource"]

PAGE_ENTRIES = 40
RESOURCE_TOKENS = 10_000
_ROWS_SHOWN = 20
_LINE_CHARACTERS = 2_000  # at most some 8,000 tokens, so that a line always fits
_LAST_LINE_TOKENS = 200
_ITERATION = r"M[0-9]{1,6}_E[0-9]{1,6}_I[0-9]{1,6}"
_DOCUMENT = re.compile(rf"document/({_ITERATION})/([A-Za-z0-9_-]{{1,120}}\.md)(?:\?from=([1-9][0-9]{{0,6}}))?")
_BRIEF = re.compile(rf"brief/({_ITERATION}_T[0-9]{{1,6}})")
_LEDGER = re.compile(rf"ledger/({_ITERATION})")


class Listed(NamedTuple):
    """One entry of the list."""

    uri: str
    name: str
    description: str


class Template(NamedTuple):
    """A kind of resource."""

    uri: str
    name: str
    description: str


TEMPLATES = (
    Template("planproof://document/{iteration}/{name}{?from}", "document", "a planning document of an iteration"),
    Template("planproof://brief/{task}", "brief", "a task as an agent needs it, at most 4,000 tokens"),
    Template("planproof://ledger/{iteration}", "ledger", "what the evidence says of each stage, and its newest rows"),
)


def list_resources(root: Path, cursor: str = "") -> tuple[list[Listed], str]:
    """Documents and ledgers of all iterations, 40 at a time.

    Args:
        root: of the project.
        cursor: what the page before gave; empty for the first.

    Returns:
        the entries, and the cursor of the next page (empty after the last).

    Raises:
        UsageError: no such cursor.
    """
    if cursor and not re.fullmatch(r"[1-9][0-9]{0,8}", cursor):
        raise UsageError("cursor: this is no cursor", hint="list again without one")
    start = int(cursor or 0)
    entries: list[Listed] = []
    for number, listed in enumerate(_all(root)):
        if number >= start + PAGE_ENTRIES:
            return entries, str(number)
        if number >= start:
            entries.append(listed)
    return entries, ""


def read_resource(root: Path, uri: str) -> tuple[str, str]:
    """The text of a resource and its MIME type.

    Raises:
        UsageError: there is no such resource.
    """
    path = unquote(uri.removeprefix("planproof://"), errors="strict") if uri.startswith("planproof://") else ""
    if found := _DOCUMENT.fullmatch(path):
        return _document(root, found[1], found[2], int(found[3] or 1)), "text/markdown"
    if found := _BRIEF.fullmatch(path):
        return _brief(root, found[1]), "text/markdown"
    if found := _LEDGER.fullmatch(path):
        return _ledger(root, found[1]), "text/plain"
    raise UsageError(
        f"there is no resource {clipped(uri, 100)}", hint="resources/list and the templates name what there is"
    )


def _all(root: Path) -> Iterator[Listed]:
    for entry in read_roster(root).entries():
        name = clipped(entry.name, 60)
        for path in _documents(root, entry):
            yield Listed(f"planproof://document/{entry.id}/{path.name}", f"{entry.id} {path.name}", name)
        if entry.started:
            yield Listed(f"planproof://ledger/{entry.id}", f"{entry.id} ledger", name)


def _documents(root: Path, entry: RosterEntry) -> list[Path]:
    """The iteration's documents that may be read: files, not links, named as a resource can be."""
    folder = root / entry.folder
    if folder.resolve() != root.resolve() / entry.folder:
        return []
    found = [path for path in folder.glob("*.md") if path.is_file() and not path.is_symlink()]
    return sorted(path for path in found if re.fullmatch(r"[A-Za-z0-9_-]{1,120}\.md", path.name))


def _document(root: Path, identifier: str, name: str, first: int) -> str:
    entry = read_roster(root).entry(identifier)
    path = next((path for path in _documents(root, entry) if path.name == name), None) if entry else None
    if path is None:
        raise UsageError(f"{identifier} has no document {name}", hint="resources/list names the documents there are")
    # Not followed if somebody has put a link there since it was looked at.
    with open(os.open(path, os.O_RDONLY | os.O_NOFOLLOW), "rb") as file:
        decoded = decode(path.name, file.read(SIZE_LIMIT_BYTES + 1))
    if not decoded.text:
        raise UsageError(f"{name} {decoded.problems[0].message}", hint="plan_check says so too")
    lines = decoded.text.splitlines()
    return _cut(lines, first, f"planproof://document/{identifier}/{name}")


def _cut(lines: list[str], first: int, uri: str) -> str:
    """Lines from number `first` on, as many as fit, and where it goes on."""
    taken: list[str] = []
    spent = 0
    for number, line in enumerate(lines[first - 1 :], first):
        shown = visible(line[:_LINE_CHARACTERS])
        shown += f"… {len(line) - _LINE_CHARACTERS} characters more" if len(line) > _LINE_CHARACTERS else ""
        spent += count_tokens(f"{shown}\n")
        if taken and spent > RESOURCE_TOKENS - _LAST_LINE_TOKENS:
            left = len(lines) - number + 1
            return "\n".join([*taken, f"… left out: {left} lines; {uri}?from={number} goes on", ""])
        taken.append(shown)
    return "\n".join([*taken, ""])


def _brief(root: Path, task: str) -> str:
    with TableFiles(root) as files:
        briefing = open_briefing(root, task)
        if briefing is None:
            raise UsageError(f"no task {task}", hint="plan_show lists what there is")
        sections = build_sections(briefing.root, briefing.config, briefing.task, files)
    text = fitted(sections, lambda selection: brief_text(briefing.task, selection), 4_000)
    return "\n".join(map(visible, text.split("\n")))


def _ledger(root: Path, identifier: str) -> str:
    rows = find_rows(root, identifier)
    counts: dict[Stage, Counter[str]] = {stage: Counter() for stage in Stage}
    for row in latest_rows(rows).values():
        counts[Stage(row.stage)][row.verdict.value] += 1
    lines = [f"{identifier}: {len(rows)} rows of evidence, as they were written", ""]
    for stage, found in counts.items():
        said = ", ".join(f"{number} {verdict}" for verdict, number in sorted(found.items())) or "not run"
        lines.append(f"{stage.value} {stage.name.title():<9} {said}")
    shown = [_row(row) for row in reversed(rows[-_ROWS_SHOWN:])]
    lines += ["", f"newest {len(shown)} rows:", *shown]
    if len(rows) > len(shown):
        lines.append(f"left out: {len(rows) - len(shown)} older rows; evidence_show id={identifier} has them")
    return "\n".join([*lines, ""])


def _row(row: Evidence) -> str:
    what = clipped(f"{row.check or row.kind} {row.subject}".strip(), 120)
    return f"{row.hash[:12]} {row.started_at} {what} {row.verdict.value}: {clipped(row.reason, 200)}"
