"""The next task to work on: the first that isn't proved and whose dependencies are, in iterations that were started first.

Exit code 0 with a task, 1 when nothing is left or everything that is left waits for something.
"""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING

from planproof.cli.face import Face
from planproof.cli.task_text import print_task, task_data
from planproof.errors import UsageError
from planproof.plan.ids import nearest_ids
from planproof.proof.roster import Roster, RosterEntry, RosterTask, read_roster
from planproof.root import project_root

if TYPE_CHECKING:
    import argparse

__all__ = ["ONLY_ARGUMENT", "configure", "run"]

ONLY_ARGUMENT = "iteration"


def configure(parser: argparse.ArgumentParser) -> None:
    """Adds the verb's arguments."""
    parser.add_argument("iteration", nargs="?", default="", metavar="ID", help="look in this iteration only")


def run(arguments: argparse.Namespace | SimpleNamespace, face: Face) -> int:
    """Prints the task, or why there is none."""
    roster = read_roster(project_root(arguments.project))
    if arguments.iteration and roster.entry(arguments.iteration) is None:
        near = nearest_ids(arguments.iteration, roster.ids())
        hint = f"the nearest: {', '.join(near)}" if near else "planproof show lists what there is"
        raise UsageError(f"no iteration {arguments.iteration}", hint=hint)
    waiting = 0
    for entry in roster.open_entries():
        if arguments.iteration and entry.id != arguments.iteration:
            continue
        task = _first(entry)
        if task:
            print_task(face, task)
            step = _step(roster, entry)
            face.line(f"  then: {step}")
            face.document("next", {"task": task_data(task), "then": step})
            return 0
        waiting += sum(task.status != "Proved" for task in entry.tasks)
    face.line(_nothing(roster, arguments.iteration, waiting))
    face.document("next", {"task": None, "then": ""})
    return 1


def _step(roster: Roster, entry: RosterEntry) -> str:
    """The command that comes next: an iteration is started, its commands are approved, then it is proved."""
    if not entry.started:
        return f"planproof start {entry.id}"
    return f"planproof {'prove' if roster.is_approved(entry) else 'trust'} {entry.id}"


def _nothing(roster: Roster, identifier: str, waiting: int) -> str:
    """Why there is no task: none planned, all done, or each waits for another."""
    inside = f" in {identifier}" if identifier else ""
    if waiting:
        return f"no task can be begun{inside}: each of the {waiting} that are left waits for another"
    return f"nothing is left to do{inside}" if roster.ids() else "no iteration is planned yet: planproof new iteration"


def _first(entry: RosterEntry) -> RosterTask | None:
    proved = {task.id for task in entry.tasks if task.status == "Proved"}
    ready = (task for task in entry.tasks if task.id not in proved and proved.issuperset(task.depends_on))
    return next(ready, None)
