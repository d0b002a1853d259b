"""The files that a repository keeps: what git tracks or would track; without git, everything but well-known rubbish.

    git ls-files ─┐
                  ├─ names ── one lstat each ── FileList: files, which of them may be read, what couldn't be listed
    os.walk ──────┘

Links to folders are not followed, so a circle of links ends nothing. A submodule is another repository: its files are listed, so
that a path into it exists, and not read, since what they declare isn't this project's.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

__all__ = ["FileList", "Stamp", "list_files"]

_RUBBISH = frozenset(
    {
        ".git",
        ".hg",
        ".svn",
        ".planproof",
        ".tox",
        ".venv",
        "__pycache__",
        "build",
        "dist",
        "node_modules",
        "target",
        "venv",
    }
)
_GIT_TIMEOUT_S = 120
_PROBLEMS_MAX = 200  # a tree with more unreadable folders than this is told by their number


class Stamp(NamedTuple):
    """What the file system says of a file without opening it; equal stamps, older than the clock's grain, mean equal bytes."""

    size_bytes: int
    mtime_ns: int
    ctime_ns: int
    inode: int


class FileList(NamedTuple):
    """What a repository holds.

    Attributes:
        files: every path, relative to the root with `/` between folders, in order; links to files and what submodules hold too.
        problems: what couldn't be listed, one line each.
        readable: the files whose contents are this project's own, with their stamps, in the same order.
    """

    files: tuple[str, ...]
    problems: tuple[str, ...]
    readable: dict[str, Stamp]


def list_files(root: Path) -> FileList:
    """All files below `root`; in a git work tree git says which, elsewhere the folders are walked.

    Git that is absent, or that refuses this folder (`dubious ownership`), is as good as no git.
    """
    problems: list[str] = []
    names = _from_git(root) or _walked(root, problems)
    files, readable, elsewhere = _looked_at(root, names)
    if elsewhere:
        files += _in_submodules(root, elsewhere)
    if len(problems) > _PROBLEMS_MAX:
        problems[_PROBLEMS_MAX:] = [f"{len(problems) - _PROBLEMS_MAX} more folders can't be read"]
    return FileList(tuple(sorted(files)), tuple(problems), readable)


def _from_git(root: Path) -> list[str]:
    """What git lists, in order; nothing when it lists nothing or isn't there, for instance in a folder that it ignores."""
    if not any(os.path.lexists(folder / ".git") for folder in (root, *root.parents)):
        return []  # not even asked: starting a process takes longer than most answers
    return sorted(_git_names(root, "--cached", "--others", "--exclude-standard", "--deduplicate"))


def _in_submodules(root: Path, folders: list[str]) -> list[str]:
    inside = tuple(f"{folder}/" for folder in folders)
    return [name for name in _git_names(root, "--cached", "--recurse-submodules") if name.startswith(inside)]


def _git_names(root: Path, *arguments: str) -> list[str]:
    import subprocess  # only where there is a work tree

    # A hook that runs us has set GIT_DIR and its like for itself; a file-system monitor would be a command of the repository.
    environment = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    command = ["git", "-C", os.fspath(root), "-c", "core.fsmonitor=false", "ls-files", "-z", *arguments]
    try:
        listed = subprocess.run(
            command,
            capture_output=True,
            check=True,
            timeout=_GIT_TIMEOUT_S,
            env=environment,
            stdin=subprocess.DEVNULL,
        ).stdout
    except (OSError, subprocess.SubprocessError):
        return []
    return [os.fsdecode(name) for name in listed.split(b"\0") if name and not name.startswith(b".planproof/")]


def _walked(root: Path, problems: list[str]) -> list[str]:
    start = os.fspath(root)

    def unreadable(error: OSError) -> None:
        problems.append(f"{os.path.relpath(error.filename or start, start)}: can't be listed: {error.strerror}")

    found: list[str] = []
    for folder, names, entries in os.walk(start, onerror=unreadable):
        names[:] = [name for name in names if name not in _RUBBISH]
        below = folder[len(start) :].strip(os.sep).replace(os.sep, "/")
        found += (f"{below}/{name}" if below else name for name in entries)
    return sorted(found)


def _looked_at(root: Path, names: Iterable[str]) -> tuple[list[str], dict[str, Stamp], list[str]]:
    """Files that exist, the regular ones with their stamps, and folders that stand where git has a submodule."""
    files: list[str] = []
    readable: dict[str, Stamp] = {}
    elsewhere: list[str] = []
    start = os.fspath(root) + os.sep
    for name in names:
        try:
            seen = os.lstat(start + name)
        except (OSError, ValueError):
            continue  # tracked and deleted, or gone since it was listed
        if stat.S_ISREG(seen.st_mode):
            readable[name] = Stamp(seen.st_size, seen.st_mtime_ns, seen.st_ctime_ns, seen.st_ino)
            files.append(name)
        elif stat.S_ISLNK(seen.st_mode) and os.path.isfile(start + name):
            files.append(name)
        elif stat.S_ISDIR(seen.st_mode) and not name.endswith("/"):
            elsewhere.append(name)
    return files, readable, elsewhere
