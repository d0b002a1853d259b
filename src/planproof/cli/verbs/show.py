"""One milestone, epic, iteration or task, in short; without an id, every iteration on a line.

Shows what the evidence says as it was written; `planproof status` holds it against the plan and the code as they are now. The
answer about one task never grows with the plan around it.
"""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING

from planproof.cli.claim_text import claim_data, print_claims
from planproof.cli.face import Face
from planproof.cli.task_text import print_task, task_data
from planproof.errors import UsageError
from planproof.plan.ids import id_level, nearest_ids, parent_id
from planproof.proof.roster import Roster, RosterEntry, read_roster
from planproof.root import project_root

if TYPE_CHECKING:
    import argparse

__all__ = ["ONLY_ARGUMENT", "configure", "run"]

ONLY_ARGUMENT = "id"


def configure(parser: argparse.ArgumentParser) -> None:
    """Adds the verb's arguments."""
    parser.add_argument("id", nargs="?", default="", metavar="ID", help="for example M1, M1_E2, M1_E2_I3, M1_E2_I3_T4")


def run(arguments: argparse.Namespace | SimpleNamespace, face: Face) -> int:
    """Prints what has that id."""
    roster = read_roster(project_root(arguments.project))
    level = id_level(arguments.id) if arguments.id else ""
    if level == "task":
        return _task(roster, arguments.id, face)
    entry = roster.entry(arguments.id) if level == "iteration" else None
    if entry:
        return _iteration(entry, face)
    found = roster.below(arguments.id) if level != "iteration" else []
    if not found:
        raise _unknown(roster, arguments.id)
    for identifier, name, proved in found:
        face.line(f"{identifier:<12} {_strip(proved)}  {name}")
    rows = [{"id": identifier, "name": name, "provedStages": proved} for identifier, name, proved in found]
    face.document("show", {"id": arguments.id, "iterations": rows})
    return 0


def _strip(proved: tuple[int, ...]) -> str:
    """Nine places, the number of each proved stage or a dot."""
    return "".join(str(stage) if stage in proved else "." for stage in range(1, 10))


def _iteration(entry: RosterEntry, face: Face) -> int:
    face.line(face.style(f"{entry.id} {entry.name}", "bold") + f"  {_strip(entry.proved)}  {entry.folder}")
    for task in entry.tasks:
        face.line(f"  {task.id:<14} {task.status:<11} {task.name}")
    tasks = [{"id": task.id, "name": task.name, "status": task.status} for task in entry.tasks]
    data = {"id": entry.id, "name": entry.name, "folder": entry.folder, "started": entry.started}
    face.document("show", {**data, "provedStages": entry.proved, "tasks": tasks})
    return 0


def _task(roster: Roster, identifier: str, face: Face) -> int:
    entry = roster.entry(parent_id(identifier) or "")
    task = next((task for task in entry.tasks if task.id == identifier), None) if entry else None
    if task is None:
        raise _unknown(roster, identifier, [task.id for task in entry.tasks] if entry else None)
    print_task(face, task)
    claims = roster.claims().get(task.id, ())
    print_claims(face, claims)
    face.document("show", {"task": task_data(task), "claims": [claim_data(claim) for claim in claims]})
    return 0


def _unknown(roster: Roster, identifier: str, known: list[str] | None = None) -> UsageError:
    if not identifier:
        return UsageError("no iteration is planned yet", hint="planproof new iteration writes one")
    near = nearest_ids(identifier, roster.ids() if known is None else known)
    return UsageError(f"nothing has the id {identifier}", hint=f"the nearest: {', '.join(near)}" if near else "")
