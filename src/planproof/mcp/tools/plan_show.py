"""`plan_show`: what has an id, in short; as `planproof show`."""

from __future__ import annotations

from collections.abc import Mapping

from pydantic import Field

from planproof.errors import UsageError
from planproof.mcp.kinds import ListPages, clipped
from planproof.mcp.pages import Pages
from planproof.mcp.tool import AnyId, Arguments, Call, Part, Reply, Tool
from planproof.plan.ids import id_level, nearest_ids
from planproof.proof.choosing import task_named
from planproof.proof.roster import Roster, RosterEntry, read_roster

__all__ = ["TOOL"]


class ShowArguments(Arguments):
    """What `plan_show` takes."""

    id: AnyId = Field("", description="milestone, epic, iteration or task; every iteration without")


class Shown(Part):
    """An iteration, a task of one, or a part of a task."""

    id: str = Field("", description="of an iteration or a task")
    name: str = ""
    status: str = Field("", description="of a task: Planned, In Progress, Proved; of an iteration its proved stages")
    part: str = Field("", description="of one task: what, needs, file, new file, command, expected")
    text: str = ""


class ShowReply(Reply):
    """What `plan_show` gives."""

    id: str
    name: str = ""
    status: str = ""
    place: str = Field("", description="where it is planned")
    items: list[Shown]


def _run(call: Call, arguments: ShowArguments) -> Pages:
    roster = read_roster(call.root)
    identifier = arguments.id
    if id_level(identifier) == "task":
        return _task(roster, identifier)
    entry = roster.entry(identifier) if identifier else None
    if entry:
        return _iteration(entry)
    found = roster.below(identifier)
    if not found:
        raise _unknown(roster, identifier)
    items = tuple({"id": each, "name": clipped(name, 80), "status": _stages(proved)} for each, name, proved in found)
    title = identifier or "all iterations"
    return ListPages({"id": identifier}, (title,), items, _line, "iterations", "plan_show id=… shows one of them")


def _unknown(roster: Roster, identifier: str) -> UsageError:
    if not identifier:
        return UsageError("no iteration is planned yet", hint="plan_interview id=M1_E1 name=… makes one")
    near = nearest_ids(identifier, roster.ids())
    return UsageError(
        f"nothing has the id {identifier}", hint=f"the nearest: {', '.join(near)}" if near else "plan_show lists all"
    )


def _stages(proved: tuple[int, ...]) -> str:
    return f"stages {','.join(map(str, proved))} proved" if proved else "nothing proved"


def _iteration(entry: RosterEntry) -> Pages:
    items = tuple({"id": task.id, "name": clipped(task.name, 80), "status": task.status} for task in entry.tasks)
    status = _stages(entry.proved) if entry.started else "not started"
    head = {"id": entry.id, "name": clipped(entry.name, 80), "status": status, "place": clipped(entry.folder, 160)}
    lines = (f"{entry.id} {head['name']}: {status}", str(head["place"]))
    return ListPages(head, lines, items, _line, "tasks", f"plan_brief task={entry.id}_T… ; proof_status id={entry.id}")


def _task(roster: Roster, identifier: str) -> Pages:
    _, task = task_named(roster, identifier)
    parts = [("what", task.what)] if task.what else []
    parts += [("needs", needed) for needed in task.depends_on]
    parts += [("new file" if path in task.new_files else "file", path) for path in task.key_files]
    for script, expected in task.verification:
        parts += [("command", script)] + ([("expected", expected)] if expected else [])
    items = tuple({"part": kind, "text": clipped(text, 600)} for kind, text in parts)
    claims = roster.claims().get(task.id, ())
    status = task.status + (f", claimed by {clipped(claims[0].by, 40)} until {claims[0].until}" if claims else "")
    place = f"{task.path.rpartition('/')[2]}:{task.line}"
    head = {"id": task.id, "name": clipped(task.name, 80), "status": status, "place": clipped(place, 80)}
    lines = (f"{task.id} {head['name']}: {status} ({head['place']})",)
    return ListPages(head, lines, items, _line, "parts", f"plan_brief task={task.id} has all that the task needs")


def _line(item: Mapping[str, object]) -> str:
    return f"{item['part']}: {item['text']}" if "part" in item else f"{item['id']} {item['name']} ({item['status']})"


TOOL = Tool(
    "plan_show",
    "Show",
    "What has an id, in short: a milestone's iterations, an iteration's tasks, one task. As the evidence was written; "
    "proof_status holds it against the code.",
    ShowArguments,
    ShowReply,
    _run,
)
