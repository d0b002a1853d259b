"""Paths that a plan names, held against the project: is it there, what is nearest to it, and had the work already begun.

The listing of the project is made at the first path that is missing, bounded, without hidden and generated folders.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Set
from pathlib import Path, PurePosixPath

from planproof.plan.late_pattern import late_pattern
from planproof.plan.model import Plan
from planproof.plan.rule import Desk

__all__ = ["NearestPaths", "is_known", "project_files", "was_started"]

_MOST_FILES = 20_000
_MOST_NAMES = 4_000
_MOST_PROPOSALS = 20
_GENERATED = {"node_modules", "build", "dist", "target", "venv", "__pycache__"}
_LINES = late_pattern(r":\d+(?:-\d+)?$")
_START = late_pattern(r'"kind"\s*:\s*"start"')


def is_known(path: str, created: Set[str], desk: Desk) -> bool:
    """Whether a key file exists, is created by a task (itself, or something in that folder), or is a pattern.

    Args:
        path: as in the plan, relative to the root; `:12-40` behind it is dropped.
        created: paths that tasks mark as new.
    """
    path = _LINES.sub("", path.strip().removeprefix("./"))
    if not path or any(letter in path for letter in "*?{$<"):
        return True
    folder = path.rstrip("/") + "/"
    return path in created or any(other.startswith(folder) for other in created) or desk.exists(path)


def was_started(plan: Plan, root: Path) -> bool:
    """Whether the evidence beside a plan's documents holds a start."""
    try:
        with (root / plan.folder / "EVIDENCE.jsonl").open(encoding="utf-8", errors="replace") as file:
            return any(_START.search(line) for line in file)
    except OSError:
        return False  # no evidence, no start


def project_files(root: Path) -> Iterator[str]:
    """The project's files relative to its root, at most 20,000, without hidden and generated folders; links aren't followed."""
    left = _MOST_FILES
    for folder, folders, files in os.walk(root):
        folders[:] = sorted(name for name in folders if not name.startswith(".") and name not in _GENERATED)
        for name in sorted(files)[:left]:
            yield Path(folder, name).relative_to(root).as_posix()
        left -= len(files)
        if left <= 0:
            break


class NearestPaths:
    """Proposes the existing file that a wrong path most likely means; at most twenty times, then nothing.

    Args:
        root: absolute path of the project; at most 20,000 of its files are looked at.
    """

    def __init__(self, root: Path) -> None:
        self._root = root
        self._by_name: dict[str, list[str]] | None = None
        self._left = _MOST_PROPOSALS

    def nearest(self, path: str) -> str | None:
        """An existing path with the same name in another folder, else with a similar name, else None."""
        if self._left == 0:
            return None
        self._left -= 1
        if self._by_name is None:
            self._by_name = self._listing()
        from difflib import get_close_matches  # only where a path is missing

        name = PurePosixPath(path).name
        names = (
            [name]
            if name in self._by_name
            else get_close_matches(name, list(self._by_name)[:_MOST_NAMES], n=3, cutoff=0.7)
        )
        candidates = [candidate for found in names for candidate in self._by_name[found]]
        return next(iter(get_close_matches(path, candidates[:200], n=1, cutoff=0.5)), None)

    def _listing(self) -> dict[str, list[str]]:
        by_name: dict[str, list[str]] = {}
        for path in project_files(self._root):
            by_name.setdefault(PurePosixPath(path).name, []).append(path)
        return by_name
