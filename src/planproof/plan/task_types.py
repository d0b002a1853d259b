"""The four types of task, how long each may take, and which parts it needs.

implementation   known approach, produces a working feature        4 hours
spike            time-boxed exploration, leaves a deliverable       2 hours
integration      connects what is new to what is there              4 hours
wiring           configuration, services, deployment                4 hours
"""

from __future__ import annotations

import re

from planproof.plan.model import Task

__all__ = ["SPIKE_LIMIT_HOURS", "TASK_LIMIT_HOURS", "TASK_TYPES", "is_spike", "needed_parts", "task_type"]

TASK_LIMIT_HOURS = 4.0
SPIKE_LIMIT_HOURS = 2.0
TASK_TYPES = {
    "implementation": "Implementation Task",
    "spike": "Research Spike",
    "integration": "Integration Task",
    "wiring": "Wiring Task",
}

_TYPE = re.compile(
    r"(?:(implementation|integration|wiring)(?: task)?|(?:research )?(spike)(?: task)?)\s*(?:\([^()]*\))?[.;,]?",
    re.IGNORECASE,
)
_NEEDED = {
    "implementation": ("What to build", "Key files", "Core functionality", "Integration points"),
    "spike": ("What to build",),
    "integration": ("What to build", "Key files", "Integration points"),
    "wiring": ("What to build", "Key files"),
}


def task_type(task: Task) -> str | None:
    """`implementation`, `spike`, `integration` or `wiring`; None when the task has no type, another one or several."""
    match = _TYPE.fullmatch(task.type.value.strip().strip("`*_ ")) if task.type else None
    return next(name.lower() for name in match.groups() if name) if match else None


def is_spike(task: Task) -> bool:
    """True for a research spike."""
    return task_type(task) == "spike"


def needed_parts(task: Task) -> tuple[str, ...]:
    """Names of the fields that a task of this type must have; only `What to build` when the type isn't known."""
    return _NEEDED.get(task_type(task) or "spike", ())
