"""The repository behind a project, read through git's own command line.

    Repository(root) ── commits (head, resolve, ancestors, file_at)
                     ├─ the tree as it lies there (state, dirty_digest, tree_digest, changed_files, diff)
                     └─ other trees beside it (worktree)

Git runs with every GIT_* variable cleared, no hook, no file-system monitor, no pager, no prompt, and names separated by
NUL. Paths go in and come out relative to the project's root, which may be a folder below the repository's top. git2
bindings would save two milliseconds a question and cost a compiled dependency that reads fewer repositories than git
does.
"""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

from planproof.errors import RepositoryError
from planproof.proof.diff_lines import changed_lines_of_diff
from planproof.proof.status_region import REGION_START, without_status_regions
from planproof.proof.tree_state import DELETED, FileDigests, TreeState, counts_as_change, differing_files

__all__ = ["ChangedFile", "Repository", "pathspecs", "total_digest"]

_SETTINGS = (
    "core.hooksPath=/dev/null",
    "core.fsmonitor=false",
    "core.trustctime=true",
    "core.checkStat=default",
    "core.quotePath=false",
    "color.ui=false",
    "advice.detachedHead=false",
    "gc.auto=0",
)
_DIFF = ("--no-ext-diff", "--no-textconv", "--no-renames", "--relative", "--ignore-submodules=dirty")


@dataclass(frozen=True, slots=True)
class ChangedFile:
    """One file that differs from a base commit.

    Attributes:
        path: relative to the project's root.
        status: `added`, `modified`, `deleted` or `type changed`; an untracked file is `added`.
    """

    path: str
    status: str


class Repository:
    """The git repository that holds a project.

    Args:
        root: the project's root, the repository's top or a folder below it.

    Attributes:
        blob_digests: what `proof.committed` has read already: (blob, mode, whether a Markdown document) -> digest.

    Raises:
        RepositoryError: git isn't installed, there is no repository, or git refuses to read it.
    """

    def __init__(self, root: Path) -> None:
        self.root = root.resolve()
        self._digests = FileDigests()
        self.blob_digests: dict[tuple[str, str, bool], str] = {}
        self._committed: dict[tuple[str, str], str] = {}
        inside, _, prefix = self._git("rev-parse", "--is-inside-work-tree", "--show-prefix").partition(b"\n")
        if inside != b"true":
            raise RepositoryError(f"{self.root} is no working tree of git", hint="run in the project's folder")
        self.prefix = os.fsdecode(prefix.removesuffix(b"\n"))
        self.top = self.root.parents[self.prefix.count("/") - 1] if self.prefix else self.root

    def head(self) -> str:
        """Full id of the commit that is checked out.

        Raises:
            RepositoryError: there is no commit yet.
        """
        found = self._resolved("HEAD")
        if found is None:
            raise RepositoryError("the repository has no commit yet", hint="commit the project once, then run again")
        return found

    def resolve(self, revision: str) -> str:
        """Full id of the commit that a revision (`HEAD~1`, a branch, a shortened id) names.

        Raises:
            RepositoryError: it names no commit here; says so when the clone is shallow.
        """
        found = self._resolved(revision)
        if found is None:
            raise self._missing(revision)
        return found

    def commit_exists(self, revision: str) -> bool:
        """Whether a commit of that name is in this repository."""
        return self._resolved(revision) is not None

    def is_ancestor(self, ancestor: str, descendant: str) -> bool:
        """Whether one commit is the other or comes before it; both must exist (`RepositoryError`)."""
        older, newer = self.resolve(ancestor), self.resolve(descendant)
        return self._run("merge-base", "--is-ancestor", older, newer).returncode == 0

    def is_shallow(self) -> bool:
        """Whether this clone lacks older history."""
        return self._git("rev-parse", "--is-shallow-repository").strip() == b"true"

    def state(self) -> TreeState:
        """The working tree of the whole repository as it lies there; ignored files don't count.

        One `git status` and a digest of each file it names; costs a few milliseconds on a small repository.
        """
        out = self._git(
            "status", "--porcelain=v2", "-z", "--branch", "--untracked-files=all", "--no-renames", "--no-ahead-behind"
        )
        head = ""
        files: dict[str, str] = {}
        for record in out.split(b"\0"):
            if record.startswith(b"# branch.oid "):
                head = os.fsdecode(record[13:]).replace("(initial)", "")
            elif record[:2] in (b"1 ", b"u ", b"? "):
                path = os.fsdecode(record.split(b" ", {b"1": 8, b"u": 10, b"?": 1}[record[:1]])[-1])
                if counts_as_change(path):
                    files[path] = self._digests.digest(self.top / path)
        own = {path for path in files if self._only_status_differs(head, path)}
        return TreeState(head, {path: digest for path, digest in files.items() if path not in own})

    def changes_between(self, before: TreeState, after: TreeState) -> tuple[str, ...]:
        """What differs between two looks at the tree, relative to the project's root (`../x` outside it), sorted."""
        paths = set(differing_files(before, after))
        if before.head and after.head and before.head != after.head:
            committed = self._git("diff", "--name-only", "-z", "--no-renames", before.head, after.head, folder=self.top)
            names = (os.fsdecode(name) for name in committed.split(b"\0") if name)
            paths.update(filter(counts_as_change, names))
        return tuple(sorted(self._from_root(path) for path in paths))

    def dirty_digest(self) -> str:
        """SHA-256 (hex) over everything uncommitted; empty when the tree is clean."""
        files = self.state().files
        if not files:
            return ""
        return total_digest(files)

    def files(self, patterns: Iterable[str] = ()) -> tuple[str, ...]:
        """Tracked and untracked files that aren't ignored, sorted.

        Args:
            patterns: paths, folders or globs (`src/**/*.py`) relative to the root; none means all below the root. One
                that leads out of the root matches nothing.
        """
        specs = pathspecs(patterns)
        if specs is None:
            return ()
        out = self._git("ls-files", "-z", "--cached", "--others", "--exclude-standard", "--deduplicate", "--", *specs)
        names = (os.fsdecode(name) for name in out.split(b"\0") if name)
        return tuple(sorted(filter(counts_as_change, names)))

    def tree_digest(self, patterns: Iterable[str] = ()) -> str:
        """SHA-256 (hex) over names and contents of the files that match, as they lie there now.

        Args:
            patterns: as in `files`. A file that git knows but that is deleted is left out.
        """
        return total_digest(self.digests(patterns))

    def digests(self, patterns: Iterable[str] = ()) -> dict[str, str]:
        """Path -> digest of every file that matches and is there; arguments as for `tree_digest`."""
        digests = {path: self._digests.digest(self.root / path) for path in self.files(patterns)}
        return {path: digest for path, digest in digests.items() if digest != DELETED}

    def changed_files(self, base: str) -> tuple[ChangedFile, ...]:
        """Files below the root that differ from a commit, uncommitted and untracked ones included, sorted by path.

        Raises:
            RepositoryError: the commit isn't here.
        """
        base = self.resolve(base)
        names = {"A": "added", "M": "modified", "D": "deleted", "T": "type changed"}
        fields = self._diff_with_untracked(base, "--name-status", "-z").split(b"\0")
        found = {
            os.fsdecode(path): names.get(os.fsdecode(status)[:1], "modified")
            for status, path in zip(fields[::2], fields[1::2], strict=False)
        }
        return tuple(
            ChangedFile(path, status)
            for path, status in sorted(found.items())
            if counts_as_change(path) and not self._only_status_differs(base, self.prefix + path)
        )

    def diff(self, base: str) -> str:
        """Unified diff from a commit to the working tree below the root, untracked files included, paths as `a/…` and `b/…`.

        Bytes that aren't UTF-8 come as U+FFFD. Planproof's own files are left out.
        """
        out = self._diff_with_untracked(self.resolve(base), "--src-prefix=a/", "--dst-prefix=b/")
        return out.decode("utf-8", "replace")

    def changed_lines(self, base: str) -> dict[str, tuple[tuple[int, int], ...]]:
        """The lines below the root that differ from a commit, uncommitted and untracked files included, renames followed.

        Returns:
            path relative to the root -> ranges of lines (first, last; from 1) in the file as it lies there. Where lines were
            only removed, the lines on both sides count. A file that was only renamed has no range.

        Raises:
            RepositoryError: the commit isn't here.
        """
        out = self._diff_with_untracked(
            self.resolve(base), "-U0", "--find-renames", "--src-prefix=a/", "--dst-prefix=b/"
        )
        return changed_lines_of_diff(out)

    def file_at(self, commit: str, path: str) -> bytes | None:
        """A file's bytes in a commit; None when it isn't there (or is a folder).

        Raises:
            RepositoryError: the commit isn't here.
        """
        return self._blob(self.resolve(commit), self.prefix + path)

    def worktree(self, commit: str) -> AbstractContextManager[Path]:
        """A detached worktree of a commit; see `planproof.proof.worktrees.worktree`."""
        from planproof.proof.worktrees import worktree

        return worktree(self, commit)

    def run(self, *arguments: str, index: Path | None = None, given: bytes = b"") -> bytes:
        """One git command in the project's root, for what has a module of its own.

        Args:
            arguments: of git.
            index: a file to use in place of the repository's own index.
            given: what it reads.

        Raises:
            RepositoryError: it failed.
        """
        return self._git(*arguments, index=str(index) if index else None, given=given)

    def _diff_with_untracked(self, base: str, *options: str) -> bytes:
        """`git diff` from a commit to the tree below the root, with a scratch index instead of the person's own.

        The scratch index can name untracked files as added, and it carries no `assume-unchanged` or `skip-worktree`
        mark behind which a change could hide.
        """
        own = (":(exclude,glob)**/EVIDENCE.jsonl", ":(exclude,glob)**/.planproof/**")
        with tempfile.TemporaryDirectory(prefix="planproof-") as folder:
            index = str(Path(folder) / "index")
            self._git("read-tree", "HEAD", index=index)
            untracked = self._git("ls-files", "-z", "--others", "--exclude-standard", index=index).split(b"\0")
            # A name that ends in `/` is a repository of its own, which git would refuse while it has no commit.
            names = [name for name in untracked if name and not name.endswith(b"/")]
            if names:
                by_name = ("--pathspec-from-file=-", "--pathspec-file-nul")
                self._git(
                    "--literal-pathspecs", "add", "--intent-to-add", *by_name, index=index, given=b"\0".join(names)
                )
            return self._git("diff", *_DIFF, *options, base, "--", ".", *own, index=index)

    def _blob(self, commit: str, path_from_top: str) -> bytes | None:
        done = self._run("cat-file", "blob", f"{commit}:{path_from_top}")
        return done.stdout if done.returncode == 0 else None

    def _only_status_differs(self, commit: str, path_from_top: str) -> bool:
        """Whether a changed Markdown document differs from a commit in nothing but planproof's own regions."""
        if not commit or not path_from_top.lower().endswith(".md"):
            return False
        path = self.top / path_from_top
        try:
            content = b"" if path.is_symlink() else path.read_bytes()
        except OSError:
            return False
        if REGION_START not in content or os.access(path, os.X_OK):
            return False
        digest = hashlib.sha256(without_status_regions(content)).hexdigest()
        return digest == self._committed_digest(commit, path_from_top)

    def _committed_digest(self, commit: str, path_from_top: str) -> str:
        """Digest of a committed document without its status regions; empty when the commit doesn't hold it."""
        key = (commit, path_from_top)
        if key not in self._committed:
            content = self._blob(commit, path_from_top)
            stripped = b"" if content is None else without_status_regions(content)
            self._committed[key] = "" if content is None else hashlib.sha256(stripped).hexdigest()
        return self._committed[key]

    def _from_root(self, path_from_top: str) -> str:
        if not self.prefix:
            return path_from_top
        return os.path.relpath(path_from_top, self.prefix)

    def _resolved(self, revision: str) -> str | None:
        if revision.startswith("-") or not re.fullmatch(r"[^\s\0]+", revision):
            return None
        done = self._run("rev-parse", "--verify", "--quiet", f"{revision}^{{commit}}")
        return done.stdout.decode("ascii").strip() if done.returncode == 0 else None

    def _missing(self, revision: str) -> RepositoryError:
        hint = (
            "this clone is shallow: git fetch --unshallow" if self.is_shallow() else "git fetch --all, or check the id"
        )
        return RepositoryError(f"commit {revision} is not in this repository", hint=hint)

    def _git(self, *arguments: str, index: str | None = None, folder: Path | None = None, given: bytes = b"") -> bytes:
        """What one git command printed; a RepositoryError when it failed."""
        done = self._run(*arguments, index=index, folder=folder, given=given)
        if done.returncode:
            command = next(word for word in arguments if not word.startswith("-"))
            raise _explained(command, done.stderr.decode("utf-8", "replace"), self.root)
        return done.stdout

    def _run(
        self, *arguments: str, index: str | None = None, folder: Path | None = None, given: bytes = b""
    ) -> subprocess.CompletedProcess[bytes]:
        settings = [word for setting in _SETTINGS for word in ("-c", setting)]
        environment = dict(_plain_environment())
        if index:
            environment["GIT_INDEX_FILE"] = index
        try:
            return subprocess.run(
                ["git", *settings, *arguments],
                cwd=folder or self.root,
                env=environment,
                input=given,
                capture_output=True,
                check=False,
            )
        except FileNotFoundError as error:
            if not self.root.is_dir():
                raise RepositoryError(f"there is no folder {self.root}", hint="check --project") from error
            raise RepositoryError("git is not installed", hint="install git, or put it on PATH") from error
        except (OSError, ValueError) as error:  # no folder, too long a list of names, a NUL in one
            raise RepositoryError(f"git can't be asked: {error}", place=str(self.root)) from error


def _plain_environment() -> Iterator[tuple[str, str]]:
    """Our environment without what would steer git: repository, index, editor, pager, tracing."""
    for name, value in os.environ.items():
        if not name.startswith("GIT_"):
            yield name, value
    yield from (("LC_ALL", "C"), ("GIT_OPTIONAL_LOCKS", "0"), ("GIT_TERMINAL_PROMPT", "0"), ("GIT_PAGER", "cat"))


def pathspecs(patterns: Iterable[str]) -> list[str] | None:
    """Paths, folders and globs as git takes them; none for everything, None when all of them lead out of the root."""
    wanted = list(patterns)
    inside = [pattern for pattern in wanted if _stays_inside(pattern)]
    if wanted and not inside:
        return None
    return [spec for pattern in inside for spec in (f":(glob){pattern}", f":(literal){pattern}")]


def _stays_inside(pattern: str) -> bool:
    """Whether a path or glob, relative to a folder, can only match inside that folder."""
    return bool(pattern) and "\0" not in pattern and not os.path.isabs(pattern) and not _climbs(pattern)


def _climbs(pattern: str) -> bool:
    return os.path.normpath(pattern).split(os.sep)[0] == os.pardir


def total_digest(digests: Mapping[str, str]) -> str:
    """SHA-256 (hex) over paths and the digest of each."""
    total = hashlib.sha256()
    for path, digest in sorted(digests.items()):
        total.update(os.fsencode(path) + b"\0" + digest.encode() + b"\n")
    return total.hexdigest()


def _explained(command: str, said: str, root: Path) -> RepositoryError:
    """What git said, with what to do about it."""
    if "not a git repository" in said:
        return RepositoryError(f"{root} is in no git repository", hint="git init, and commit the project once")
    if "dubious ownership" in said:
        hint = f"git config --global --add safe.directory {root}, if you trust it"
        return RepositoryError("git does not read a repository that somebody else owns", place=str(root), hint=hint)
    line = next((line for line in said.splitlines() if line.strip()), "it said nothing")
    return RepositoryError(f"git {command} failed: {line}", place=str(root), hint="run it by hand to see more")
