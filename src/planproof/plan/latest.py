"""Keeps what was last asked of a plan: rules run plan by plan, and several ask the same of it.

    @of_latest_plan
    def planned_paths(plan: Plan) -> tuple[str, ...]: …

A plan is recognised by being the same object; comparing or hashing it would cost more than most answers.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TypeVar

from planproof.plan.model import Plan

__all__ = ["of_latest_plan"]

Answer = TypeVar("Answer")


def of_latest_plan(function: Callable[[Plan], Answer]) -> Callable[[Plan], Answer]:
    """The function with its answer for the latest plan kept; the answer must be something that nobody changes."""
    latest: list[tuple[Plan, Answer]] = []

    @wraps(function)
    def kept(plan: Plan) -> Answer:
        found = latest[0] if latest else None
        if found is None or found[0] is not plan:
            found = (plan, function(plan))
            latest[:] = [
                found
            ]  # another thread may put its own here at any moment, so what is given back is not read again
        return found[1]

    return kept
