"""One iteration as every face asks for it: its plan, its repository, its ledger, and the evidence that counts."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from pathlib import Path

from planproof.config import Config, find_root, load_config
from planproof.errors import UsageError
from planproof.plan.ids import nearest_ids
from planproof.plan.model import Plan, Project
from planproof.plan.tree import read_project
from planproof.proof.check import Key
from planproof.proof.git import Repository
from planproof.proof.ledger.text import Ledger
from planproof.proof.model import Evidence, Origin, RowKind, Verdict

__all__ = [
    "Iteration",
    "amendments",
    "base_commit",
    "current_origin",
    "every_iteration",
    "find_plan",
    "latest_rows",
    "open_iteration",
    "proved_rows",
    "read_all",
]


@dataclass(frozen=True, slots=True)
class Iteration:
    """Everything that belongs to one iteration of a project on disk."""

    root: Path
    config: Config
    project: Project
    plan: Plan
    repository: Repository
    ledger: Ledger

    @property
    def rows(self) -> tuple[Evidence, ...]:
        """Every row of its evidence, oldest first."""
        return self.ledger.rows()


def read_all(start: Path, only: Collection[str] | None = None) -> tuple[Path, Config, Project]:
    """The project around a folder: its root, its settings, everything that is planned in it, or `only` these ids or folders."""
    root = find_root(start)
    config = load_config(root)
    return root, config, read_project(root, config, only=only)


def open_iteration(start: Path, identifier: str) -> Iteration:
    """One iteration of the project around a folder.

    Args:
        start: a folder inside the project.
        identifier: the iteration's id; a task's id gives its iteration; empty when the project has just one.

    Raises:
        UsageError: no such iteration; names the nearest ids.
        RepositoryError: the project isn't in a git repository.
    """
    root, config, project = read_all(start)
    plan = find_plan(project, identifier)
    return Iteration(root, config, project, plan, Repository(root), Ledger(root, root / plan.folder))


def every_iteration(start: Path, only: Collection[str] | None = None) -> tuple[Iteration, ...]:
    """All iterations of the project around a folder that have an id, in the order of their folders.

    Args:
        start: a folder inside the project.
        only: ids or folders; nothing else is read. None reads all.

    Raises:
        RepositoryError: the project isn't in a git repository.
    """
    root, config, project = read_all(start, only)
    repository = Repository(root) if project.plans else None
    return tuple(
        Iteration(root, config, project, plan, repository, Ledger(root, root / plan.folder))
        for plan in project.plans
        if plan.id and repository
    )


def find_plan(project: Project, identifier: str) -> Plan:
    """The plan with that id, or of the task with that id.

    Raises:
        UsageError: there is none, or no id was given and there are several.
    """
    known = [plan.id for plan in project.plans if plan.id]
    if not known:
        raise UsageError(f"no iteration in {project.plans_folder}", hint="planproof new iteration writes one")
    wanted = identifier or (known[0] if len(known) == 1 else "")
    plan = project.plan(wanted) or project.plan(wanted.rpartition("_T")[0]) if wanted else None
    if plan:
        return plan
    if not identifier:
        raise UsageError("which iteration?", hint=f"there are {len(known)}: {', '.join(known[:5])}")
    near = nearest_ids(identifier, known)
    hint = f"the nearest: {', '.join(near)}" if near else "planproof show lists what there is"
    raise UsageError(f"no iteration {identifier}", hint=hint)


def base_commit(rows: Iterable[Evidence]) -> str:
    """The commit that the newest `planproof start` wrote down; empty when there was none."""
    started = [row.base_commit for row in rows if row.kind is RowKind.START]
    return started[-1] if started else ""


def latest_rows(rows: Iterable[Evidence]) -> dict[Key, Evidence]:
    """The row that counts for each check: the newest that was run here or in CI.

    A replay of that very commit takes its place, since it saw the same code again; a replay of an older commit doesn't, nor
    one that could not be run.
    """
    latest: dict[Key, Evidence] = {}
    for row in rows:
        if row.kind is not RowKind.CHECK:
            continue
        key = (row.stage, row.check, row.subject)
        known = latest.get(key)
        saw_it_again = known is not None and known.proof_commit == row.proof_commit
        if row.origin is not Origin.REPLAYED or (saw_it_again and row.verdict is not Verdict.UNPROVED):
            latest[key] = row
    return latest


def proved_rows(rows: Iterable[Evidence]) -> dict[Key, Evidence]:
    """The newest row of each check that says proved, even where a later one says something else."""
    return latest_rows(row for row in rows if row.verdict is Verdict.PROVED)


def amendments(rows: Iterable[Evidence]) -> tuple[Evidence, ...]:
    """What was changed after its stage, oldest first: rows with the reason and, in `details`, the names of the tests."""
    return tuple(row for row in rows if row.kind is RowKind.AMENDMENT)


def current_origin() -> Origin:
    """Where this process runs, as the usual variable of CI services tells; the threat model says what that is worth."""
    return Origin.CI if os.environ.get("CI", "").lower() in ("1", "true") else Origin.LOCAL
