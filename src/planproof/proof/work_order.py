"""The order of a project's work: the graph of its tasks, with what the roster knows of each, looked at from one id."""

from __future__ import annotations

import os
from collections.abc import Iterable

import msgspec

from planproof.plan.task_graph import Apart, GraphTask, TaskGraph
from planproof.proof.roster import Roster, RosterTask, read_roster

__all__ = ["WorkOrder", "work_order"]


class WorkOrder(msgspec.Struct, frozen=True):
    """The work below one id.

    Attributes:
        graph: every task of the project.
        tasks: the tasks below the id by their own id, in the order in which they can be done; those in circles last.
        circles: circles of tasks that wait for each other, those with a task below the id.
        critical: ids on the longest way to the end of what is left, tasks elsewhere that it leads through included.
        hours_left: estimates of all that is left below the id.
        critical_h: hours of the longest way: the least it takes with as many hands as there is work.
        unestimated: tasks below the id that are left and have no estimate.
        ready: ids that wait for nothing, the longest way behind them first; claimed ones are not among them.
        together: those of `ready` that share no file with each other nor with what is claimed.
        apart: the others, each with what stands in its way.
    """

    graph: TaskGraph
    tasks: dict[str, RosterTask]
    circles: tuple[tuple[str, ...], ...]
    critical: tuple[str, ...]
    hours_left: float
    critical_h: float
    unestimated: tuple[str, ...]
    ready: tuple[str, ...]
    together: tuple[str, ...]
    apart: tuple[Apart, ...]


def work_order(root: str, identifier: str = "", busy: Iterable[str] = ()) -> WorkOrder:
    """The order of work below a milestone, epic or iteration.

    Args:
        root: of the project, absolute.
        identifier: what to look at; everything for ``""``.
        busy: ids of tasks that somebody works on.

    Raises:
        ConfigurationError, EnvironmentFault, LedgerError: as `read_roster`.
    """
    roster = read_roster(root)
    known = _tasks(roster)
    graph = TaskGraph(map(_graph_task, known.values()), lambda path: os.path.exists(f"{root}/{path}"))
    below = {name for name in known if not identifier or name.startswith(f"{identifier}_")}
    ordered = [name for name in graph.order if name in below]
    tasks = {name: known[name] for name in (*ordered, *(name for name in known if name in below))}
    critical = graph.critical_path(below)
    left = [name for name in tasks if known[name].status != "Proved"]
    taken = set(busy)
    ready = [name for name in graph.ready(below) if name not in taken]
    together, apart = graph.together(ready, sorted(taken))
    return WorkOrder(
        graph=graph,
        tasks=tasks,
        circles=tuple(circle for circle in graph.circles() if not below.isdisjoint(circle)),
        critical=critical,
        hours_left=sum(map(graph.hours, left)),
        critical_h=sum(map(graph.hours, critical)),
        unestimated=tuple(name for name in left if known[name].hours is None),
        ready=tuple(ready),
        together=tuple(together),
        apart=tuple(apart),
    )


def _tasks(roster: Roster) -> dict[str, RosterTask]:
    found: dict[str, RosterTask] = {}
    for entry in roster.entries():
        for task in entry.tasks:
            found.setdefault(task.id, task)
    return found


def _graph_task(task: RosterTask) -> GraphTask:
    return GraphTask(task.id, task.depends_on, task.hours, task.key_files, task.new_files, task.status == "Proved")
