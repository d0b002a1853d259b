"""The task to work on next: ready, claimed by nobody, and touching no file that somebody works on.

Stands on the roster and the standard library alone, as `next` does.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator
from typing import NamedTuple

from planproof.errors import UsageError
from planproof.plan.ids import id_level, nearest_ids, parent_id
from planproof.plan.plain_path import plain_path
from planproof.proof.roster import Roster, RosterClaim, RosterEntry, RosterTask

__all__ = ["Choice", "PassedOver", "choose", "next_step", "nothing_to_do", "task_named"]


class PassedOver(NamedTuple):
    """A task that could be begun if nobody were at it, or at its files.

    Attributes:
        task: its id.
        claim: the claim that stands in its way: on the task itself or on another one.
        files: the files that both tasks touch, sorted; empty when the claim is on the task itself.
    """

    task: str
    claim: RosterClaim
    files: tuple[str, ...]


class Choice(NamedTuple):
    """What to work on.

    Attributes:
        entry, task: the iteration and the task; None when there is none.
        passed_over: what came before it and is somebody else's, in order.
        waiting: tasks left that wait for others, in the iterations that were looked at.
    """

    entry: RosterEntry | None
    task: RosterTask | None
    passed_over: tuple[PassedOver, ...]
    waiting: int


def choose(roster: Roster, iteration: str = "", *, by: str = "") -> Choice:
    """The first task that can be begun, in iterations that were started first.

    Args:
        roster: up to date.
        iteration: look in this one only; in all for ``""``.
        by: whose claims are no hindrance: a task that this one has claimed comes first. Nobody's for ``""``.
    """
    claims = {task: found[0] for task, found in roster.claims().items()}
    mine = [claim for claim in claims.values() if by and claim.by == by]
    for claim in mine:
        entry = roster.entry(claim.task.rpartition("_T")[0])
        task = next((task for task in entry.tasks if task.id == claim.task), None) if entry else None
        if entry and task and iteration in ("", entry.id):
            return Choice(entry, task, (), 0)
    held = _files_held(roster, claims)
    passed: list[PassedOver] = []
    waiting = 0
    for entry in roster.open_entries():
        if iteration not in ("", entry.id):
            continue
        ready = list(_ready(roster, entry))
        for task in ready:
            hindrance = _hindrance(task, claims, held)
            if hindrance is None:
                return Choice(entry, task, tuple(passed), waiting)
            passed.append(hindrance)
        waiting += sum(task.status != "Proved" for task in entry.tasks) - len(ready)
    return Choice(None, None, tuple(passed), waiting)


def next_step(roster: Roster, entry: RosterEntry) -> str:
    """The command that comes next: an iteration is started, its commands are approved, then it is proved."""
    if not entry.started:
        return f"planproof start {entry.id}"
    return f"planproof {'prove' if roster.is_approved(entry) else 'trust'} {entry.id}"


def nothing_to_do(roster: Roster, identifier: str, choice: Choice) -> str:
    """Why there is no task: none planned, all done, all taken, or each waits for another."""
    inside = f" in {identifier}" if identifier else ""
    if choice.passed_over:
        count = len(choice.passed_over)
        return f"no task is free{inside}: {count} claimed or touching files of a claimed task, {choice.waiting} waiting"
    if choice.waiting:
        return f"no task can be begun{inside}: each of the {choice.waiting} that are left waits for another"
    return f"nothing is left to do{inside}" if roster.ids() else "no iteration is planned yet: planproof new iteration"


def task_named(roster: Roster, identifier: str) -> tuple[RosterEntry, RosterTask]:
    """The task with that id, with its iteration.

    Raises:
        UsageError: there is none; names the nearest ids.
    """
    entry = roster.entry(parent_id(identifier) or "") if id_level(identifier) == "task" else None
    task = next((task for task in entry.tasks if task.id == identifier), None) if entry else None
    if entry and task:
        return entry, task
    near = nearest_ids(identifier, [task.id for task in entry.tasks] if entry else roster.ids())
    raise UsageError(
        f"no task {identifier}", hint=f"the nearest: {', '.join(near)}" if near else "planproof show lists them"
    )


def _ready(roster: Roster, entry: RosterEntry) -> Iterator[RosterTask]:
    """The tasks of an iteration that aren't proved, whose dependencies are, and whose files are there or their own to create.

    The same as `plan.task_graph` says, without the graph of the whole project.
    """
    proved = {task.id for task in entry.tasks if task.status == "Proved"}
    created: set[str] = set()
    for task in entry.tasks:
        if task.id in proved:
            continue
        needs = all(need in proved or _is_done(roster, entry, need) for need in task.depends_on)
        if needs and not _waits_for_file(roster, entry, task, created):
            yield task
        created.update(map(plain_path, task.new_files))


def _waits_for_file(roster: Roster, entry: RosterEntry, task: RosterTask, created: Collection[str]) -> bool:
    """Whether a task uses a file that isn't there and that an earlier task creates: one of its own iteration or of another."""
    missing = [
        path for path in task.key_files if path not in task.new_files and not os.path.exists(f"{roster.root}/{path}")
    ]
    return any(plain_path(path) in created or roster.creator(entry, path) for path in missing)


def _is_done(roster: Roster, entry: RosterEntry, need: str) -> bool:
    """Whether a task of another iteration, or all tasks of an iteration, are proved; never of one that isn't planned."""
    name, _, number = need.partition("_T")
    other = roster.entry(name) if name != entry.id else None
    tasks = [task for task in other.tasks if not number or task.id == need] if other else []
    return bool(tasks) and all(task.status == "Proved" for task in tasks)


def _files_held(roster: Roster, claims: Collection[str]) -> dict[str, str]:
    """The claimed task by each key file of one."""
    held: dict[str, str] = {}
    for name in claims:
        entry = roster.entry(name.rpartition("_T")[0])
        for task in entry.tasks if entry else ():
            if task.id == name:
                for path in task.key_files:
                    held.setdefault(plain_path(path), name)
    return held


def _hindrance(task: RosterTask, claims: dict[str, RosterClaim], held: dict[str, str]) -> PassedOver | None:
    if task.id in claims:
        return PassedOver(task.id, claims[task.id], ())
    paths = {plain_path(path) for path in task.key_files}
    other = next((held[path] for path in sorted(paths) if path in held), "")
    if not other:
        return None
    return PassedOver(task.id, claims[other], tuple(sorted(path for path in paths if held.get(path) == other)))
