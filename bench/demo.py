"""How long `make demo` takes, phase by phase: the same program in a process of its own, its headings timed as they come.

── The plan is written: …        a heading begins a phase, the next one or the end ends it
"""

from __future__ import annotations

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
        phases: heading of each phase with its wall time in seconds.
        total_s: wall time of the whole process.
        processor_s: time that all its processes had a processor, user and system.
        fine: whether everything was proved and every lie was caught.
    """

    phases: tuple[tuple[str, float], ...]
    total_s: float
    processor_s: float
    fine: bool


def play(home: Path) -> Played:
    """Runs the demo once and times it.

    Args:
        home: a folder that doesn't exist yet, in which it works.
    """
    begun, used = time.perf_counter(), _processor_s()
    process = subprocess.Popen(
        [sys.executable, "-m", "examples.demo", "--keep", str(home)],
        cwd=Path(__file__).resolve().parents[1],
        stdout=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )
    headings: list[tuple[str, float]] = []
    with process:
        for line in process.stdout or ():
            if line.startswith(_HEADING):
                headings.append((line.removeprefix(_HEADING).strip(), time.perf_counter()))
    ended = time.perf_counter()
    ends = [at for _, at in headings[1:]] + [ended]
    phases = tuple((name, end - at) for (name, at), end in zip(headings, ends, strict=True))
    return Played(phases, ended - begun, _processor_s() - used, process.returncode == 0)


def _processor_s() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
