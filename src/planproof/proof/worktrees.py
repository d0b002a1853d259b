"""Other trees of the same repository: detached worktrees of a commit, made ready by the project's own setup.

    worktree(repository, commit)          one tree, gone afterwards whatever happens
    PreparedWorktrees(repository, ...)    one tree a commit, set up once, shared by the checks of one `prove`

They lie in `.planproof/worktrees/`, each beside a lock file that its process holds. A tree whose lock is free was left
behind by a process that died, and the next run removes it; two runs at the same time never touch each other's.
"""

from __future__ import annotations

import fcntl
import os
import secrets
import shutil
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from types import TracebackType

from planproof.config import Config
from planproof.errors import RepositoryError
from planproof.proof.environment import command_environment
from planproof.proof.git import Repository
from planproof.proof.runner import CommandRun, Stopper, run_command

__all__ = ["PreparedWorktree", "PreparedWorktrees", "own_folder", "worktree"]


@dataclass(frozen=True, slots=True)
class PreparedWorktree:
    """A worktree after `[environment] setup` ran in it.

    Attributes:
        folder: the project's root inside the worktree.
        ready: False when setup failed; whatever would have run there is then `unproved`.
        reason: why it isn't ready; empty when it is.
        setup: how setup ran; None when the project has none.
        environment: what commands in it may see.
    """

    folder: Path
    ready: bool
    reason: str
    setup: CommandRun | None
    environment: Mapping[str, str]


class PreparedWorktrees:
    """The prepared worktrees of one run, one for each commit; a context manager that removes them all at its end.

    Args:
        repository: the project's repository.
        config: gives the setup command, its deadline and the environment.
        stopper: what can end setup from another thread.
    """

    def __init__(self, repository: Repository, config: Config, stopper: Stopper | None = None) -> None:
        self._repository = repository
        self._config = config
        self._stopper = stopper
        self._trees: dict[str, PreparedWorktree] = {}
        self._stack = ExitStack()
        self._lock = Lock()

    def __enter__(self) -> PreparedWorktrees:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._trees.clear()
        self._stack.close()

    def prepared(self, commit: str) -> PreparedWorktree:
        """The worktree of a commit, made and set up on the first call.

        Raises:
            RepositoryError: the commit isn't here, or git can't make the tree.
            Cancelled: the person stopped setup.
        """
        commit = self._repository.resolve(commit)
        with self._lock:
            if commit not in self._trees:
                self._trees[commit] = self._prepare(self._stack.enter_context(worktree(self._repository, commit)))
            return self._trees[commit]

    def _prepare(self, folder: Path) -> PreparedWorktree:
        config = self._config
        environment = command_environment(config.environment, folder)
        if not config.environment.setup.strip():
            return PreparedWorktree(folder, True, "", None, environment)
        run = run_command(
            config.environment.setup,
            folder=folder,
            environment=environment,
            deadline_s=config.limits.setup_s,
            output_limit_bytes=config.limits.output_bytes,
            stopper=self._stopper,
        )
        ready = run.exit_code == 0
        reason = "" if ready else f"[environment] setup failed in the worktree: {run.reason}"
        return PreparedWorktree(folder, ready, reason, run, environment)


@contextmanager
def worktree(repository: Repository, commit: str) -> Iterator[Path]:
    """A detached worktree of a commit, removed afterwards whatever happens.

    Yields:
        the folder in it that corresponds to the project's root.

    Raises:
        RepositoryError: the commit isn't here, holds no such folder, or git can't make the tree.
    """
    commit = repository.resolve(commit)
    home = own_folder(repository.root) / "worktrees"
    home.mkdir(exist_ok=True)
    _remove_stale(repository, home)
    folder = home / f"{commit[:12]}-{os.getpid()}-{secrets.token_hex(4)}"
    lock_file = folder.with_suffix(".lock")
    lock = _held(lock_file)
    if lock is None:  # a fresh random name that somebody else holds: cannot happen but must not pass silently
        raise RepositoryError(f"{lock_file} is held by another process", hint="run again")
    try:
        repository.run("worktree", "add", "--detach", "--force", str(folder), commit)
        inside = folder / repository.prefix
        if not inside.is_dir():
            raise RepositoryError(
                f"commit {commit[:12]} holds no folder {repository.prefix}", hint="the project began after that commit"
            )
        yield inside
    finally:
        _remove(repository, folder)
        lock_file.unlink(missing_ok=True)
        os.close(lock)


def own_folder(root: Path) -> Path:
    """`.planproof/` of a project, made when it isn't there: for its owner alone, and ignored by git through its own file.

    Raises:
        RepositoryError: it can't be made.
    """
    folder = root / ".planproof"
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        ignore = folder / ".gitignore"
        if not ignore.exists():
            ignore.write_text("*\n", encoding="utf-8")
    except OSError as error:
        raise RepositoryError(f"{folder} can't be made: {error.strerror}", hint="check permissions") from error
    return folder


def _held(lock_file: Path) -> int | None:
    """A descriptor that holds the lock for as long as it is open; None when another process holds it."""
    while True:
        descriptor = os.open(lock_file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(descriptor)
            return None
        if lock_file.exists() and os.path.samestat(lock_file.stat(), os.fstat(descriptor)):
            return descriptor
        os.close(descriptor)  # the file was removed between our opening and locking it


def _remove_stale(repository: Repository, home: Path) -> None:
    """Removes trees that a process which died left behind."""
    names = {path.name.removesuffix(".lock") for path in home.iterdir()}
    for name in sorted(names):
        lock_file = home / f"{name}.lock"
        try:
            lock = _held(lock_file)
        except OSError:
            continue  # its own process is just removing it
        if lock is not None:
            _remove(repository, home / name)
            lock_file.unlink(missing_ok=True)
            os.close(lock)


def _remove(repository: Repository, folder: Path) -> None:
    """Removes one worktree; also one that is half made, read-only inside, or unknown to git."""
    if not folder.exists():
        return
    try:
        repository.run("worktree", "remove", "--force", "--force", str(folder))
    except RepositoryError:
        for path in (folder, *(path for path in folder.rglob("*") if path.is_dir() and not path.is_symlink())):
            path.chmod(0o700)
        shutil.rmtree(folder, ignore_errors=True)
        repository.run("worktree", "prune")
