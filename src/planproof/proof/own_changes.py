"""Which of the files that changed since an iteration began are its own, and which belong to the work of others beside it.

    changed since the base ─┬─ its plan declares the file                                     own, whoever changed it
                            ├─ changed and not committed                                      own
                            ├─ planned by another iteration that is under way beside it       elsewhere
                            ├─ touched only by commits that came in by a merge                elsewhere
                            └─ anything else                                                  own: undeclared, a finding at Close

An iteration begins where the commit brought its start into the history (`row_commits`). Its own line is what leads to that commit
and what descends from it (`git log --ancestry-path`); a commit that does neither was made on a branch that began elsewhere:

    base ──┬── S ── own ── own ──┬── merge ── HEAD
           └── other ── other ───┘

Another iteration counts as long as it is under way: once it has closed, a change to its files is no longer its own.
What belongs elsewhere is named in the verdict, since nothing here shows that it is covered or wanted.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path, PurePosixPath

from planproof.config import Config
from planproof.plan.ids import id_from_name
from planproof.plan.model import Plan
from planproof.proof.closing import closings
from planproof.proof.git import ChangedFile, Repository
from planproof.proof.iteration import base_commit
from planproof.proof.ledger.places import LEDGER_NAME
from planproof.proof.ledger.text import Ledger
from planproof.proof.model import Evidence, RowKind
from planproof.proof.row_commits import commit_that_brought
from planproof.proof.workbench import Workbench

__all__ = ["OwnChanges", "declared_paths", "is_declared", "own_changes"]

_MERGED = "came in by a merge"


@dataclass(frozen=True, slots=True)
class OwnChanges:
    """The files that differ from the base commit.

    Attributes:
        own: those that the iteration answers for, sorted by path.
        elsewhere: path -> where it belongs: id of another iteration, or that it came in by a merge.
    """

    own: tuple[ChangedFile, ...]
    elsewhere: Mapping[str, str]

    def remark(self) -> str:
        """What a verdict says of the files that are not counted; empty without one."""
        if not self.elsewhere:
            return ""
        path, where = next(iter(self.elsewhere.items()))
        more = f" and {len(self.elsewhere) - 1} more" if len(self.elsewhere) > 1 else ""
        return f"; not counted, since changed elsewhere: {path} ({where}){more}"


def declared_paths(plan: Plan, config: Config) -> tuple[str, ...]:
    """Paths and globs that an iteration may touch: key files, interfaces' and tests' files, its documents, planproof's own."""
    paths = _planned_paths(plan) | {f"{folder}/**" for folder in config.tests.folders}
    paths |= {f"{plan.folder}/**", *_pages_above(plan)}
    return (*sorted(paths), "planproof.toml", ".gitattributes", ".gitignore")


def is_declared(path: str, patterns: Iterable[str]) -> bool:
    """Whether a path is one of those, lies in such a folder or matches such a glob."""
    return any(
        path == pattern or fnmatch(path, pattern) or path.startswith(pattern.rstrip("/") + "/") for pattern in patterns
    )


def own_changes(bench: Workbench) -> OwnChanges:
    """The files that changed since the base, told apart; looked at once a run.

    Raises:
        RepositoryError: the base commit isn't here.
        LedgerError: evidence of this or another iteration can't be relied on.
    """
    return bench.once("own changes", lambda: _told_apart(bench))


def _told_apart(bench: Workbench) -> OwnChanges:
    changed = bench.repository.changed_files(bench.base_commit)
    declared = declared_paths(bench.plan, bench.config)
    undeclared = [file.path for file in changed if not is_declared(file.path, declared)]
    elsewhere = _elsewhere(bench, undeclared) if undeclared else {}
    return OwnChanges(tuple(file for file in changed if file.path not in elsewhere), elsewhere)


def _elsewhere(bench: Workbench, undeclared: Sequence[str]) -> dict[str, str]:
    """Those of the undeclared paths that belong elsewhere, and where."""
    others = list(_others(bench, undeclared))
    own_line = _touched_here(bench)
    found = {}
    for path in undeclared:
        where = next((other.id for other in others if other.owns(path)), "")
        if not where and own_line is not None and path not in own_line:
            where = _MERGED
        if where:
            found[path] = where
    return found


@dataclass(frozen=True, slots=True)
class _Other:
    """Another iteration that is, or was, under way while this one is.

    Attributes:
        id: of the iteration.
        planned: paths and folders that its plan names.
        changed_after: what was changed after it had closed, which it has nothing to do with.
    """

    id: str
    planned: frozenset[str]
    changed_after: frozenset[str]

    def owns(self, path: str) -> bool:
        return is_declared(path, self.planned) and path not in self.changed_after


def _others(bench: Workbench, paths: Sequence[str]) -> Iterator[_Other]:
    """The iterations that speak of one of those paths and whose work can have come in since this one began."""
    for plan in bench.project.plans:
        if not plan.id or plan.id == bench.plan.id:
            continue
        documents = {*_pages_above(plan), *(document.path for document in plan.documents)}
        planned = documents | _planned_paths(plan)
        if any(is_declared(path, planned) for path in paths):  # most of a project's iterations need no look into git
            yield from _under_way(bench, plan, documents, planned)


def _under_way(bench: Workbench, plan: Plan, documents: set[str], planned: set[str]) -> Iterator[_Other]:
    """An iteration with what is its own: its documents alone if it was never started, nothing if it had closed before."""
    rows = _rows(bench, plan)
    if not base_commit(rows):
        yield _Other(plan.id, frozenset(documents), frozenset())
        return
    closed = _closed_at(bench.repository, plan, rows)
    if closed and bench.repository.is_ancestor(closed, bench.base_commit):
        return
    after = {file.path for file in bench.repository.changed_files(closed)} if closed else set()
    yield _Other(plan.id, frozenset(planned), frozenset(after))


def _rows(bench: Workbench, plan: Plan) -> tuple[Evidence, ...]:
    """Evidence of an iteration as it lies in the tree that is being proved; only a folder named after one can hold any."""
    return Ledger(bench.folder, bench.folder / plan.folder).rows() if id_from_name(Path(plan.folder).name) else ()


def _closed_at(repository: Repository, plan: Plan, rows: Sequence[Evidence]) -> str:
    """The commit of this history at which an iteration closed last; empty when it is under way."""
    for row in closings(rows)[:1]:
        if repository.commit_exists(row.proof_commit) and repository.is_ancestor(row.proof_commit, "HEAD"):
            return row.proof_commit
        return commit_that_brought(repository, f"{plan.folder}/{LEDGER_NAME}", row.hash)
    return ""


def _planned_paths(plan: Plan) -> set[str]:
    paths = {file.path for task in plan.tasks for file in task.key_files}
    paths |= {interface.path for interface in plan.interfaces if interface.path}
    return paths | {case.file for case in plan.test_cases if case.file}


def _pages_above(plan: Plan) -> set[str]:
    """The pages of the epic and the milestone that an iteration belongs to."""
    return {f"{folder}/README.md" for folder in list(PurePosixPath(plan.folder).parents)[:2]}


def _touched_here(bench: Workbench) -> set[str] | None:
    """Paths that the iteration's own line of commits touched, and uncommitted ones; None where that line can't be told.

    Of a merge, only what differs from all its parents was done there.
    """
    repository = bench.repository
    started = [row for row in _rows(bench, bench.plan) if row.kind is RowKind.START]
    begun = commit_that_brought(repository, f"{bench.plan.folder}/{LEDGER_NAME}", started[-1].hash) if started else ""
    if not begun or not repository.is_ancestor(bench.base_commit, begun):
        return None
    touched = {file.path for file in repository.changed_files("HEAD")}
    for revisions in ([f"{bench.base_commit}..{begun}"], ["--ancestry-path", f"{begun}..HEAD"]):
        out = repository.run("log", "--format=", "--name-only", "-z", "--no-renames", "--relative", "-c", *revisions)
        touched.update(os.fsdecode(name).lstrip("\n") for name in out.split(b"\0") if name)
    return touched
