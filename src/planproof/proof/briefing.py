"""What a brief is about: the task, read from its documents, and where stands what it depends on, by the evidence as written."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from pathlib import Path

import msgspec

from planproof.config import Config, load_config
from planproof.errors import UsageError
from planproof.plan.brief import BriefTask, Standing
from planproof.plan.ids import id_level, nearest_ids, parent_id
from planproof.plan.model import Plan
from planproof.plan.tree import read_project
from planproof.proof.choosing import choose
from planproof.proof.model import Evidence, RowKind, Verdict
from planproof.proof.roster import Roster, RosterEntry, RosterTask, read_roster

__all__ = ["Briefing", "open_briefing"]


class Briefing(msgspec.Struct, frozen=True):
    """A task to be briefed on, in its project."""

    root: Path
    config: Config
    task: BriefTask


def open_briefing(root: Path, identifier: str = "") -> Briefing | None:
    """The task with that id, or the one that `planproof next` would name; None when no task is ready.

    Args:
        root: of the project, absolute.
        identifier: of a task, or of an iteration whose next task is meant; the next of all for ``""``.

    Raises:
        UsageError: nothing has that id; names the nearest.
    """
    roster = read_roster(root)
    entry, task = _wanted(roster, identifier)
    if entry is None or task is None:
        return None
    config = load_config(root)
    plan = _plan(root, config, entry)
    planned = next((each for each in plan.tasks if each.id == task.id), None)
    if planned is None:
        raise _unknown(task.id, [each.id for each in plan.tasks])
    standings = tuple(_standing(roster, need) for need in task.depends_on)
    return Briefing(root, config, BriefTask(plan, planned, task.status, standings, _notes(root, roster, entry, task)))


def _wanted(roster: Roster, identifier: str) -> tuple[RosterEntry | None, RosterTask | None]:
    level = id_level(identifier) if identifier else ""
    if level in ("", "iteration"):
        if identifier and roster.entry(identifier) is None:
            raise _unknown(identifier, roster.ids())
        choice = choose(roster, identifier)
        return choice.entry, choice.task
    entry = roster.entry(parent_id(identifier) or "") if level == "task" else None
    task = next((task for task in entry.tasks if task.id == identifier), None) if entry else None
    if task is None:
        raise _unknown(identifier, [task.id for task in entry.tasks] if entry else roster.ids())
    return entry, task


def _unknown(identifier: str, known: list[str]) -> UsageError:
    near = nearest_ids(identifier, known)
    return UsageError(
        f"no task {identifier}",
        hint=f"the nearest: {', '.join(near)}" if near else "planproof show lists what there is",
    )


def _plan(root: Path, config: Config, entry: RosterEntry) -> Plan:
    for plan in read_project(root, config, only=[entry.folder]).plans:
        if plan.folder == entry.folder or plan.id == entry.id:
            return plan
    raise _unknown(entry.id, [])


def _standing(roster: Roster, need: str) -> Standing:
    """Where a task stands, or an iteration that is needed as a whole."""
    entry = roster.entry(need if id_level(need) == "iteration" else parent_id(need) or "")
    if entry is None:
        return Standing(need, "", "")
    if need == entry.id:
        proved = sum(task.status == "Proved" for task in entry.tasks)
        return Standing(need, entry.name, f"{proved} of {len(entry.tasks)} tasks Proved")
    task = next((task for task in entry.tasks if task.id == need), None)
    return Standing(need, task.name, task.status) if task else Standing(need, "", "")


def _notes(root: Path, roster: Roster, entry: RosterEntry, task: RosterTask) -> tuple[str, ...]:
    """What else the ledger says about the task: who is at it, what was amended in its iteration."""
    if not entry.started:
        return (f"{entry.id} isn't started: planproof start {entry.id}",)
    from planproof.proof.ledger.text import Ledger

    rows = Ledger(root, root / entry.folder).rows()
    claimed = [f"claimed by {claim.by}" for claim in roster.claims().get(task.id, ())]
    return (*claimed, *_amendments(rows, {task.id, *task.depends_on}))


def _amendments(rows: Sequence[Evidence], subjects: Collection[str]) -> list[str]:
    """Why the plan was changed, the newest first, with what of these tasks went stale by it and wasn't proved again."""
    found: list[str] = []
    proved_since: set[str] = set()
    for row in reversed(rows):
        if row.kind is RowKind.CHECK and row.verdict is Verdict.PROVED:
            proved_since.add(f"{row.check} {row.subject}")
        if row.kind is RowKind.AMENDMENT:
            stale = [str(name) for name in row.details.get("stale", ())]
            own = [name for name in stale if name.rpartition(" ")[2] in subjects and name not in proved_since]
            found.append(f"amended: {row.reason}" + (f"; stale since: {', '.join(own)}" if own else ""))
    return found
