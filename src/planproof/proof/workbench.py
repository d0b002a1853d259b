"""What the checks of one run share: the plan, the trees they run on, and what has been run already.

A workbench belongs to one `prove`. It opens worktrees and runs tests at most once each, however many checks ask, and
closes everything it opened, however the run ends. Checks of one stage may use it from two threads.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock, RLock
from types import TracebackType
from typing import TypeVar

from planproof.config import Config
from planproof.errors import RepositoryError, ServiceFault
from planproof.plan.model import Plan, Project
from planproof.proof.check import Check, Key
from planproof.proof.environment import command_environment
from planproof.proof.git import Repository
from planproof.proof.model import Evidence, Origin, Outcome, Verdict
from planproof.proof.runner import CommandRun, Stopper, run_command
from planproof.proof.services import running_services
from planproof.proof.stages import all_checks
from planproof.proof.status import State, derive
from planproof.proof.worktrees import PreparedWorktree, PreparedWorktrees, own_folder

__all__ = ["Workbench", "unproved"]

Result = TypeVar("Result")


@dataclass
class Workbench:
    """The shared state of one run.

    Attributes:
        root: the project; its `.planproof/` holds everything that is written.
        folder: the tree that is being proved: the root itself, or a worktree in a replay.
        plan, project, config: as read in `folder`.
        repository: git, seen from `folder`.
        base_commit: the commit written down by `planproof start`; empty before that.
        latest: the newest row of evidence for each check.
        proved_once: the newest row that says proved for each check, whatever came after it.
        notify: takes one line of progress for a person.
        amendment: why the plan or a test had to change after its stage; empty otherwise.
        task: id of the one task that was asked for; empty for all.
        stopper: ends what runs, from any thread.
    """

    root: Path
    folder: Path
    project: Project
    plan: Plan
    config: Config
    repository: Repository
    base_commit: str
    latest: dict[Key, Evidence]
    proved_once: dict[Key, Evidence]
    notify: Callable[[str], None]
    amendment: str = ""
    task: str = ""
    stopper: Stopper = field(default_factory=Stopper, repr=False)
    _stack: ExitStack = field(default_factory=ExitStack, init=False, repr=False)
    _memory: dict[object, object] = field(default_factory=dict, init=False, repr=False)
    _locks: dict[object, RLock] = field(default_factory=dict, init=False, repr=False)
    _guard: Lock = field(default_factory=Lock, init=False, repr=False)
    _runs: int = field(default=0, init=False, repr=False)

    def __enter__(self) -> Workbench:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.close()

    @property
    def scratch(self) -> Path:
        """A folder for results files, gone when the workbench closes."""
        return self.once("scratch", self._open_scratch)

    def _open_scratch(self) -> Path:
        home = own_folder(self.root) / "run"
        home.mkdir(exist_ok=True, mode=0o700)
        return Path(self._stack.enter_context(tempfile.TemporaryDirectory(dir=home)))

    def scratch_file(self, name: str) -> Path:
        """A path of its own under `scratch` that nothing has used before."""
        with self._guard:
            self._runs += 1
            number = self._runs
        return self.scratch / f"{number}-{name}"

    def once(self, key: object, make: Callable[[], Result]) -> Result:
        """What `make` gives, made the first time it is asked for under that key; who asks meanwhile waits for it."""
        with self._guard:
            lock = self._locks.setdefault(key, RLock())
        with lock:
            if key not in self._memory:
                made = make()
                with self._guard:
                    self._memory[key] = made
            return self._memory[key]  # type: ignore[return-value]

    def made(self, purpose: str) -> Iterator[tuple[tuple[object, ...], object]]:
        """What was remembered under keys that begin with that word, with the keys."""
        with self._guard:
            known = list(self._memory.items())
        for key, result in known:
            if isinstance(key, tuple) and key[0] == purpose:
                yield key, result

    def environment(self, folder: Path) -> dict[str, str]:
        """What a command in that tree sees of the environment."""
        return command_environment(self.config.environment, folder)

    def command(self, script: str, *, folder: Path | None = None, deadline_s: float | None = None) -> CommandRun:
        """Runs one command in the tree that is being proved, or in another one; a changed tree is noticed in both."""
        where = folder or self.folder
        return run_command(
            script,
            folder=where,
            environment=self.environment(where),
            deadline_s=deadline_s or self.config.limits.command_s,
            output_limit_bytes=self.config.limits.output_bytes,
            watched=self.repository if where == self.folder else Repository(where),
            stopper=self.stopper,
        )

    def tree(self, commit: str) -> PreparedWorktree:
        """A worktree of that commit in which `[environment] setup` has run; the same one each time."""
        return self._trees("as committed", f"worktree of {commit[:10]}").prepared(commit)

    def tree_with(self, commit: str, folders: tuple[str, ...]) -> PreparedWorktree:
        """A worktree of its own of that commit in which `folders` are as they are in the tree that is being proved."""
        return self.once(("overlay", commit, folders), lambda: self._overlaid(commit, folders))

    def _trees(self, purpose: str, note: str) -> PreparedWorktrees:
        def open_trees() -> PreparedWorktrees:
            self.notify(note)
            return self._stack.enter_context(PreparedWorktrees(self.repository, self.config, self.stopper))

        return self.once(("trees", purpose), open_trees)

    def _overlaid(self, commit: str, folders: tuple[str, ...]) -> PreparedWorktree:
        note = f"worktree of {commit[:10]} with today's {', '.join(folders)}"
        tree = self._trees(f"overlay {folders}", note).prepared(commit)
        for folder in folders if tree.ready else ():
            source, target = self.folder / folder, tree.folder / folder
            # A link on the way could lead out of the worktree, and what lies there is not ours to replace.
            if not target.parent.resolve().is_relative_to(tree.folder.resolve()):
                raise RepositoryError(f"{folder} leads out of the tree at commit {commit[:10]}", place="planproof.toml")
            if target.is_symlink() or target.is_file():
                target.unlink()
            elif target.exists():
                shutil.rmtree(target)
            if source.is_file():
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(source, target)
            if source.is_dir():
                # Without their old times: what setup has built there must count as older.
                ignore = shutil.ignore_patterns("__pycache__")
                shutil.copytree(source, target, symlinks=True, ignore=ignore, copy_function=shutil.copy)
        return tree

    def has_services(self, stage: str) -> bool:
        """Whether planproof.toml names a service for that stage."""
        return any(stage in service.stages for service in self.config.services.values())

    @contextmanager
    def services(self, stage: str, *, folder: Path | None = None) -> Iterator[str]:
        """Keeps the services of a stage running in a tree.

        Args:
            stage: its name in planproof.toml, in lower case; empty for no services.
            folder: the tree; the one that is being proved by default.

        Yields:
            why they don't run; empty when they do.

        Raises:
            ServiceFault: at the end, when one of them died meanwhile: whatever ran beside it shows nothing. On another tree
                than the one being proved that is no fault, since it may lack the code to stay alive.
        """
        where = folder or self.folder
        if not self.has_services(stage):
            yield ""
            return
        with ExitStack() as stack:
            try:
                running = stack.enter_context(
                    running_services(
                        self.config, stage, folder=where, environment=self.environment(where), notify=self.notify
                    )
                )
            except ServiceFault as fault:
                yield str(fault)
                return
            yield ""
            if where == self.folder and (faults := running.faults()):
                raise ServiceFault(faults[0])

    def states(self, origins: Iterable[Origin] = tuple(Origin)) -> list[State]:
        """Where every check of the plan stands now, rows of this run included, those of other origins left out."""
        return [
            derive(check, self.latest.get(check.key), self.code_digest(check), origins=origins)
            for check in all_checks(self)
        ]

    def code_digest(self, check: Check) -> str:
        """Digest of the files that a check covers, as they are in the tree that is being proved; empty when it covers none."""
        if not check.covers:
            return ""
        return self.once(("digest", check.covers), lambda: self.repository.tree_digest(check.covers))

    def code_changed(self, check: Check) -> bool:
        """Whether the files that a check covers are others than when this run first looked at them."""
        return bool(check.covers) and self.repository.tree_digest(check.covers) != self.code_digest(check)

    def proved_row(self, check: str) -> Evidence | None:
        """The newest row that says proved for a check without a subject, whatever came after it; None without one."""
        return next(
            (row for (_, name, subject), row in self.proved_once.items() if (name, subject) == (check, "")), None
        )


def unproved(reason: str) -> Outcome:
    """The outcome of what was not run or can't be decided."""
    return Outcome(Verdict.UNPROVED, reason)
