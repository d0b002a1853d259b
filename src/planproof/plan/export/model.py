"""What an export is made from and what it gives, and the writing of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

import msgspec

from planproof.errors import EnvironmentFault, UsageError
from planproof.plan.document import Document
from planproof.plan.ids import id_level, nearest_ids
from planproof.plan.model import Folder, Plan, Project

__all__ = ["ExportFile", "Subject", "numbered_tasks", "subject_of", "write_files"]


class ExportFile(msgspec.Struct, frozen=True):
    """One file of an export: its path below the place it is written to (empty: that place itself), and its text."""

    path: str
    text: str


class Subject(msgspec.Struct, frozen=True):
    """What is exported.

    Attributes:
        id: as asked for.
        title: of the milestone, epic or iteration.
        plans: the iterations, in order.
        statuses: by id of an iteration or task, what its evidence says, in words; an id that is missing is `Planned`.
    """

    id: str
    title: str
    plans: tuple[Plan, ...]
    statuses: Mapping[str, str]

    def status(self, identifier: str) -> str:
        """What the evidence says of that iteration or task."""
        return self.statuses.get(identifier, "Planned")


def subject_of(project: Project, identifier: str, statuses: Mapping[str, str]) -> Subject:
    """A milestone, epic or iteration as the subject of an export.

    Raises:
        UsageError: nothing has that id, it is a task's, or no iteration lies below it.
    """
    if id_level(identifier) == "task":
        iteration = identifier.rpartition("_")[0]
        raise UsageError(f"{identifier} is a task", hint=f"export its iteration: {iteration}")
    plans = tuple(plan for plan in project.plans if plan.id == identifier or plan.id.startswith(f"{identifier}_"))
    known = {folder.id: folder for folder in (*project.milestones, *project.epics)}
    if not plans:
        near = nearest_ids(identifier, [*known, *(plan.id for plan in project.plans)])
        message = f"{identifier} holds no iteration" if identifier in known else f"nothing has the id {identifier}"
        raise UsageError(message, hint=f"the nearest: {', '.join(near)}" if near else "")
    title = plans[0].name if plans[0].id == identifier else _title(known.get(identifier), identifier)
    return Subject(identifier, title, plans, statuses)


def numbered_tasks(plan: Plan) -> dict[int, int]:
    """For each task of a plan, by its place in the list, a number that no other has: its own where that is free."""
    numbers: dict[int, int] = {}
    used: set[int] = set()
    for index, task in enumerate(plan.tasks):
        if task.number > 0 and task.number not in used:
            numbers[index] = task.number
            used.add(task.number)
    for index in range(len(plan.tasks)):
        if index not in numbers:
            numbers[index] = max(used, default=0) + 1
            used.add(numbers[index])
    return numbers


def write_files(target: Path, files: Iterable[ExportFile]) -> list[Path]:
    """Writes an export; never over anything that is there.

    Args:
        target: a file for an export of one file with an empty path, else the folder.

    Returns:
        what was written, in order.

    Raises:
        UsageError: one of the files is there already; nothing is written then.
        EnvironmentFault: a file can't be written.
    """
    paths = [(target / file.path if file.path else target, file.text) for file in files]
    for path, _ in paths:
        if path.exists() or path.is_symlink():
            raise UsageError(
                "is there already", place=str(path), hint="choose another place with -o, or take it away first"
            )
    try:
        for path, text in paths:
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("x", encoding="utf-8", newline="\n") as file:
                file.write(text)
    except OSError as error:
        raise EnvironmentFault(f"can't be written: {error.strerror}", place=str(target)) from error
    return [path for path, _ in paths]


def _title(folder: Folder | None, identifier: str) -> str:
    readme: Document | None = folder.readme if folder else None
    titles = (section.title for section in readme.sections if section.level == 1) if readme else iter(())
    return next(titles, identifier).removeprefix(identifier).strip() or identifier
