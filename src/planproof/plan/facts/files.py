"""The files that a repository keeps: what git tracks or would track; without git, everything but well-known rubbish.

Links are not followed, so a circle of links ends nothing; a folder that can't be read is left out and named.
"""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

__all__ = ["list_files"]

_RUBBISH = frozenset(
    {".git", ".hg", ".planproof", ".tox", ".venv", "__pycache__", "build", "dist", "node_modules", "target", "venv"}
)


def list_files(root: Path) -> tuple[list[str], list[str]]:
    """All files below `root`, sorted, relative to it with `/` between folders; and what couldn't be read, one line each.

    In a git work tree git says which (submodules count as one entry and are left out); elsewhere the folders are walked.
    """
    found = _from_git(root)
    if found is not None:
        return found, []
    problems: list[str] = []
    return _walked(root, problems), problems


def _from_git(root: Path) -> list[str] | None:
    command = ["git", "-C", str(root), "ls-files", "-z", "--cached", "--others", "--exclude-standard", "--deduplicate"]
    try:
        listed = subprocess.run(command, capture_output=True, check=True, timeout=60).stdout
    except (OSError, subprocess.SubprocessError):
        return None
    names = [os.fsdecode(name) for name in listed.split(b"\0") if name]
    return sorted(name for name in names if os.path.isfile(root / name) and not os.path.islink(root / name))


def _walked(root: Path, problems: list[str]) -> list[str]:
    files: list[str] = []

    def unreadable(error: OSError) -> None:
        problems.append(f"{os.path.relpath(error.filename or root, root)}: can't be read: {error.strerror}")

    for folder, names, entries in os.walk(root, onerror=unreadable):
        names[:] = sorted(name for name in names if name not in _RUBBISH)
        files += (os.path.relpath(os.path.join(folder, name), root) for name in entries)
    return sorted(name.replace(os.sep, "/") for name in files if not os.path.islink(root / name))
