"""Estimates against time taken, as lines for a person and as data for `--json`."""

from __future__ import annotations

from typing import Any

from planproof.cli.face import Face
from planproof.proof.times import IterationTimes, TaskTime
from planproof.proof.visible import visible

__all__ = ["print_times", "times_data"]


def print_times(face: Face, times: IterationTimes) -> None:
    """A line a task, and their sum."""
    face.line(
        face.style(visible(f"{times.iteration} {times.name}"), "bold")
        + "  first red to last green, by the clock on the wall"
    )
    for task in times.tasks:
        face.line(f"  {task.task:<14} {_task_text(task)}  {visible(task.name)}")
    known = times.compared
    if times.ratio is not None:
        planned, took = sum(task.estimate_h or 0.0 for task in known), sum(task.took_h or 0.0 for task in known)
        face.line(
            f"  {len(known)} of {len(times.tasks)} tasks known: {planned:g} h planned, {_h(took)} taken, {_times(times.ratio)}"
        )
    else:
        face.line(f"  nothing to compare: of none of {len(times.tasks)} tasks both estimate and time are known")
    if times.took_h is not None:
        face.line(f"  the iteration as a whole: {_h(times.took_h)}")


def _task_text(task: TaskTime) -> str:
    planned = "no estimate" if task.estimate_h is None else f"{task.estimate_h:g} h planned"
    if task.took_h is None:
        return f"{planned}, time not known: {task.unknown}"
    since = "" if task.red else " since the first run of a check, no red test"
    ratio = f", {_times(task.ratio)}" if task.ratio is not None else ""
    return f"{planned}, {_h(task.took_h)} taken{since}{ratio}"


def _h(hours: float) -> str:
    return f"{hours:.1f} h" if hours >= 0.1 else f"{hours * 60:.1f} min"


def _times(ratio: float) -> str:
    return f"{ratio:.2f} times the estimate"


def times_data(times: IterationTimes) -> dict[str, Any]:
    """The times of an iteration as JSON; hours are decimal, null where they aren't known."""
    return {
        "iteration": times.iteration,
        "began": times.began or None,
        "ended": times.ended or None,
        "tookHours": times.took_h,
        "ratio": _rounded(times.ratio),
        "tasksCompared": len(times.compared),
        "tasks": [
            {
                "id": task.task,
                "name": task.name,
                "estimateHours": task.estimate_h,
                "began": task.began or None,
                "ended": task.ended or None,
                "sawRed": task.red,
                "tookHours": task.took_h,
                "ratio": _rounded(task.ratio),
                "unknown": task.unknown or None,
            }
            for task in times.tasks
        ],
    }


def _rounded(ratio: float | None) -> float | None:
    return None if ratio is None else round(ratio, 4)
