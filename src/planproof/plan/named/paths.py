"""Paths that a plan names between code ticks, and those that it plans."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Set
from functools import cached_property

from planproof.plan.late_pattern import late_pattern
from planproof.plan.latest import of_latest_plan
from planproof.plan.model import Plan
from planproof.plan.named.mentions import (
    Mention,
    place_of,
    ticked_claims,
    ticked_intentions,
    ticked_used,
    ticks,
)
from planproof.plan.plain_path import plain_path
from planproof.plan.rule import Desk

__all__ = ["PathBook", "path_mentions", "paths_in", "planned_paths"]

_PATH = late_pattern(
    r"(?P<path>(?:\./)?[\w.@+-]+(?:/[\w.@+-]+)+\.(?P<ending>[A-Za-z]\w{0,9}))(?::\d+(?:-\d+)?|::[\w:\[\]-]+)?"
)
# What people write by hand and keep in a repository; other files (databases, logs, pictures) come and go when programs run.
_KEPT = frozenset(
    "bash c cc cfg cjs cpp cs css cts cxx go graphql h hh hpp html ini java js jsx kt md mjs mts php pl prisma proto"
    " py pyi pyx rb rs rst scala scss sh sql svelte swift tf toml ts tsx txt vue yaml yml json".split()
)
_MADE = frozenset(
    "build dist node_modules out target venv coverage htmlcov tmp var logs generated site _site bin obj".split()
)


def paths_in(text: str) -> Iterator[str]:
    """The paths that stand alone between code ticks: with a folder, an ending, and nothing that stands for something else."""
    return _paths_among(ticks(text)) if "/" in text else iter(())


def _paths_among(ticked: Iterable[str]) -> Iterator[str]:
    for written in ticked:
        found = _PATH.fullmatch(written) if "/" in written else None
        if found and found["ending"] in _KEPT:
            parts = plain_path(found["path"]).split("/")
            # `github.com/acme/links.git` is no path, and neither is what leads out of the project or into what a build made.
            if ".." not in parts and not _MADE & set(parts[:-1]) and ("." not in parts[0] or parts[0].startswith(".")):
                yield plain_path(found["path"])


@of_latest_plan
def planned_paths(plan: Plan) -> tuple[str, ...]:
    """The files that a plan will have: key files, those of interfaces and tests, and those that its intentions name."""
    return tuple(dict.fromkeys(_planned(plan)))


def _planned(plan: Plan) -> Iterator[str]:
    for task in plan.tasks:
        yield from (plain_path(file.path) for file in task.key_files)
    yield from (plain_path(interface.path) for interface in plan.interfaces if interface.path)
    yield from (plain_path(case.file.strip("`")) for case in plan.test_cases if case.file)
    for ticked in ticked_intentions(plan):
        yield from _paths_among(ticked.written)


def path_mentions(plan: Plan, planned: Set[str]) -> Iterator[Mention]:
    """The paths that a plan says are there or are worked with, and that it doesn't plan itself; each once."""
    seen = set(planned)
    for ticked in (*ticked_claims(plan), *ticked_used(plan)):
        for path in _paths_among(ticked.written):
            if path not in seen:
                seen.add(path)
                yield Mention(path, place_of(plan, ticked.text, path))


class PathBook:
    """Which paths are there: those of the repository and those that plans add to it as they are read in their order.

    Args:
        desk: its facts are read at the first question.
    """

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._planned: dict[str, list[str]] = {}
        self._planned_folders: dict[str, list[str]] = {}
        self._added: set[str] = set()

    def add(self, paths: Iterable[str]) -> None:
        """Takes in what a plan will have."""
        for path in paths:
            folder, _, name = path.rpartition("/")
            self._planned.setdefault(name, []).append(path)
            while folder and folder not in self._added:
                self._added.add(folder)
                above, _, name = folder.rpartition("/")
                self._planned_folders.setdefault(name, []).append(folder)
                folder = above

    def knows(self, path: str) -> bool:
        """Whether there is such a file or folder, or one whose path ends like that: people leave out the first folders."""
        # In this order, since the repository's facts are read at the first question about them.
        return self.plans(path) or self._desk.exists(path) or bool(self.existing(path))

    def plans(self, path: str) -> bool:
        """Whether a plan will have such a file, or one whose path ends like that."""
        return bool(_ending(self._planned, path))

    def plans_folder(self, path: str) -> bool:
        """Whether a plan will have a file in such a folder, or in one whose path ends like that."""
        return bool(_ending(self._planned_folders, path))

    def existing(self, path: str) -> list[str]:
        """The files of the repository whose paths are it or end like it."""
        return _ending(self._existing, path)

    def has_folder(self, path: str) -> bool:
        """Whether some file lies or will lie in such a folder, or in one whose path ends like that."""
        return self.plans_folder(path) or bool(_ending(self._folders, path))

    def may_be_meant(self, path: str) -> bool:
        """Whether the path begins in a folder of this repository, and not perhaps in another one."""
        first = path.split("/")[0]
        return self._desk.exists(first) and first in self._desk.facts.folders

    @cached_property
    def _existing(self) -> dict[str, list[str]]:
        return _by_name(self._desk.facts.files)

    @cached_property
    def _folders(self) -> dict[str, list[str]]:
        return _by_name(self._desk.facts.folders)


def _by_name(paths: Iterable[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for path in sorted(paths):
        found.setdefault(path.rpartition("/")[2], []).append(path)
    return found


def _ending(by_name: dict[str, list[str]], path: str) -> list[str]:
    ending = f"/{path}"
    return [each for each in by_name.get(path.rpartition("/")[2], ()) if f"/{each}".endswith(ending)]
