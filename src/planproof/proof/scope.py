"""How the scope of an iteration has moved since it was started: what was planned then, what was found, added and dropped since."""

from __future__ import annotations

import msgspec

from planproof.errors import RepositoryError
from planproof.plan.model import Plan, Task
from planproof.proof.amending import plan_at
from planproof.proof.iteration import Iteration, base_commit

__all__ = ["Scope", "scope_of"]


class Scope(msgspec.Struct, frozen=True):
    """The tasks of an iteration by when they came into the plan.

    Attributes:
        planned_at_start: tasks of the plan in the commit that `planproof start` wrote down; None when that commit doesn't hold
            the plan, or nothing was started.
        discovered: tasks that say where they were found.
        added: tasks that came after the start and don't say where they were found.
        dropped: ids and names of tasks that were planned at the start and aren't any more.
    """

    planned_at_start: int | None
    discovered: tuple[Task, ...]
    added: tuple[Task, ...]
    dropped: tuple[tuple[str, str], ...]

    @property
    def moved(self) -> bool:
        """Whether the scope is another than at the start."""
        return bool(self.discovered or self.added or self.dropped)


def scope_of(iteration: Iteration) -> Scope:
    """How the scope has moved. A task is known again by its number or by its name.

    Raises:
        LedgerError: the evidence can't be relied on.
    """
    discovered = tuple(task for task in iteration.plan.tasks if task.found_at)
    then = _plan_at_start(iteration)
    if then is None:
        return Scope(None, discovered, (), ())
    numbers, names = {task.number for task in then.tasks}, {task.name for task in then.tasks}
    added = [task for task in iteration.plan.tasks if task.number not in numbers and task.name not in names]
    now_numbers = {task.number for task in iteration.plan.tasks}
    now_names = {task.name for task in iteration.plan.tasks}
    dropped = [task for task in then.tasks if task.number not in now_numbers and task.name not in now_names]
    return Scope(
        len(then.tasks),
        discovered,
        tuple(task for task in added if not task.found_at),
        tuple((task.id, task.name) for task in dropped),
    )


def _plan_at_start(iteration: Iteration) -> Plan | None:
    base = base_commit(iteration.rows)
    try:
        return plan_at(iteration.repository, iteration.plan.folder, base) if base else None
    except RepositoryError:  # a shallow clone need not hold the commit
        return None
