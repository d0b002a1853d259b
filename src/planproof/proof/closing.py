"""An iteration that was closed is history: it is judged by the commit at which it closed, not by what others did afterwards.

    rows up to the newest proved `close.fresh`  x  settings then  x  files in that commit   ->  every check proved: closed
    files that its checks covered then          x  the same files now                       ->  so many have changed since

Everything is read from git and from the evidence, so that a fresh clone says the same. Where that commit is not in the history any
more, the commit that brought the closing row into it serves, as after a squashed merge, if it holds the very same files.

What reopens it: a document of its plan that was edited, a commit that is gone, a later run or a replay that says of one of its
checks that it is not so; where a later run did, a replay that proves the check again at its own commit closes it again. Its checks
stand as those of any other iteration, by the files as they are now.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import msgspec

from planproof.config import CONFIG_NAME, config_from
from planproof.errors import PlanproofError
from planproof.plan.digest import plan_digest
from planproof.proof.check import Check, Key
from planproof.proof.committed import CommittedTree
from planproof.proof.git import Repository
from planproof.proof.iteration import Iteration, latest_rows
from planproof.proof.ledger.places import LEDGER_NAME
from planproof.proof.model import Evidence, Origin, RowKind, Stage, Verdict
from planproof.proof.row_commits import commit_that_brought
from planproof.proof.stages import all_checks
from planproof.proof.status import State, derive
from planproof.proof.workbench import Workbench

__all__ = ["CLOSING_CHECK", "Closing", "Standing", "closed_rows", "closing_data", "closings", "standing"]

CLOSING_CHECK = "close.fresh"
"""The check whose proof, on a clean tree and with every other check proved, closes an iteration."""

_EVERYTHING = ("**",)
_CANDIDATES_MAX = 3


class Closing(msgspec.Struct, frozen=True):
    """That an iteration was closed, and whether that holds.

    Attributes:
        commit: full id of the commit at which it closed.
        at: when, RFC 3339, UTC.
        row: hash of the row of evidence that closed it.
        problem: why it doesn't count any more; empty when it does.
        judged_at: full id of the commit that was looked at: that one, or the one that brought it into this history.
        covered: how many files its checks covered then, checks that look at every file left out.
        changed: paths among these, and among the files that match now, that differ since; sorted. Nothing is wrong with them.
    """

    commit: str
    at: str
    row: str
    problem: str = ""
    judged_at: str = ""
    covered: int = 0
    changed: tuple[str, ...] = ()

    @property
    def holds(self) -> bool:
        """Whether the iteration is closed."""
        return not self.problem


class Standing(msgspec.Struct, frozen=True):
    """Where an iteration stands.

    Attributes:
        states: every check of its plan.
        closing: that it was closed; None when it never was.
    """

    states: tuple[State, ...]
    closing: Closing | None = None

    @property
    def closed(self) -> bool:
        """Whether it was closed and that holds."""
        return self.closing is not None and self.closing.holds


def closing_data(closing: Closing | None) -> Mapping[str, Any] | None:
    """A closing as every face gives it in JSON; null for an iteration that never was closed."""
    if closing is None:
        return None
    return {
        "holds": closing.holds,
        "problem": closing.problem,
        "commit": closing.commit,
        "at": closing.at,
        "row": closing.row,
        "judgedAt": closing.judged_at or None,
        "filesCovered": closing.covered,
        "filesChangedSince": len(closing.changed),
        "changedSince": list(closing.changed),
    }


def closings(rows: Sequence[Evidence]) -> tuple[Evidence, ...]:
    """The rows that closed an iteration, newest first: `close.fresh` proved on a clean tree, with all of stage 9 at that commit."""
    own = [row for row in rows if row.kind is RowKind.CHECK and row.origin is not Origin.REPLAYED]
    return tuple(row for number, row in reversed(list(enumerate(own))) if _closes(row) and _with_its_stage(own, number))


def _closes(row: Evidence) -> bool:
    proved = row.check == CLOSING_CHECK and row.verdict is Verdict.PROVED
    return proved and bool(row.proof_commit) and not row.dirty_digest


def _with_its_stage(rows: Sequence[Evidence], number: int) -> bool:
    """Whether all that stage 9 looked at on the commit of one row was proved then, or later on that commit."""
    commit = rows[number].proof_commit
    then = [*rows[: number + 1], *(row for row in rows[number + 1 :] if row.proof_commit == commit)]
    own = [row for row in latest_rows(then).values() if row.stage == Stage.CLOSE and row.proof_commit == commit]
    return all(row.verdict is Verdict.PROVED for row in own)


def closed_rows(rows: Sequence[Evidence]) -> dict[Key, Evidence]:
    """The row of each check that counted when an iteration closed last; empty when it never did."""
    return next((latest_rows(rows[: rows.index(row) + 1]) for row in closings(rows)), {})


def standing(
    iteration: Iteration, rows: Sequence[Evidence], bench: Workbench, origins: Iterable[Origin] = tuple(Origin)
) -> Standing:
    """Where an iteration stands: by the commit at which it closed, else by the files as they are now. Nothing is run.

    Args:
        iteration: the one to look at.
        rows: its evidence, oldest first.
        bench: on the tree as it is now.
        origins: the origins that a gate accepts; rows of another don't count, but don't reopen what was closed either.
    """
    accepted = tuple(origins)
    newest: Closing | None = None
    for row in closings(rows)[:_CANDIDATES_MAX]:
        closing, then = _judged(iteration, rows, bench, row)
        if closing.holds and then:
            return Standing(tuple(then.states(accepted)), closing)
        newest = newest or closing
    states = tuple(bench.states(accepted))
    return Standing(tuple(_reopened(state, newest) for state in states) if newest else states, newest)


def _reopened(state: State, closing: Closing) -> State:
    """The check that closed an iteration says why that doesn't count any more, where the files now don't carry it either."""
    if state.check.id != CLOSING_CHECK or state.verdict is not Verdict.STALE:
        return state
    return replace(
        state, verdict=Verdict.UNPROVED, reason=f"was closed at {closing.commit[:10]}, but {closing.problem}"
    )


@dataclass(frozen=True)
class _Then:
    """An iteration as it stood when it closed."""

    bench: Workbench
    tree: CommittedTree

    @cached_property
    def checks(self) -> list[Check]:
        return all_checks(self.bench)

    def states(self, origins: Iterable[Origin] = tuple(Origin)) -> Iterator[State]:
        for check in self.checks:
            digest = self.tree.digest(check.covers) if check.covers else ""
            yield derive(check, self.bench.latest.get(check.key), digest, origins=origins)

    def compared(self, repository: Repository) -> tuple[int, tuple[str, ...]]:
        """How many files were covered, and which differ now."""
        covers = sorted({path for check in self.checks if check.covers != _EVERYTHING for path in check.covers})
        then = self.tree.digests(covers) if covers else {}
        now = repository.digests(covers) if covers else {}
        return len(then), tuple(sorted(path for path in {*then, *now} if then.get(path) != now.get(path)))


def _judged(
    iteration: Iteration, rows: Sequence[Evidence], bench: Workbench, row: Evidence
) -> tuple[Closing, _Then | None]:
    """Whether the closing of one row holds, and the iteration as it stood then."""
    closing = Closing(row.proof_commit, row.started_at, row.hash)
    try:
        problem = _said_since(iteration, rows, row)
        commit, gone = ("", "") if problem else _place(iteration, row)
        if problem or not commit:
            return msgspec.structs.replace(closing, problem=problem or gone), None
        then = _then(bench, rows, row, commit)
        behind = next((state for state in then.states() if state.verdict is not Verdict.PROVED), None)
        if behind:
            return msgspec.structs.replace(closing, problem=gone or _not_proved(behind, commit)), None
        covered, changed = then.compared(iteration.repository)
    except PlanproofError as error:
        return msgspec.structs.replace(closing, problem=str(error)), None
    return msgspec.structs.replace(closing, judged_at=commit, covered=covered, changed=changed), then


def _said_since(iteration: Iteration, rows: Sequence[Evidence], closing: Evidence) -> str:
    """What was said after a closing that it can't stand against; empty when nothing was."""
    if plan_digest(iteration.plan) != closing.plan_digest:
        return "its plan was edited since"
    position = rows.index(closing) + 1
    known, since = latest_rows(rows[:position]), rows[position:]
    for key, row in latest_rows(since).items():
        against = row.verdict in (Verdict.REFUTED, Verdict.VACUOUS)
        if against and not _replayed_since(known.get(key), since[since.index(row) + 1 :]):
            name = f"{row.check} {row.subject}".strip()
            return f"{name} was {row.verdict.value} since, at {row.proof_commit[:10]} (prove --replay runs it where it closed)"
    return ""


def _replayed_since(closed: Evidence | None, rows: Iterable[Evidence]) -> bool:
    """Whether one of the rows replayed what was closed, at its own commit, and proved it again: the tree that counts."""
    return closed is not None and any(
        (row.stage, row.check, row.subject) == (closed.stage, closed.check, closed.subject)
        and row.origin is Origin.REPLAYED
        and row.proof_commit == closed.proof_commit
        and row.verdict is Verdict.PROVED
        for row in rows
    )


def _place(iteration: Iteration, row: Evidence) -> tuple[str, str]:
    """The commit to judge by, empty without one; and why it isn't the closing commit itself."""
    repository = iteration.repository
    if repository.commit_exists(row.proof_commit) and repository.is_ancestor(row.proof_commit, "HEAD"):
        return row.proof_commit, ""
    gone = "this commit is not in this history (rebased or squashed away?)"
    if repository.is_shallow():
        gone = "this clone is shallow and lacks that commit: git fetch --unshallow"
    return commit_that_brought(repository, f"{iteration.plan.folder}/{LEDGER_NAME}", row.hash), gone


def _then(bench: Workbench, rows: Sequence[Evidence], closing: Evidence, commit: str) -> _Then:
    """The workbench with settings and evidence as they were, replays and runs on that commit since then included."""
    position = rows.index(closing) + 1
    since = (
        row for row in rows[position:] if row.origin is Origin.REPLAYED or row.proof_commit == closing.proof_commit
    )
    own = [*rows[:position], *since]
    settings = bench.repository.file_at(commit, CONFIG_NAME)
    config = config_from(settings.decode("utf-8", "replace")) if settings is not None else bench.config
    latest = latest_rows(own)
    return _Then(replace(bench, config=config, latest=latest), CommittedTree(bench.repository, commit))


def _not_proved(state: State, commit: str) -> str:
    return f"{state.check.id} {state.check.subject}".strip() + f" is {state.verdict.value} at {commit[:10]}"
