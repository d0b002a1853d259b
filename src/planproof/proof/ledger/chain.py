"""The chain: every row names the rows before it by hash, so that an edit, a gap or a swap shows.

    ∅ ◄── a ◄── b ◄── c ◄─────── m ◄── e        each arrow is one hash in `previous`
                └──── d ◄───────┘               two branches of git, united line by line; m is the merge row

The order of rows is that of the arrows. Lines may be interleaved as git's union merge leaves them, but a row never stands
above a row it names: both git and `append` keep that, so where it isn't so, somebody moved lines.

    found       edited, reformatted, dropped, reordered, duplicated, foreign, malformed rows; cycles; newer schemas
    a remark    several heads, as a union merge leaves them: the next append writes the merge row
    not found   the last rows dropped (nothing names them), or all of it rewritten: see `history` and docs/threat-model.md
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from typing import Any

import msgspec

from planproof.errors import LedgerError
from planproof.proof.ledger.row import FIELD_NAMES, SCHEMA, decode_members, decode_row, line_hash, row_hash, spelling
from planproof.proof.model import RowKind

__all__ = ["ChainProblem", "Link", "ProblemKind", "heads_of", "in_chain_order", "read_links", "verify"]


class ProblemKind(StrEnum):
    """What can be said against a ledger.

    Attributes:
        EDITED: the row's contents don't give the hash it carries.
        REFORMATTED: same values, other bytes: another program wrote the line.
        UNREADABLE: no row at all, or a member is missing or of a wrong type.
        TORN: the last line was cut off in the middle.
        DROPPED: a row that was there is gone.
        REORDERED: a row stands above a row it names.
        DUPLICATED: the same row twice.
        FOREIGN: a row of another iteration.
        MALFORMED: a merge row that merges nothing, or another row that names several.
        CYCLE: rows that name each other in a ring.
        NEWER_SCHEMA: written by a newer planproof; kept as it is.
        UNKNOWN_MEMBER: a member that the row's schema doesn't have.
        NEEDS_MERGE: branches met and no row was appended since; the next one brings the merge row.
        NO_UNION: `.gitattributes` doesn't tell git how to unite ledgers.
        NO_HISTORY: git can't say which rows were ever committed (no git, or a shallow clone).
    """

    EDITED = "edited"
    REFORMATTED = "reformatted"
    UNREADABLE = "unreadable"
    TORN = "torn"
    DROPPED = "dropped"
    REORDERED = "reordered"
    DUPLICATED = "duplicated"
    FOREIGN = "foreign"
    MALFORMED = "malformed"
    CYCLE = "cycle"
    NEWER_SCHEMA = "newer-schema"
    UNKNOWN_MEMBER = "unknown-member"
    NEEDS_MERGE = "needs-merge"
    NO_UNION = "no-union"
    NO_HISTORY = "no-history"

    @property
    def is_remark(self) -> bool:
        """True for what is allowed and only worth knowing."""
        return self in _REMARKS


_REMARKS = frozenset({ProblemKind.NEEDS_MERGE, ProblemKind.NO_UNION, ProblemKind.NO_HISTORY})


@dataclass(frozen=True, slots=True)
class ChainProblem:
    """One thing that is wrong with a ledger, or worth knowing.

    Attributes:
        place: `file:line`.
        row: hash of the row it is about; empty when there is none.
        kind: what is wrong.
        message: one line that names it.
        hint: one line, what to do.
    """

    place: str
    row: str
    kind: ProblemKind
    message: str
    hint: str = ""

    @property
    def is_remark(self) -> bool:
        """True for what is allowed and only worth knowing; everything else means that the ledger can't be relied on."""
        return self.kind.is_remark


class Link(msgspec.Struct, frozen=True, gc=False):
    """What the chain needs to know of one row.

    Attributes:
        path: the ledger's file, relative to the project.
        line: from 1.
        hash: as the row says.
        previous: hashes it names.
        label: what to call it in a message, `specify.red of M1_E1_I1`.
        started_at: as the row says; decides between rows that no arrow orders.
    """

    path: str
    line: int
    hash: str
    previous: tuple[str, ...]
    iteration: str
    kind: str
    label: str
    started_at: str

    @property
    def place(self) -> str:
        """`file:line`."""
        return f"{self.path}:{self.line}"


def read_links(lines: Sequence[bytes], path: str) -> tuple[list[Link], list[ChainProblem]]:
    """Every line read and hashed anew.

    Args:
        lines: the ledger's lines without their line ends.
        path: the ledger's file, relative to the project, for places.

    Returns:
        the rows that can be read, in file order, and what is wrong with single lines.
    """
    links: list[Link] = []
    problems: list[ChainProblem] = []
    for number, line in enumerate(lines, 1):
        try:
            members = decode_members(line, f"{path}:{number}")
        except LedgerError as error:
            problems.append(ChainProblem(error.place, "", ProblemKind.UNREADABLE, error.message, error.hint))
            continue
        link = _link(members, path, number)
        links.append(link)
        problems += _line_problems(link, members, line)
    return links, problems


def verify(links: Sequence[Link], iteration: str) -> list[ChainProblem]:
    """What is wrong with the order and the arrows of rows.

    Args:
        links: rows of one ledger, in file order.
        iteration: id of the iteration the ledger belongs to.

    Returns:
        problems and remarks by line; empty when every row stands where it belongs.
    """
    first_line: dict[str, int] = {}
    problems: list[ChainProblem] = []
    for link in links:
        if link.hash in first_line:
            message = f"row {_short(link)} stands here for the second time, first on line {first_line[link.hash]}"
            problems.append(_problem(link, ProblemKind.DUPLICATED, message, "delete this copy of the line"))
        first_line.setdefault(link.hash, link.line)
        if link.iteration != iteration:
            message = f"row {_short(link)} is evidence of {link.iteration}, not of {iteration}"
            problems.append(
                _problem(link, ProblemKind.FOREIGN, message, f"move the line to the ledger of {link.iteration}")
            )
        problems += _shape_problems(link)
    ringed = {link.hash for link in _sorted(links)[1]}
    for link in links:
        problems += _arrow_problems(link, first_line, link.hash in ringed)
    heads = heads_of(links)
    if len(heads) > 1 and not problems:  # a dropped row also leaves a loose end; that is no meeting of branches
        names = ", ".join(head[:12] for head in heads)
        message = f"branches of evidence met without a merge row: {names}"
        hint = "nothing to do: the next row that is appended is preceded by the merge row"
        problems.append(ChainProblem(links[-1].place, "", ProblemKind.NEEDS_MERGE, message, hint))
    return sorted(problems, key=_by_line)


def heads_of(links: Iterable[Link]) -> tuple[str, ...]:
    """The rows that no other row names, in chain order: one in a plain chain, several where branches met."""
    rows = list(links)
    named = {name for link in rows for name in link.previous}
    free = {link.hash: link for link in rows if link.hash not in named}
    return tuple(link.hash for link in sorted(free.values(), key=lambda link: (link.started_at, link.hash)))


def in_chain_order(links: Sequence[Link]) -> list[Link]:
    """Rows sorted along the arrows; the same for every order of lines.

    Rows that no arrow orders (two branches) go by start time, then by hash. Copies of a row are left out. What can't
    be ordered (a ring) comes last, in file order.
    """
    ordered, ringed = _sorted(links)
    return ordered + ringed


def _sorted(links: Sequence[Link]) -> tuple[list[Link], list[Link]]:
    """Rows along the arrows (Kahn's algorithm), and those that no order fits because of a ring."""
    if all(link.previous == (before.hash,) for before, link in pairwise(links)) and not _names_later(links):
        return list(links), []  # a plain chain in its place, as nearly every ledger is
    rows = {link.hash: link for link in reversed(links)}
    waiting = {link.hash: len({name for name in link.previous if name in rows}) for link in rows.values()}
    after: dict[str, list[str]] = {}
    for link in rows.values():
        for name in set(link.previous):
            after.setdefault(name, []).append(link.hash)
    ready = [(link.started_at, link.hash) for link in rows.values() if not waiting[link.hash]]
    heapq.heapify(ready)
    ordered = []
    while ready:
        _, name = heapq.heappop(ready)
        ordered.append(rows[name])
        for follower in after.get(name, ()):
            waiting[follower] -= 1
            if not waiting[follower]:
                heapq.heappush(ready, (rows[follower].started_at, follower))
    done = {link.hash for link in ordered}
    return ordered, [link for link in links if link.hash not in done and rows[link.hash] is link]


def _names_later(links: Sequence[Link]) -> bool:
    """Whether the first of a plain run of rows names one of the run: then it is a ring."""
    return bool(links) and not {link.hash for link in links}.isdisjoint(links[0].previous)


def _link(members: dict[str, Any], path: str, line: int) -> Link:
    """Reads leniently: a member of a wrong type makes a link that fits nowhere, and `decode_row` names it."""
    previous = members.get("previous")
    names = tuple(map(str, previous)) if isinstance(previous, list) else ()
    kind, check = str(members.get("kind", "")), str(members.get("check", ""))
    return Link(
        path=path,
        line=line,
        hash=str(members["hash"]),
        previous=names,
        iteration=str(members.get("iteration", "")),
        kind=kind,
        label=f"{check or kind} of {members.get('subject') or members.get('iteration', '')}",
        started_at=str(members.get("started_at", "")),
    )


def _line_problems(link: Link, members: dict[str, Any], line: bytes) -> list[ChainProblem]:
    problems = []
    canonical = spelling(members) == line
    if (line_hash(line, link.hash) if canonical else row_hash(members)) != link.hash:
        message = f"row {_short(link)} was edited: its contents don't give the hash it carries"
        hint = "restore the line as it was committed (git log -p), then run the check again with planproof prove"
        problems.append(_problem(link, ProblemKind.EDITED, message, hint))
    elif not canonical:
        message = f"row {_short(link)} was written by another program: its bytes are not the canonical ones"
        hint = "restore the line as it was committed; editors and formatters must leave EVIDENCE.jsonl alone"
        problems.append(_problem(link, ProblemKind.REFORMATTED, message, hint))
    return problems + _schema_problems(link, members)


def _schema_problems(link: Link, members: dict[str, Any]) -> list[ChainProblem]:
    unknown = sorted(members.keys() - FIELD_NAMES) if len(members) > len(FIELD_NAMES) else []
    if members["schema"] > SCHEMA:
        extra = f"; members unknown here: {', '.join(unknown)}" if unknown else ""
        message = f"row {_short(link)} has schema {members['schema']}, this planproof reads {SCHEMA}{extra}"
        return [_problem(link, ProblemKind.NEWER_SCHEMA, message, "upgrade planproof; the row is kept as it is")]
    try:
        decode_row(members, link.place)
    except LedgerError as error:
        return [_problem(link, ProblemKind.UNREADABLE, error.message, error.hint)]
    if unknown:
        message = f"row {_short(link)} has members that schema {members['schema']} doesn't know: {', '.join(unknown)}"
        return [_problem(link, ProblemKind.UNKNOWN_MEMBER, message, "restore the line as it was committed")]
    return []


def _shape_problems(link: Link) -> list[ChainProblem]:
    if link.kind == RowKind.MERGE and len(set(link.previous)) < 2:
        message = f"merge row {_short(link)} names fewer than two rows"
    elif link.kind != RowKind.MERGE and len(link.previous) > 1:
        message = f"row {_short(link)} names several rows and is no merge row"
    else:
        return []
    return [_problem(link, ProblemKind.MALFORMED, message, "restore the line as it was committed: git log -p")]


def _arrow_problems(link: Link, first_line: dict[str, int], ringed: bool) -> list[ChainProblem]:
    problems = []
    for name in link.previous:
        line = first_line.get(name)
        if line is None:
            message = f"row {name[:12]} is missing: row {_short(link)} follows it"
            hint = "restore the line from git history (git log -p -- EVIDENCE.jsonl), above this one"
            problems.append(_problem(link, ProblemKind.DROPPED, message, hint))
        elif ringed:
            message = f"row {_short(link)} has no place in the chain: rows before it name each other in a ring"
            hint = "restore these lines as they were committed: git log -p"
            problems.append(_problem(link, ProblemKind.CYCLE, message, hint))
        elif line > link.line:
            message = f"row {_short(link)} stands above row {name[:12]} on line {line}, which it follows"
            problems.append(_problem(link, ProblemKind.REORDERED, message, f"move this line below line {line}"))
    return problems


def _problem(link: Link, kind: ProblemKind, message: str, hint: str) -> ChainProblem:
    return ChainProblem(link.place, link.hash, kind, message, hint)


def _short(link: Link) -> str:
    return f"{link.hash[:12]} ({link.label})"


def _by_line(problem: ChainProblem) -> tuple[str, int]:
    path, _, line = problem.place.rpartition(":")
    return path, int(line)
