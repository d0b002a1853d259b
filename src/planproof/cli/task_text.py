"""One task as lines for a person and as data for `--json`; `next` and `show` print the same."""

from __future__ import annotations

from typing import Any

from planproof.cli.face import Face
from planproof.proof.roster import RosterTask
from planproof.proof.visible import visible

__all__ = ["print_task", "task_data"]


def print_task(face: Face, task: RosterTask) -> None:
    """The task: what, files, what it needs, the commands that show success."""
    face.line(face.style(visible(f"{task.id} {task.name}"), "bold") + f"  {task.status}")
    facts = [task.type, task.priority and f"priority {task.priority}", task.estimate]
    face.line(visible(f"  {', '.join(fact for fact in facts if fact)}  ({task.path}:{task.line})"))
    if task.depends_on:
        face.line(f"  depends on {', '.join(task.depends_on)}")
    if task.what:
        for line in task.what.splitlines():
            face.line(f"  {visible(line)}")
    for path in task.key_files:
        face.line(f"  file {visible(path)}" + (" (new)" if path in task.new_files else ""))
    for script, expected in task.verification:
        for line in script.splitlines():
            face.line(f"  $ {visible(line)}")
        for line in (expected or "").splitlines():
            face.line(f"    {visible(line)}")


def task_data(task: RosterTask) -> dict[str, Any]:
    """The task as JSON."""
    return {
        "id": task.id,
        "name": task.name,
        "status": task.status,
        "type": task.type,
        "priority": task.priority,
        "estimate": task.estimate,
        "what": task.what,
        "dependsOn": list(task.depends_on),
        "keyFiles": [{"path": path, "new": path in task.new_files} for path in task.key_files],
        "verification": [{"command": script, "expected": expected} for script, expected in task.verification],
        "place": f"{task.path}:{task.line}",
    }
