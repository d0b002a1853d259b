"""How the scope of an iteration has moved, as lines for a person and as data for `--json`."""

from __future__ import annotations

from typing import Any

from planproof.cli.face import Face
from planproof.plan.model import Task
from planproof.proof.scope import Scope
from planproof.proof.visible import visible

__all__ = ["print_scope", "scope_data"]


def print_scope(face: Face, scope: Scope) -> None:
    """What was planned at the start, and each task that came or went since; nothing where the scope has not moved."""
    if not scope.moved:
        return
    start = "" if scope.planned_at_start is None else f"{scope.planned_at_start} planned at the start, "
    face.line(
        f" scope: {start}{len(scope.discovered)} discovered, {len(scope.added)} added, {len(scope.dropped)} dropped"
    )
    for task in scope.discovered:
        face.line(f"   discovered {task.id} {visible(task.name)}  at {_found_at(task)}")
    for task in scope.added:
        face.line(f"   added      {task.id} {visible(task.name)}  without saying where it was found")
    for identifier, name in scope.dropped:
        face.line(f"   dropped    {identifier} {visible(name)}")


def _found_at(task: Task) -> str:
    return visible(" ".join(task.found_at.value.split())) if task.found_at else ""


def scope_data(scope: Scope) -> dict[str, Any]:
    """The same as JSON."""
    return {
        "plannedAtStart": scope.planned_at_start,
        "discovered": [
            _task_data(task) | {"foundAt": task.found_at.value if task.found_at else ""} for task in scope.discovered
        ],
        "added": [_task_data(task) for task in scope.added],
        "dropped": [{"id": identifier, "name": name} for identifier, name in scope.dropped],
    }


def _task_data(task: Task) -> dict[str, Any]:
    return {"id": task.id, "name": task.name, "hours": task.estimate_hours}
