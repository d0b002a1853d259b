"""Amendments: a plan or a test that changed after its stage was proved, what went stale by it, and why it had to.

    plan as it was agreed on (from git)   x  plan now           ->  parts that differ       ┐
    bodies that were seen red             x  bodies now         ->  tests that differ       ├─  reason  ->  one amendment row
    evidence                              x  plan and code now  ->  checks that are stale   ┘

A plan is agreed on when stage 1 is proved for the first time, and with each amendment. Proving stage 1 again doesn't make a
change an agreed one, since it doesn't say why.

Writing an amendment proves nothing: what is stale stays stale until it is proved again. A test whose body changed is specified
anew in the same step (it has to be red again over the sources it was red over first), and without that there is no amendment.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec

from planproof import __version__
from planproof.errors import RepositoryError, UsageError
from planproof.plan.digest import plan_digest
from planproof.plan.markdown import read_document
from planproof.plan.model import Plan
from planproof.plan.part_changes import PartChange, part_changes
from planproof.plan.read.plan import read_plan
from planproof.proof.claims import name_of_claimer
from planproof.proof.fingerprint import body_of, fingerprints_in
from planproof.proof.git import Repository
from planproof.proof.iteration import Iteration, amendments, base_commit, current_origin, proved_rows
from planproof.proof.ledger.row import Draft, now_text
from planproof.proof.model import Evidence, Origin, RowKind, Stage, Verdict
from planproof.proof.reconcile import CollectedTest
from planproof.proof.status import State

__all__ = ["Changes", "amendment_details", "changes_of", "plan_at", "write_amendment"]

_COMMITS_MAX = 100


class Changes(msgspec.Struct, frozen=True):
    """What differs from what was proved, or amended since.

    Attributes:
        commit: where the plan stood as it was agreed on, or the nearest to that which git has; empty when nothing was proved yet.
        exact: whether that is the very text that was proved; False when it was never committed.
        parts: parts of the plan that differ.
        tests: ids of the tests whose bodies differ from what was seen red, those that are gone included.
        stale: the checks that were proved and aren't any more.
    """

    commit: str
    exact: bool
    parts: tuple[PartChange, ...]
    tests: tuple[str, ...]
    stale: tuple[State, ...]

    @property
    def open(self) -> bool:
        """Whether something changed that no amendment says."""
        return bool(self.tests or self.parts)


def changes_of(iteration: Iteration, states: Sequence[State], *, closed: bool = False) -> Changes:
    """What of an iteration differs from what was proved.

    Args:
        iteration: the one to look at.
        states: where its checks stand, `proof.prove.states_of`.
        closed: whether it is closed: whoever changes its tests from then on changes them for another iteration.

    Raises:
        LedgerError: its evidence can't be relied on.
    """
    rows = iteration.rows
    then, commit, exact = _plan_agreed(iteration, _agreed(rows))
    return Changes(
        commit=commit,
        exact=exact,
        parts=part_changes(then, iteration.plan) if then else (),
        tests=() if closed else _changed_tests(iteration, rows),
        stale=tuple(state for state in states if state.verdict is Verdict.STALE),
    )


def write_amendment(iteration: Iteration, changes: Changes, reason: str) -> Evidence:
    """Writes down that the plan has changed, why, and what went stale by it.

    Raises:
        UsageError: the reason says nothing.
        LedgerError: the row can't be written.
    """
    if not reason.strip():
        raise UsageError("an amendment says why", hint="planproof amend ID --reason REASON")
    stages = [int(state.check.stage) for state in changes.stale]
    return iteration.ledger.append(
        Draft(
            kind=RowKind.AMENDMENT,
            stage=min(stages, default=int(Stage.PLAN)),
            subject=iteration.plan.id,
            reason=" ".join(reason.split()),
            details=amendment_details(iteration, changes),
            plan_digest=plan_digest(iteration.plan),
            base_commit=base_commit(iteration.rows),
            proof_commit=iteration.repository.head(),
            dirty_digest=iteration.repository.dirty_digest(),
            started_at=now_text(),
            checker=f"planproof {__version__}",
            origin=current_origin(),
        )
    )


def amendment_details(iteration: Iteration, changes: Changes) -> Mapping[str, Any]:
    """What an amendment row keeps of the changes: who, against which commit, which parts, which checks went stale."""
    return {
        "by": name_of_claimer(iteration.root),
        "since": changes.commit,
        "parts": [{"kind": part.kind, "name": part.name, "how": part.how} for part in changes.parts],
        "stale": [f"{state.check.id} {state.check.subject}".strip() for state in changes.stale],
    }


def plan_at(repository: Repository, folder: str, commit: str) -> Plan | None:
    """The plan of an iteration as it stood in a commit; None when its folder wasn't there.

    Args:
        repository: of the project.
        folder: of the iteration, relative to the project's root.
        commit: any revision that git knows.

    Raises:
        RepositoryError: the commit isn't here.
    """
    listed = repository.run("ls-tree", "-z", "--name-only", commit, "--", f"{folder}/")
    paths = [name.decode("utf-8", "surrogateescape") for name in listed.split(b"\0")]
    found = {path: repository.file_at(commit, path) for path in paths if path.lower().endswith(".md")}
    documents = tuple(read_document(path, data) for path, data in found.items() if data is not None)
    return read_plan(folder, Path(folder).name, documents) if documents else None


def _agreed(rows: Sequence[Evidence]) -> Evidence | None:
    """The row that says which plan was agreed on: the last amendment, else the first proof of stage 1.

    A later proof of stage 1 does not count: proving a changed plan again doesn't say why it was changed.
    """
    amended = [row for row in amendments(rows) if row.plan_digest]
    if amended:
        return amended[-1]
    proved = (row for row in rows if row.kind is RowKind.CHECK and row.stage == Stage.PLAN)
    return next((row for row in proved if row.verdict is Verdict.PROVED and row.origin is not Origin.REPLAYED), None)


def _plan_agreed(iteration: Iteration, agreed: Evidence | None) -> tuple[Plan | None, str, bool]:
    """The plan that was agreed on, the commit it is from, and whether it is that very text."""
    if agreed is None:
        return None, "", False
    if plan_digest(iteration.plan) == agreed.plan_digest:
        return iteration.plan, agreed.proof_commit, True
    nearest: tuple[Plan | None, str] = (None, "")
    for commit in _commits(iteration, agreed.proof_commit):
        try:
            plan = plan_at(iteration.repository, iteration.plan.folder, commit)
        except RepositoryError:  # a shallow clone, or history written anew: the next one may be here
            continue
        if plan and plan_digest(plan) == agreed.plan_digest:
            return plan, commit, True
        nearest = nearest if nearest[0] else (plan, commit)
    return *nearest, False


def _commits(iteration: Iteration, proof_commit: str) -> list[str]:
    """Where the text may be: the commit of the proof, then those that touched the plan, newest first."""
    log = iteration.repository.run(
        "log", f"--max-count={_COMMITS_MAX}", "--format=%H", "HEAD", "--", iteration.plan.folder
    )
    return list(dict.fromkeys([proof_commit, *log.decode("ascii").split()]))


def _changed_tests(iteration: Iteration, rows: Sequence[Evidence]) -> tuple[str, ...]:
    """Tests whose bodies differ from what was seen red; looks at the files, runs nothing."""
    red = proved_rows(rows).get((int(Stage.SPECIFY), "specify.red", ""))
    known = red.details.get("fingerprints", {}) if red else {}
    if not known:
        return ()
    bodies, _ = fingerprints_in(iteration.root, iteration.config.tests.folders)
    return tuple(sorted(name for name, body in known.items() if body_of(_collected(str(name)), bodies) != body))


def _collected(name: str) -> CollectedTest:
    """A test as its framework listed it, from the id that the evidence keeps."""
    file, separator, rest = name.partition("::")
    bare = rest if separator else name
    return CollectedTest(name, bare.rpartition("::")[2].partition("[")[0], file if separator else "")
