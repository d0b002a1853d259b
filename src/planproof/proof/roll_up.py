"""How far tasks, iterations, epics and milestones are, summed up from evidence.

    task        proved when its success verification and every other check about it is (`proof.status.task_status`)
    iteration   closed when the newest evidence of all nine stages says proved; in between, so many of its tasks and their hours
    epic, milestone, all     the sums of what is below them

Nothing that is not proved counts, so half a task counts nothing. Hours are the plan's estimates; a task without one adds no hours
and is counted apart. What `proof.roster` keeps says what the evidence said when it was written; `held` asks whether it still
holds: for an iteration that was closed in the commit at which it closed (`proof.closing`), for any other in the plan and the code
as they are now. An iteration that was closed stays closed in the sums; what went stale of it is counted beside it, and its tasks
count only as long as they hold.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import PurePosixPath

import msgspec

from planproof.plan.ids import id_from_name, id_level, parent_id
from planproof.proof.closing import Closing
from planproof.proof.iteration import Iteration
from planproof.proof.model import Origin, Stage, Verdict
from planproof.proof.prove import standing_of
from planproof.proof.roster import RosterEntry
from planproof.proof.status import State, by_stage, stage_verdict, task_status

__all__ = [
    "NOTHING",
    "Progress",
    "Tally",
    "as_held",
    "has_proof",
    "held",
    "is_closed",
    "progress_of",
    "roll_up",
    "tally_of",
]

_STAGES = len(Stage)


class Tally(msgspec.Struct, frozen=True, gc=False):
    """Counts of what is planned and what of it is proved.

    Attributes:
        iterations, closed: how many, and of how many the evidence of all nine stages says proved.
        stale: iterations of which something was proved that isn't any more, where somebody looked.
        tasks, proved: how many, and how many of them are proved.
        hours, hours_proved: estimates of the tasks that have one, and of the proved ones among these.
        unestimated: tasks without an estimate.
        discovered, discovered_proved: tasks that were found after the plan was made; counted in `tasks` too.
        discovered_hours: their estimates, counted in `hours` too.
    """

    iterations: int = 0
    closed: int = 0
    stale: int = 0
    tasks: int = 0
    proved: int = 0
    hours: float = 0.0
    hours_proved: float = 0.0
    unestimated: int = 0
    discovered: int = 0
    discovered_proved: int = 0
    discovered_hours: float = 0.0

    def __add__(self, other: Tally) -> Tally:
        """Both together."""
        return Tally(*(getattr(self, name) + getattr(other, name) for name in self.__struct_fields__))


NOTHING = Tally()


class Progress(msgspec.Struct, frozen=True):
    """How far one milestone, epic or iteration is.

    Attributes:
        id: `M1`, `M1_E2`, `M1_E2_I3`.
        level: `milestone`, `epic` or `iteration`.
        tally: counts of all that is below it.
        stages: of an iteration, the stages that are proved.
        stale: of an iteration, how many checks were proved and aren't any more; None when nobody looked.
        closing: of an iteration that was closed, where and whether that holds; None when it wasn't, or nobody looked.
        below: its epics or iterations, in order.
    """

    id: str
    name: str
    level: str
    tally: Tally
    stages: tuple[int, ...] = ()
    stale: int | None = None
    below: tuple[Progress, ...] = ()
    closing: Closing | None = None


def tally_of(entry: RosterEntry, *, closed: bool | None = None, stale: int | None = None) -> Tally:
    """The counts of one iteration.

    Args:
        entry: its stages and tasks, held or as recorded.
        closed: whether it was closed; by the entry's stages without it.
        stale: how many of its checks are stale; None when nobody looked.
    """
    proved = [task for task in entry.tasks if task.status == "Proved"]
    discovered = [task for task in entry.tasks if task.found_at]
    return Tally(
        iterations=1,
        closed=int(is_closed(entry) if closed is None else closed),
        stale=int(bool(stale)),
        tasks=len(entry.tasks),
        proved=len(proved),
        hours=sum(task.hours or 0.0 for task in entry.tasks),
        hours_proved=sum(task.hours or 0.0 for task in proved),
        unestimated=sum(task.hours is None for task in entry.tasks),
        discovered=len(discovered),
        discovered_proved=sum(task.status == "Proved" for task in discovered),
        discovered_hours=sum(task.hours or 0.0 for task in discovered),
    )


def is_closed(entry: RosterEntry) -> bool:
    """Whether all nine stages of an iteration are proved."""
    return len(entry.proved) == _STAGES


def has_proof(entry: RosterEntry) -> bool:
    """Whether anything of an iteration was ever proved: only then can it have gone stale."""
    return bool(entry.proved) or any(task.status == "Proved" for task in entry.tasks)


def held(iteration: Iteration, entry: RosterEntry, origins: Iterable[Origin] = tuple(Origin)) -> Progress:
    """How far an iteration is by what of its evidence still holds.

    Args:
        iteration: the one that the entry is about.
        entry: as the evidence said when it was written.
        origins: the origins that count.

    Raises:
        LedgerError: its evidence can't be relied on.
    """
    accepted = tuple(origins)
    stands = standing_of(iteration, accepted)
    kept, stale = as_held(entry, stands.states)
    closed = is_closed(entry) or stands.closed if accepted == tuple(Origin) else None
    return msgspec.structs.replace(progress_of(kept, closed=closed, stale=stale), closing=stands.closing)


def as_held(entry: RosterEntry, states: Iterable[State]) -> tuple[RosterEntry, int]:
    """The entry with the stages and tasks that its states say are still proved, and how many checks are stale."""
    states = tuple(states)
    verdicts = {state.check.key: state.verdict for state in states if state.row}
    tasks = tuple(task._replace(status=task_status(task.id, verdicts, started=entry.started)) for task in entry.tasks)
    proved = tuple(int(stage) for stage, group in by_stage(states).items() if stage_verdict(group) is Verdict.PROVED)
    stale = sum(state.verdict is Verdict.STALE for state in states)
    return entry._replace(tasks=tasks, proved=proved), stale


def progress_of(entry: RosterEntry, *, closed: bool | None = None, stale: int | None = None) -> Progress:
    """How far one iteration is; arguments as in `tally_of`."""
    tally = tally_of(entry, closed=closed, stale=stale)
    return Progress(entry.id, entry.name, "iteration", tally, entry.proved, stale)


def roll_up(iterations: Iterable[tuple[Progress, str]]) -> tuple[Progress, ...]:
    """Iterations put under their epics, these under their milestones, each with the sum of what is below it.

    Args:
        iterations: each with its folder, relative to the project's root; folders above it give epics and milestones their names.
    """
    names: dict[str, str] = {}
    grouped: dict[str, dict[str, list[Progress]]] = {}
    for progress, folder in iterations:
        epic = parent_id(progress.id) or ""
        grouped.setdefault(parent_id(epic) or "", {}).setdefault(epic, []).append(progress)
        if epic not in names:
            names |= _names(folder)
    return tuple(
        _summed(milestone, names, [_summed(epic, names, below) for epic, below in epics.items()])
        for milestone, epics in grouped.items()
    )


def _names(folder: str) -> dict[str, str]:
    """Names of the milestone and epic folders on the way to an iteration, by id."""
    parts = ((id_from_name(part), part) for part in PurePosixPath(folder).parent.parts)
    return {found: part[len(found) :].strip("_- ") for found, part in parts if found}


def _summed(identifier: str, names: dict[str, str], below: list[Progress]) -> Progress:
    tally = sum((progress.tally for progress in below), NOTHING)
    return Progress(identifier, names.get(identifier, ""), id_level(identifier) or "", tally, below=tuple(below))
