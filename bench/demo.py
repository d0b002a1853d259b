"""How long `make demo` takes, phase by phase: the same program in a process of its own, its headings timed as they come.

── The plan is written: …        a heading begins a phase, the next one or the end ends it
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

__all__ = ["Played", "play"]

_HEADING = "── "


@dataclass(frozen=True, slots=True)
class Played:
    """One run of the demo.

    Attributes:
        phases: heading of each phase with its wall time and its time of processors, in seconds.
        total_s: wall time of the whole process.
        processor_s: time that all its processes had a processor, user and system.
        fine: whether everything was proved and every lie was caught.
    """

    phases: tuple[tuple[str, float, float], ...]
    total_s: float
    processor_s: float
    fine: bool


def play() -> Played:
    """Runs the demo once, as `make demo` does, and times it."""
    begun = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-m", "examples.demo"],
        cwd=Path(__file__).resolve().parents[1],
        stdout=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )
    headings: list[tuple[str, float, float]] = []
    with process:
        before = _processor_s()
        for line in process.stdout or ():
            if line.startswith(_HEADING):
                headings.append((line.removeprefix(_HEADING).strip(), time.perf_counter(), _processor_of(process.pid)))
    total, used = time.perf_counter() - begun, _processor_s() - before
    ends = [*headings[1:], ("", begun + total, used)]
    phases = tuple(
        (name, end - at, end_used - at_used)
        for (name, at, at_used), (_, end, end_used) in zip(headings, ends, strict=True)
    )
    return Played(phases, total, used, process.returncode == 0)


def _processor_s() -> float:
    """Time of processors of all processes that this one has started and waited for, and of theirs, in seconds."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _processor_of(pid: int) -> float:
    """The same of another process, its own time included: fields 14 to 17 of `/proc/PID/stat`, proc(5)."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return sum(map(int, fields[11:15])) / os.sysconf("SC_CLK_TCK")
