"""Everything that can be said against the evidence of a project: what `planproof evidence verify` prints.

each ledger's lines and arrows           row, chain
rows that git's history has and we don't history     dropped last rows that were committed
rows that the local index saw            query       dropped last rows that never were
"""

from __future__ import annotations

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from planproof.errors import LedgerError
from planproof.proof.ledger.attributes import ATTRIBUTES_LINE, has_gitattributes
from planproof.proof.ledger.chain import ChainProblem, ProblemKind
from planproof.proof.ledger.history import CommittedRow, evidence_log, is_shallow, is_united, missing_rows
from planproof.proof.ledger.marks import MarkedRow, marked_rows
from planproof.proof.ledger.places import LEDGER_NAME, find_ledgers, plan_folder
from planproof.proof.ledger.text import Ledger, Scan

__all__ = ["Audit", "AuditedLedger", "audit"]


@dataclass(frozen=True, slots=True)
class AuditedLedger:
    """One ledger that was looked at.

    Attributes:
        place: its file, relative to the project.
        rows: rows that can be read.
    """

    iteration: str
    place: str
    rows: int


@dataclass(frozen=True, slots=True)
class Audit:
    """What was looked at and what was found, by file and line."""

    ledgers: tuple[AuditedLedger, ...]
    problems: tuple[ChainProblem, ...]

    @property
    def faults(self) -> tuple[ChainProblem, ...]:
        """The problems without the remarks."""
        return tuple(problem for problem in self.problems if not problem.is_remark)

    @property
    def rows(self) -> int:
        """Rows in all ledgers together."""
        return sum(ledger.rows for ledger in self.ledgers)


def audit(root: Path, iteration: str = "") -> Audit:
    """Verifies the evidence of a project, or of one iteration.

    Args:
        root: the project.
        iteration: an iteration's id; empty for all.

    Raises:
        UsageError: no such iteration.
        LedgerError: the iteration's ledger is missing or can't be read at all.
    """
    ledgers = [Ledger(root, plan_folder(root, iteration))] if iteration else _ledgers(root)
    if iteration and not ledgers[0].path.exists():
        ledgers[0].read()  # says so when git knows better
        hint = f"planproof start {iteration} writes the first row"
        raise LedgerError("is missing: nothing was recorded yet", place=ledgers[0].place, hint=hint)
    with ThreadPoolExecutor(1) as beside:  # git has a core of its own while the rows are hashed here
        log = beside.submit(evidence_log, root)
        scans = {ledger.place: ledger.scan() for ledger in ledgers}
        problems = [problem for scan in scans.values() for problem in scan.problems]
        problems += _dropped(root, iteration, scans, log.result())
    if scans:
        problems += _remarks(root, next(iter(scans)))
    looked_at = tuple(
        AuditedLedger(ledger.iteration, ledger.place, len(scans[ledger.place].links)) for ledger in ledgers
    )
    return Audit(looked_at, tuple(sorted(problems, key=_by_place)))


def _ledgers(root: Path) -> list[Ledger]:
    return [Ledger(root, path.parent) for path in find_ledgers(root)]


def _dropped(root: Path, iteration: str, scans: dict[str, Scan], log: bytes) -> Iterable[ChainProblem]:
    """Rows that git or this machine knows and that stand nowhere now, those left out that the chain names already."""
    present = _present_lines(root, scans)
    named = {name for scan in scans.values() for link in scan.links for name in (link.hash, *link.previous)}
    committed = {row.hash: row for row in missing_rows(log, present) if row.hash not in named}
    for row in committed.values():
        if iteration in ("", row.iteration):
            yield _gone(row, scans)
    lost = [row for row in marked_rows(root) if row.hash not in named and row.hash not in committed]
    lost = [row for row in lost if iteration in ("", row.iteration)]
    elsewhere = {row.hash for row in missing_rows(evidence_log(root, every_branch=True), present)} if lost else set()
    yield from (_vanished(row, scans) for row in lost if row.hash not in elsewhere)


def _present_lines(root: Path, scans: dict[str, Scan]) -> frozenset[bytes]:
    """Every line of every ledger, also of those that were not asked for: a folder may have been renamed."""
    lines = {line for scan in scans.values() for line in scan.lines}
    for ledger in _ledgers(root):
        if ledger.place not in scans:
            lines.update(ledger.lines())
    return frozenset(lines)


def _gone(row: CommittedRow, scans: dict[str, Scan]) -> ChainProblem:
    message = f"row {row.hash[:12]} ({row.label}) is missing: commit {row.commit[:12]} added it"
    hint = f"git show {row.commit[:12]}:./{row.path} has it; put it back, oldest rows first"
    return ChainProblem(_end_of(row.path, scans), row.hash, ProblemKind.DROPPED, message, hint)


def _vanished(row: MarkedRow, scans: dict[str, Scan]) -> ChainProblem:
    message = (
        f"row {row.hash[:12]} ({row.label}) is missing: it was written here at {row.started_at} and never committed"
    )
    hint = "put it back, or say that it may go: planproof evidence rebuild --forget"
    return ChainProblem(_end_of(row.path, scans), row.hash, ProblemKind.DROPPED, message, hint)


def _end_of(path: str, scans: dict[str, Scan]) -> str:
    """Where a row that is gone would stand: behind the last line of its ledger."""
    return f"{path}:{len(scans[path].lines) + 1 if path in scans else 1}"


def _remarks(root: Path, place: str) -> Iterable[ChainProblem]:
    shallow = is_shallow(root)
    if shallow is not False:
        why = "this clone is shallow" if shallow else "there is no git history"
        message = f"{why}: rows dropped from the end can't be told from rows that never were"
        hint = "git fetch --unshallow" if shallow else "commit the evidence"
        yield ChainProblem(f"{place}:1", "", ProblemKind.NO_HISTORY, message, hint)
    told = is_united(root / place)
    if not (has_gitattributes(root) if told is None else told):
        message = f".gitattributes doesn't say how git unites {LEDGER_NAME}: branches of evidence will conflict"
        hint = f"planproof init adds the line: {ATTRIBUTES_LINE}"
        yield ChainProblem(".gitattributes:1", "", ProblemKind.NO_UNION, message, hint)


def _by_place(problem: ChainProblem) -> tuple[str, int]:
    path, _, line = problem.place.rpartition(":")
    return path, int(line)
