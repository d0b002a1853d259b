"""Which tasks of a project wait for which, across iterations: their order, the longest way through them, what can begin now.

    tasks with needs and files ──► edges ──► order ──► earliest starts, critical path ──► ready ──► a set that shares no file

A task waits for the tasks that its dependency field names, for every task of an iteration that it names, and for the earlier
task that creates a file it uses, as long as that file isn't there. Hours are the plan's estimates; a task without one counts 0
hours and is named, so that nobody takes the sum for more than it is. Everything takes time in proportion to the tasks and edges.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Collection, Iterable, Sequence

import msgspec

from planproof.plan.plain_path import plain_path
from planproof.plan.task_order import dependency_circles

__all__ = ["Apart", "GraphTask", "Need", "TaskGraph"]


class GraphTask(msgspec.Struct, frozen=True, gc=False):
    """What the graph has to know of a task.

    Attributes:
        id: `M1_E1_I1_T2`.
        needs: ids of the tasks and iterations that its dependency field names.
        hours: its estimate; None when it has none.
        files: paths of its key files, also those that it creates.
        new_files: those that it creates.
        proved: whether it is done.
    """

    id: str
    needs: tuple[str, ...]
    hours: float | None
    files: tuple[str, ...]
    new_files: tuple[str, ...]
    proved: bool


class Need(msgspec.Struct, frozen=True, gc=False):
    """One task that another waits for.

    Attributes:
        task: id of the task that comes first; the id as written when no plan has it.
        file: the file that it creates; empty when the dependency field names it.
        known: False when no plan has it.
    """

    task: str
    file: str = ""
    known: bool = True


class Apart(msgspec.Struct, frozen=True, gc=False):
    """A task that can begin, but not beside another one.

    Attributes:
        task: its id.
        other: id of the task that has the files.
        files: the files that both touch, sorted.
    """

    task: str
    other: str
    files: tuple[str, ...]


class TaskGraph:
    """The tasks of a project and what each waits for.

    Args:
        tasks: all of them, in the order of the plans; of two with one id the first counts.
        exists: whether a path is there already; a task doesn't wait for a file that is.
    """

    def __init__(self, tasks: Iterable[GraphTask], exists: Callable[[str], bool]) -> None:
        self.tasks: dict[str, GraphTask] = {}
        for task in tasks:
            self.tasks.setdefault(task.id, task)
        self._position = {identifier: position for position, identifier in enumerate(self.tasks)}
        self._iterations: dict[str, list[str]] = {}
        self._creators: dict[str, str] = {}
        for task in self.tasks.values():
            self._iterations.setdefault(task.id.rpartition("_T")[0], []).append(task.id)
            for path in task.new_files:
                self._creators.setdefault(plain_path(path), task.id)
        self.needs = {task.id: self._needs(task, exists) for task in self.tasks.values()}
        self.order, self._start = self._ordered()
        self._tail = self._tails()

    def _needs(self, task: GraphTask, exists: Callable[[str], bool]) -> tuple[Need, ...]:
        found: dict[str, Need] = {}
        for name in task.needs:
            meant = [name] if name in self.tasks else self._iterations.get(name, [])
            for other in meant:
                found.setdefault(other, Need(other))
            if not meant:
                found.setdefault(name, Need(name, known=False))
        used = [path for path in task.files if path not in task.new_files] if not task.proved else []
        for path in used:
            creator = self._creators.get(plain_path(path), task.id)
            earlier = self._position[creator] < self._position[task.id]
            if earlier and creator not in found and not self.tasks[creator].proved and not exists(path):
                found[creator] = Need(creator, file=path)
        return tuple(found.values())

    def _ordered(self) -> tuple[tuple[str, ...], dict[str, tuple[float, int]]]:
        """The tasks with what they wait for first, as planned otherwise; before each, hours and tasks of the longest way.

        Kahn's algorithm; tasks in circles, and those behind them, are left out. What is proved takes no time any more.
        """
        waiting = {name: sum(need.known for need in needs) for name, needs in self.needs.items()}
        after: dict[str, list[str]] = {}
        for name, needs in self.needs.items():
            for need in needs:
                after.setdefault(need.task, []).append(name)
        names = list(self.tasks)
        ready = [self._position[name] for name, count in waiting.items() if not count]
        start = dict.fromkeys(self.tasks, (0.0, 0))
        order = []
        while ready:
            name = names[heapq.heappop(ready)]
            order.append(name)
            for follower in after.get(name, ()):
                hours, count = start[name]
                start[follower] = max(
                    start[follower], (hours + self.hours(name), count + (not self.tasks[name].proved))
                )
                waiting[follower] -= 1
                if not waiting[follower]:
                    heapq.heappush(ready, self._position[follower])
        return tuple(order), start

    def _tails(self) -> dict[str, float]:
        """For each task the hours of the longest way from its beginning to the end."""
        tail = {name: self.hours(name) for name in self.tasks}
        for name in reversed(self.order):
            for need in self.needs[name]:
                if need.known:
                    tail[need.task] = max(tail[need.task], self.hours(need.task) + tail[name])
        return tail

    def hours(self, identifier: str) -> float:
        """Hours that a task still takes by its estimate: 0 when it is proved or has none."""
        task = self.tasks[identifier]
        return 0.0 if task.proved else task.hours or 0.0

    def starts_after_h(self, identifier: str) -> float:
        """The hours after which a task can begin, with as many hands as there is work."""
        return self._start[identifier][0]

    def open_needs(self, identifier: str) -> tuple[Need, ...]:
        """What a task waits for now: tasks that aren't proved, and ids that no plan has."""
        return tuple(need for need in self.needs[identifier] if not need.known or not self.tasks[need.task].proved)

    def circles(self) -> list[tuple[str, ...]]:
        """The circles of tasks that wait for each other, one for each group, each in the direction of waiting."""
        stuck = set(self.tasks).difference(self.order)
        depends = {
            self._position[name]: [self._position[need.task] for need in self.needs[name] if need.task in stuck]
            for name in sorted(stuck, key=self._position.__getitem__)
        }
        names = list(self.tasks)
        return [tuple(names[number] for number in circle) for circle in dependency_circles(depends)]

    def critical_path(self, among: Collection[str]) -> tuple[str, ...]:
        """The longest way by estimates to the end of the tasks `among`: ids in order, tasks before them included.

        Empty when all of them are proved or wait in a circle.
        """
        ordered = [name for name in self.order if name in among and not self.tasks[name].proved]
        if not ordered:
            return ()
        last = max(ordered, key=self._end)
        way = [last]
        while before := [need.task for need in self.open_needs(way[-1]) if need.known]:
            way.append(max(before, key=self._end))
        return tuple(reversed(way))

    def _end(self, identifier: str) -> tuple[float, int]:
        """Hours and tasks of the longest way to the end of a task: of two ways of equal length, the one with more tasks counts."""
        hours, count = self._start[identifier]
        return hours + self.hours(identifier), count

    def ready(self, among: Collection[str]) -> list[str]:
        """The tasks `among` that aren't proved and wait for nothing, those with the longest way behind them first."""
        found = [
            name for name in self.order if name in among and not self.tasks[name].proved and not self.open_needs(name)
        ]
        return sorted(found, key=lambda name: (-self._tail[name], self._position[name]))

    def together(self, ready: Sequence[str], busy: Iterable[str] = ()) -> tuple[list[str], list[Apart]]:
        """Which tasks can be worked on at once without touching one file twice.

        Args:
            ready: ids of tasks, those that matter most first.
            busy: ids of tasks that somebody works on already.

        Returns:
            the ids that fit beside each other and beside the busy ones, and for each of the others what stands in its way.
        """
        holders: dict[str, str] = {}
        for name in busy:
            for path in self.tasks[name].files if name in self.tasks else ():
                holders.setdefault(plain_path(path), name)
        fitting: list[str] = []
        apart: list[Apart] = []
        for name in ready:
            paths = {plain_path(path) for path in self.tasks[name].files}
            other = next((holders[path] for path in sorted(paths) if path in holders), "")
            if other:
                shared = tuple(sorted(path for path in paths if holders.get(path) == other))
                apart.append(Apart(name, other, shared))
            else:
                fitting.append(name)
                holders |= dict.fromkeys(paths, name)
        return fitting, apart
