"""Tasks for Task Master: a `tasks.json` with one tag an iteration (`master` when there is only one).

Form: docs/task-structure.md and the type `Task` of @tm/core in eyaltoledano/claude-task-master.
"""

from __future__ import annotations

import json
import re
from typing import Any

from planproof.plan.export.model import ExportFile, Subject, numbered_tasks
from planproof.plan.export.words import details_text, verification_text
from planproof.plan.model import Plan, Task

__all__ = ["export_task_master"]

_STATUSES = {"Planned": "pending", "In Progress": "in-progress", "Proved": "done"}
_PRIORITIES = ("low", "medium", "high", "critical")


def export_task_master(subject: Subject) -> list[ExportFile]:
    """One file. A task is `done` only when its evidence proves it."""
    tags = {plan.id if len(subject.plans) > 1 else "master": _tag(subject, plan) for plan in subject.plans}
    return [ExportFile("", json.dumps(tags, ensure_ascii=False, indent=2) + "\n")]


def _tag(subject: Subject, plan: Plan) -> dict[str, Any]:
    numbers = numbered_tasks(plan)
    tasks = [_task(subject, task, numbers[index], set(numbers.values())) for index, task in enumerate(plan.tasks)]
    return {"tasks": tasks, "metadata": {"description": f"{plan.id} {plan.name}", "taskCount": len(tasks)}}


def _task(subject: Subject, task: Task, number: int, numbers: set[int]) -> dict[str, Any]:
    return {
        "id": number,
        "title": task.name or f"Task {number}",
        "description": task.what.value if task.what else "",
        "status": _STATUSES.get(subject.status(task.id), "pending"),
        "priority": _priority(task),
        "dependencies": [each for each in dict.fromkeys(task.depends_on) if each in numbers],
        "details": details_text(task),
        "testStrategy": verification_text(task),
        "subtasks": [],
        "metadata": {"planproof": task.id},
    }


def _priority(task: Task) -> str:
    """Their word for our priority: a word of theirs as it is, else 1 is high, 2 medium, more low."""
    written = task.priority.value.strip().lower() if task.priority else ""
    if written in _PRIORITIES:
        return written
    rank = re.search(r"\d+", written)
    return "medium" if not rank else {"0": "critical", "1": "high", "2": "medium"}.get(rank.group(), "low")
