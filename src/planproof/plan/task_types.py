"""The types of task, how long each may take, and which parts it needs: four that are planned, four that are found on the way.

implementation   known approach, produces a working feature        4 hours
spike            time-boxed exploration, leaves a deliverable       2 hours
integration      connects what is new to what is there              4 hours
wiring           configuration, services, deployment                4 hours

debt             a shortcut that costs something each day           4 hours
refactor         the same behaviour in a better shape               4 hours
fix              something that doesn't do what it should           4 hours
technical        what nobody asks for and the work needs            4 hours
"""

from __future__ import annotations

import re
from functools import lru_cache

from planproof.plan.late_pattern import late_pattern
from planproof.plan.model import Task

__all__ = [
    "DISCOVERED_TYPES",
    "SPIKE_LIMIT_HOURS",
    "TASK_LIMIT_HOURS",
    "TASK_TYPES",
    "is_spike",
    "is_testing",
    "needed_parts",
    "task_type",
]

TASK_LIMIT_HOURS = 4.0
SPIKE_LIMIT_HOURS = 2.0
TASK_TYPES = {
    "implementation": "Implementation Task",
    "spike": "Research Spike",
    "integration": "Integration Task",
    "wiring": "Wiring Task",
}
DISCOVERED_TYPES = {
    "debt": "Debt Task",
    "refactor": "Refactor Task",
    "fix": "Fix Task",
    "technical": "Technical Task",
}

_TYPE = late_pattern(
    r"(?:(implementation|integration|wiring|debt|refactor|fix|technical)(?: task)?|(?:research )?(spike)(?: task)?)"
    r"\s*(?:\([^()]*\))?[.;,]?",
    re.IGNORECASE,
)
_TESTING = late_pattern(r"\b(?:tests|testing|test suite)\b|^\W*test\b", re.IGNORECASE)
_NEEDED = {
    "implementation": ("What to build", "Key files", "Core functionality", "Integration points"),
    "spike": ("What to build",),
    "integration": ("What to build", "Key files", "Integration points"),
    "wiring": ("What to build", "Key files"),
    **dict.fromkeys(DISCOVERED_TYPES, ("What to build", "Key files")),
}


def task_type(task: Task) -> str | None:
    """A key of `TASK_TYPES` or `DISCOVERED_TYPES`; None when the task has no type, another one or several."""
    return _type_of(task.type.value) if task.type else None


@lru_cache(maxsize=256)  # a plan's tasks share a few texts, and half a dozen rules ask about each task
def _type_of(text: str) -> str | None:
    match = _TYPE.fullmatch(text.strip().strip("`*_ "))
    return next(name.lower() for name in match.groups() if name) if match else None


def is_spike(task: Task) -> bool:
    """True for a research spike."""
    return task_type(task) == "spike"


def is_testing(task: Task) -> bool:
    """True for a task whose name says that it is about tests: `Integration tests of the store`, `Test the store`."""
    return bool(_TESTING.search(task.name))


def needed_parts(task: Task) -> tuple[str, ...]:
    """Names of the fields that a task of this type must have; only `What to build` when the type isn't known."""
    return _NEEDED.get(task_type(task) or "spike", ())
