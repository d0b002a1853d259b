"""The order of the tasks by what they wait for, the longest way through them, and what can be worked on at once.

    planproof order             everything that is planned
    planproof order M1_E1       an epic, milestone or iteration; what its tasks wait for elsewhere counts

A task waits for the tasks that **Depends on** names, for all tasks of another iteration named there, and for the earlier
task that creates one of its key files, as long as that file isn't there. The critical path is the longest way by estimates:
no number of hands makes the rest quicker than that. Tasks that can begin and share no key file, with each other or with a task
that is claimed, can be given to several agents at once; where two share one, the task with more work behind it goes first and the
other is named with the file.

Exit code 0; 1 when something is left and nothing can begin.
"""

from __future__ import annotations

import argparse
from typing import Any

from planproof.cli.face import Face
from planproof.errors import UsageError
from planproof.plan.ids import nearest_ids
from planproof.plan.task_graph import Need
from planproof.proof.roster import read_roster
from planproof.proof.visible import visible
from planproof.proof.work_order import WorkOrder, work_order
from planproof.root import project_root

__all__ = ["configure", "run"]

_LINES = 40
_NAMES = 12


def configure(parser: argparse.ArgumentParser) -> None:
    """Adds the verb's arguments."""
    parser.add_argument("id", nargs="?", default="", metavar="ID", help="M1, M1_E2 or M1_E2_I3; everything without")
    parser.add_argument("--all", action="store_true", help=f"list everything, not the first {_LINES} tasks")


def run(arguments: argparse.Namespace, face: Face) -> int:
    """Prints the order."""
    root = project_root(arguments.project)
    found = work_order(root, arguments.id, read_roster(root).claims())
    if not found.tasks:
        raise _unknown(root, arguments.id)
    left = [name for name, task in found.tasks.items() if task.status != "Proved"]
    _print(face, found, left, arguments.all)
    face.document("order", {"id": arguments.id, **_data(found)}, _diagnostics(found))
    return 1 if left and not found.ready else 0


def _unknown(root: str, identifier: str) -> UsageError:
    if not identifier:
        return UsageError("no task is planned yet", hint="planproof new iteration writes a plan")
    near = nearest_ids(identifier, read_roster(root).ids())
    return UsageError(f"no task below {identifier}", hint=f"the nearest: {', '.join(near)}" if near else "")


def _print(face: Face, found: WorkOrder, left: list[str], whole: bool) -> None:
    face.line(f"{len(left)} of {len(found.tasks)} tasks left, {found.hours_left:g} h")
    names = None if whole else _NAMES
    for name in left if whole else left[:_LINES]:
        face.line(_line(face, found, name))
    if not whole and len(left) > _LINES:
        face.line(f"  … and {len(left) - _LINES} more: --all lists them")
    for circle in found.circles:
        face.line(face.style("  circle ", "red") + " waits for ".join((*circle, circle[0])))
    if found.critical:
        unknown = f", {len(found.unestimated)} without an estimate count as 0" if found.unestimated else ""
        face.line(f"critical path {found.critical_h:g} h{unknown}: {_listed(found.critical, ' > ', names)}")
    if found.together:
        face.line(f"can begin now, side by side: {_listed(found.together, ', ', names)}")
    for apart in found.apart if whole else found.apart[:_LINES]:
        face.line(f"  not beside {apart.other}: {apart.task}, both touch {visible(', '.join(apart.files))}")


def _listed(names: tuple[str, ...], between: str, limit: int | None) -> str:
    more = f"{between}… and {len(names) - limit} more" if limit and len(names) > limit else ""
    return between.join(names[:limit]) + more


def _line(face: Face, found: WorkOrder, name: str) -> str:
    task = found.tasks[name]
    mark = face.style("!", "yellow") if name in found.critical else " "
    hours = "? h" if task.hours is None else f"{task.hours:g} h"
    waits = ", ".join(map(_need_text, found.graph.open_needs(name)))
    start = f"after {found.graph.starts_after_h(name):g} h" if waits else "ready"
    return f" {mark}{name:<14} {hours:>5}  {start:<11} {visible(task.name)}" + (
        f"  (waits for {waits})" if waits else ""
    )


def _need_text(need: Need) -> str:
    if not need.known:
        return f"{need.task}, which isn't planned"
    return f"{need.task}, which creates {visible(need.file)}" if need.file else need.task


def _data(found: WorkOrder) -> dict[str, Any]:
    graph = found.graph
    return {
        "tasks": [
            {
                "id": name,
                "name": task.name,
                "status": task.status,
                "hours": task.hours,
                "startsAfterHours": graph.starts_after_h(name),
                "critical": name in found.critical,
                "waitsFor": [
                    {"task": need.task, "file": need.file or None, "planned": need.known}
                    for need in graph.open_needs(name)
                ],
            }
            for name, task in found.tasks.items()
        ],
        "circles": [list(circle) for circle in found.circles],
        "criticalPath": list(found.critical),
        "criticalHours": found.critical_h,
        "hoursLeft": found.hours_left,
        "unestimated": list(found.unestimated),
        "ready": list(found.ready),
        "together": list(found.together),
        "apart": [{"task": apart.task, "other": apart.other, "files": list(apart.files)} for apart in found.apart],
    }


def _diagnostics(found: WorkOrder) -> list[dict[str, str]]:
    """A circle or an unknown dependency as a diagnostic: the order can't be relied on there."""
    circles = [
        _diagnostic("dependency-circle", " waits for ".join((*circle, circle[0])), circle[0])
        for circle in found.circles
    ]
    unknown = [
        _diagnostic("dependency-unknown", f"{name} waits for {need.task}, which isn't planned", name)
        for name in found.tasks
        for need in found.graph.open_needs(name)
        if not need.known
    ]
    return circles + unknown


def _diagnostic(code: str, message: str, target: str) -> dict[str, str]:
    return {"severity": "warning", "code": code, "message": message, "target": target, "fix": ""}
