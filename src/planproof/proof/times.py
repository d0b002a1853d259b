"""How long tasks took against their estimates, by the times in the evidence.

    first red    the first run in which a test of the task failed at Specify; else the first run of any check about the task
    last green   when the last of the checks about the task was proved for the first time
    took         the hours between, by the clock on the wall: nights and other work included

A test belongs to a task when the task's smoke test names it or when it lies in one of the task's key files; in a plan with one
task every test does. What the evidence doesn't say is not guessed: a task without an end, or without a beginning before it, has
no time, and says why. Replays don't count.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

import msgspec

from planproof.plan.model import Plan, Task
from planproof.plan.plain_path import plain_path
from planproof.proof.iteration import latest_rows
from planproof.proof.model import Evidence, Origin, RowKind, Verdict
from planproof.proof.status import task_status

__all__ = ["IterationTimes", "TaskTime", "times_of"]

_NOT_RED = frozenset(("passed", "skipped"))


class TaskTime(msgspec.Struct, frozen=True):
    """One task's estimate and time.

    Attributes:
        task, name: of the task.
        estimate_h: hours planned; None without an estimate.
        began, ended: RFC 3339 UTC; empty where the evidence doesn't say.
        red: whether a failing test is the beginning, and not only the first run of a check.
        took_h: hours between them; None when one isn't known.
        unknown: why `took_h` isn't known; empty when it is.
    """

    task: str
    name: str
    estimate_h: float | None
    began: str
    ended: str
    red: bool
    took_h: float | None
    unknown: str

    @property
    def ratio(self) -> float | None:
        """Time taken over estimate; None when one of them isn't known."""
        return self.took_h / self.estimate_h if self.took_h is not None and self.estimate_h else None


class IterationTimes(msgspec.Struct, frozen=True):
    """The times of an iteration.

    Attributes:
        tasks: each task, in the order of the plan.
        began, ended: first red of any test, and last green of the tasks once all are proved; empty where the evidence doesn't say.
        took_h: hours between them; None when one isn't known.
    """

    iteration: str
    name: str
    tasks: tuple[TaskTime, ...]
    began: str
    ended: str
    took_h: float | None

    @property
    def compared(self) -> tuple[TaskTime, ...]:
        """The tasks of which both estimate and time are known."""
        return tuple(task for task in self.tasks if task.ratio is not None)

    @property
    def ratio(self) -> float | None:
        """Time taken over estimate, of the tasks of which both are known together; None without one."""
        planned = sum(task.estimate_h or 0.0 for task in self.compared)
        return sum(task.took_h or 0.0 for task in self.compared) / planned if planned else None


def times_of(plan: Plan, rows: Sequence[Evidence]) -> IterationTimes:
    """The times of an iteration's tasks.

    Args:
        plan: as it is now.
        rows: all its evidence, oldest first.
    """
    checks = [row for row in rows if row.kind is RowKind.CHECK and row.origin is not Origin.REPLAYED]
    verdicts = {key: row.verdict for key, row in latest_rows(rows).items()}
    tasks = tuple(
        _time(plan, task, checks, task_status(task.id, verdicts, started=True) == "Proved") for task in plan.tasks
    )
    began = next((row.started_at for row in checks if _red_tests(row)), "")
    ended = max((task.ended for task in tasks), default="") if all(task.ended for task in tasks) else ""
    return IterationTimes(plan.id, plan.name, tasks, began, ended, _hours(began, ended))


def _time(plan: Plan, task: Task, checks: Sequence[Evidence], proved: bool) -> TaskTime:
    own = [row for row in checks if row.subject == task.id]
    red = next((row.started_at for row in checks if any(_belongs(name, task, plan) for name in _red_tests(row))), "")
    began = red or next((row.started_at for row in own), "")
    ended = _last_green(own) if proved else ""
    took = _hours(began, ended)
    unknown = ""
    if took is None:
        unknown = "not proved yet" if not ended else "was proved before a test of it was seen to fail"
    elif not red and began == ended:
        took, unknown = None, "no test of it was seen to fail, and its first run was green"
    return TaskTime(task.id, task.name, task.estimate_hours, began, ended, bool(red), took, unknown)


def _last_green(own: Iterable[Evidence]) -> str:
    first: dict[tuple[str, str], str] = {}
    for row in own:
        if row.verdict is Verdict.PROVED:
            first.setdefault((row.check, row.subject), row.started_at)
    return max(first.values(), default="")


def _red_tests(row: Evidence) -> list[str]:
    """Ids of the tests that failed in a run of Specify."""
    kinds = row.details.get("kinds") if row.check == "specify.red" else None
    return [str(name) for name, kind in kinds.items() if kind not in _NOT_RED] if isinstance(kinds, Mapping) else []


def _belongs(test: str, task: Task, plan: Plan) -> bool:
    if len(plan.tasks) == 1:
        return True
    file, _, rest = test.rpartition("::")
    bare = rest.partition("[")[0].rpartition(".")[2]
    if plain_path(file.partition("::")[0]) in {plain_path(key.path) for key in task.key_files}:
        return True
    return any(re.search(rf"\b{re.escape(bare)}\b", code.content) for code in task.smoke_tests)


def _hours(began: str, ended: str) -> float | None:
    """Hours between two times of rows; None when one isn't known, is no time, or they are the wrong way round."""
    if not began or not ended or ended < began:
        return None
    try:
        took = datetime.fromisoformat(ended) - datetime.fromisoformat(began)
    except (ValueError, TypeError):  # somebody else's row: no time, or one without its zone
        return None
    return round(took.total_seconds() / 3600, 4)
