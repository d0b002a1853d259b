"""Which task serves which requirement, as far as a plan says so.

Few plans trace everything, so silence is judged only where a plan speaks: a kind of requirement counts as traced when the tasks
name at least three in four of that kind.

    requirement 2 with criteria 2.1, 2.2     a task may name `2`, or `2.1`
    US1, FR-001, SC-001                      by id
"""

from __future__ import annotations

from collections.abc import Iterator

from planproof.plan.document import Text
from planproof.plan.foreign.model import ForeignPlan, Requirement

__all__ = ["criteria_left", "is_known", "named_ids", "traced"]

_SHARE_MIN = 0.75


def named_ids(plan: ForeignPlan) -> set[str]:
    """Every requirement that some task names, criteria as `2.1` and also as their requirement `2`."""
    found = {text.value for task in plan.tasks for text in task.requirements if text.value}
    return found | {identifier.split(".")[0] for identifier in found}


def traced(plan: ForeignPlan) -> list[Requirement]:
    """The requirements whose kind the plan traces."""
    named = named_ids(plan)
    of_kind: dict[str, list[Requirement]] = {}
    for requirement in plan.requirements:
        of_kind.setdefault(requirement.kind, []).append(requirement)
    kinds = {
        kind
        for kind, all_of in of_kind.items()
        if named and sum(each.id in named for each in all_of) >= _SHARE_MIN * len(all_of)
    }
    return [requirement for requirement in plan.requirements if requirement.kind in kinds]


def criteria_left(plan: ForeignPlan, requirement: Requirement) -> Iterator[str]:
    """Criteria of a requirement that no task names, where tasks name criteria of it rather than all of it."""
    named = {text.value for task in plan.tasks for text in task.requirements}
    numbers = [f"{requirement.id}.{number}" for number in range(1, len(requirement.scenarios) + 1)]
    if requirement.id not in named and any(number in named for number in numbers):
        yield from (number for number in numbers if number not in named)


def is_known(plan: ForeignPlan, named: Text) -> bool:
    """Whether a task's word for a requirement means one of the plan's; True where the plan has none of that form."""
    head, _, criterion = named.value.partition(".")
    alike = [each for each in plan.requirements if _form(each.id) == _form(head)]
    if not named.value or not alike:
        return True
    meant = next((each for each in alike if each.id == head), None)
    if meant is None:
        return False
    return not criterion.isdigit() or not meant.scenarios or int(criterion) <= len(meant.scenarios)


def _form(identifier: str) -> str:
    return identifier.rstrip("0123456789abcdefghijklmnopqrstuvwxyz")
