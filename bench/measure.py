"""Times whole processes, in turn, as the operating system accounts for them."""

from __future__ import annotations

import os
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

__all__ = ["Command", "Samples", "in_turn"]


@dataclass(frozen=True, slots=True)
class Command:
    """One command to time.

    Attributes:
        name: how the table calls it.
        arguments: the program and its arguments.
        folder: where it runs.
        codes: exit codes that count as having done the work.
    """

    name: str
    arguments: Sequence[str]
    folder: Path
    codes: tuple[int, ...] = (0,)
    environment: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Samples:
    """What several runs of one command took.

    Attributes:
        seconds: wall time of each run.
        memory_bytes: the largest resident set of any of its processes, over all runs.
    """

    name: str
    seconds: tuple[float, ...]
    memory_bytes: int

    @property
    def median_s(self) -> float:
        """The middle run."""
        return statistics.median(self.seconds)

    @property
    def spread(self) -> str:
        """Fastest, middle and slowest run."""
        return f"{min(self.seconds):.3f} / {self.median_s:.3f} / {max(self.seconds):.3f} s"


def in_turn(commands: Sequence[Command], *, runs: int, warm_up: int = 1) -> list[Samples]:
    """Runs the commands A B C, A B C, …, so that a machine whose speed drifts treats them alike.

    Args:
        commands: what to time.
        runs: counted runs of each.
        warm_up: runs of each that don't count, first.

    Raises:
        RuntimeError: a command did not end as it should; its output says why.
    """
    seconds: dict[str, list[float]] = {command.name: [] for command in commands}
    memory = dict.fromkeys(seconds, 0)
    for turn in range(warm_up + runs):
        for command in commands:
            took, peak = _once(command)
            if turn >= warm_up:
                seconds[command.name].append(took)
                memory[command.name] = max(memory[command.name], peak)
    return [Samples(name, tuple(values), memory[name]) for name, values in seconds.items()]


def _once(command: Command) -> tuple[float, int]:
    """Wall seconds and peak memory in bytes of one run."""
    # The commands run in other folders, so a relative search path of ours would not be theirs.
    found = os.pathsep.join(path for path in sys.path if path)
    environment = {**os.environ, "NO_COLOR": "1", "PYTHONPATH": found, **(command.environment or {})}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)  # an installed program has its bytecode; the warm-up writes ours
    begun = time.perf_counter()
    process = subprocess.Popen(
        command.arguments,
        cwd=command.folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
    errors = process.stderr.read() if process.stderr else b""
    _, status, usage = os.wait4(process.pid, 0)
    took = time.perf_counter() - begun
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in command.codes:
        raise RuntimeError(
            f"{command.name} ended with {process.returncode}: {errors.decode('utf-8', 'replace')[-500:]}"
        )
    return took, _peak_bytes(usage)


def _peak_bytes(usage: resource.struct_rusage) -> int:
    return usage.ru_maxrss * 1024  # Linux counts in KiB
