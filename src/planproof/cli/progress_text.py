"""How far milestones, epics and iterations are, as lines for a person and as data for `--json`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from planproof.cli.closing_text import closing_text
from planproof.cli.face import Face
from planproof.proof.closing import closing_data
from planproof.proof.roll_up import Progress, Tally
from planproof.proof.visible import visible

__all__ = ["print_progress", "progress_data", "tally_data", "tally_text"]

_INDENT = {"milestone": "", "epic": "  ", "iteration": "    "}


def print_progress(face: Face, found: Iterable[Progress]) -> None:
    """One line each, what is below it indented."""
    for progress in found:
        indent = _INDENT.get(progress.level, "")
        stages = f" {strip(progress.stages)}" if progress.level == "iteration" else ""
        title = visible(f"{progress.id} {progress.name}".rstrip())
        stale = face.style(f"  {progress.stale} stale", "yellow") if progress.stale else ""
        closed = face.style(f"  {closing_text(progress.closing)}".rstrip(), "dim")
        weight = "bold" if progress.level == "milestone" else "dim" if progress.tally.closed else ""
        shown = (
            face.style(f"{indent}{title:<{44 - len(indent)}}", weight)
            if weight
            else f"{indent}{title:<{44 - len(indent)}}"
        )
        face.line(f"{shown}{stages} {tally_text(progress.tally, short=progress.level == 'iteration')}{stale}{closed}")
        print_progress(face, progress.below)


def strip(proved: Iterable[int]) -> str:
    """Nine places, the number of each proved stage or a dot: `1234.....`."""
    return "".join(str(stage) if stage in set(proved) else "." for stage in range(1, 10))


def tally_text(tally: Tally, *, short: bool = False) -> str:
    """The counts in a line: `12 of 40 tasks, 31 of 96 h, 2 of 9 iterations closed; 3 tasks discovered (5 h)`.

    Args:
        short: of one iteration, where the count of iterations says nothing.
    """
    parts = [f"{tally.proved} of {tally.tasks} tasks", f"{tally.hours_proved:g} of {tally.hours:g} h"]
    if not short:
        parts.append(f"{tally.closed} of {tally.iterations} iterations closed")
    if tally.stale and not short:
        parts.append(f"{tally.stale} with something stale")
    text = ", ".join(parts)
    if tally.unestimated:
        text += f" ({tally.unestimated} without an estimate)"
    if tally.discovered:
        text += f"; {tally.discovered} discovered ({tally.discovered_hours:g} h, {tally.discovered_proved} proved)"
    return text


def tally_data(tally: Tally) -> dict[str, Any]:
    """The counts as JSON; `taskShare` and `hourShare` are between 0 and 1, null of nothing."""
    return {
        "iterations": tally.iterations,
        "iterationsClosed": tally.closed,
        "iterationsStale": tally.stale,
        "tasks": tally.tasks,
        "tasksProved": tally.proved,
        "taskShare": round(tally.proved / tally.tasks, 4) if tally.tasks else None,
        "hours": tally.hours,
        "hoursProved": tally.hours_proved,
        "hourShare": round(tally.hours_proved / tally.hours, 4) if tally.hours else None,
        "unestimated": tally.unestimated,
        "discovered": tally.discovered,
        "discoveredProved": tally.discovered_proved,
        "discoveredHours": tally.discovered_hours,
    }


def progress_data(progress: Progress) -> Mapping[str, Any]:
    """One milestone, epic or iteration and what is below it as JSON."""
    data: dict[str, Any] = {"id": progress.id, "name": progress.name, "level": progress.level}
    data["progress"] = tally_data(progress.tally)
    if progress.level == "iteration":
        closed = closing_data(progress.closing)
        return data | {"provedStages": list(progress.stages), "stale": progress.stale, "closed": closed}
    key = "epics" if progress.level == "milestone" else "iterations"
    return data | {key: [progress_data(below) for below in progress.below]}
