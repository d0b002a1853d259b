"""Which task touches which file, and which tasks wait for which: what the rules about shared files look at.

Who waits for whom is kept as one bit a task, so that a chain of ten thousand tasks costs megabytes and not gigabytes.
"""

from __future__ import annotations

from planproof.plan.latest import of_latest_plan
from planproof.plan.model import KeyFile, Plan, Task
from planproof.plan.plain_path import plain_path

__all__ = ["TaskOrder", "Touch", "task_order", "touches"]

Touch = tuple[Task, KeyFile]


class TaskOrder:
    """The order that dependencies put a plan's tasks in; inside a circle of dependencies it knows only part of it.

    Args:
        plan: the plan; dependencies on numbers that no task has are passed over.
    """

    def __init__(self, plan: Plan) -> None:
        self._depends = {task.number: task.depends_on for task in plan.tasks}
        self._numbers = list(self._depends)
        self._bits = {number: 1 << position for position, number in enumerate(self._numbers)}
        self._before: dict[int, int] = {}
        for number in self._numbers:
            self._settle(number)

    def _settle(self, start: int) -> None:
        """Computes the tasks before `start`, those of its dependencies first."""
        waiting, entered = [start], set[int]()
        while waiting:
            number = waiting[-1]
            others = [other for other in self._depends[number] if other in self._depends]
            if number not in entered and number not in self._before:
                entered.add(number)
                waiting += [other for other in others if other not in self._before and other not in entered]
                continue
            waiting.pop()
            if number not in self._before:
                self._before[number] = 0
                for other in others:
                    self._before[number] |= self._bits[other] | self._before.get(other, 0)

    def bit(self, number: int) -> int:
        """The bit that stands for a task in a set of tasks."""
        return self._bits[number]

    def waits(self, number: int, other: int) -> bool:
        """Whether task `number` is done after task `other`, directly or by others between them."""
        return bool(self._before[number] & self._bits[other])

    def first_unordered(self, number: int, among: int) -> int | None:
        """The first task of a set of bits that neither waits for task `number` nor is waited for by it."""
        candidates = among & ~self._before[number] & ~self._bits[number]
        while candidates:
            lowest = candidates & -candidates
            other = self._numbers[lowest.bit_length() - 1]
            if not self.waits(other, number):
                return other
            candidates ^= lowest
        return None


@of_latest_plan
def task_order(plan: Plan) -> TaskOrder:
    """The order of a plan's tasks; several rules ask for it."""
    return TaskOrder(plan)


@of_latest_plan
def touches(plan: Plan) -> dict[str, list[Touch]]:
    """For every path the tasks that name it as a key file, in the order of the plan, each task once."""
    found: dict[str, list[Touch]] = {}
    for task in plan.tasks:
        for file in task.key_files:
            listed = found.setdefault(plain_path(file.path), [])
            if not listed or listed[-1][0] is not task:
                listed.append((task, file))
    return found
