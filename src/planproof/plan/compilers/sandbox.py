"""Runs one compiler inside limits: time, memory, CPU, size of what it writes; nothing of the environment but a PATH.

    Outcome = run_limited(["gcc", "-fsyntax-only", …], folder)

The limits are set by `/bin/sh` (`ulimit`) in front of the compiler rather than by `preexec_fn`, which isn't safe in a
program with threads. What the compiler says goes into an unlinked file, so the limit on file size caps it too. The
whole process group is ended at the deadline and whenever the compiler itself has ended.
"""

from __future__ import annotations

import contextlib
import os
import re
import select
import signal
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

__all__ = ["LIMITS", "CompilerLimits", "Outcome", "run_limited"]


@dataclass(frozen=True, slots=True)
class CompilerLimits:
    """What one compiler may use.

    Attributes:
        wall_s: seconds by the clock; several times the CPU's, since a busy machine must not make findings.
        cpu_s: seconds of CPU, for each of its processes.
        memory_bytes: address space, for each of its processes.
        file_bytes: size of anything it writes, its messages included.
    """

    wall_s: float = 30.0
    cpu_s: int = 5
    memory_bytes: int = 1 << 30
    file_bytes: int = 4 << 20


LIMITS = CompilerLimits()

_NOT_LIMITED = 125
_LIMIT_SCRIPT = 'ulimit -c 0 && ulimit -t "$1" && ulimit -f "$2" && {{ {memory} }} || exit {code}; shift 3; exec "$@"'
# Only Linux lets a process lower its address space; elsewhere CPU and clock are the limits.
_MEMORY = 'ulimit -v "$3";' if sys.platform == "linux" else ":;"
_SCRIPT = _LIMIT_SCRIPT.format(memory=_MEMORY, code=_NOT_LIMITED)

_ENDED = (
    (re.compile(r"out of memory|virtual memory exhausted|cannot allocate memory|bad_alloc", re.I), "memory"),
    (re.compile(r"cpu time limit exceeded|killed signal terminated", re.I), "CPU time"),
    (re.compile(r"file size limit exceeded", re.I), "size of its output"),
    (re.compile(r"internal compiler error|signal terminated program|PLEASE submit a bug report", re.I), "crash"),
)
_BY_SIGNAL = {
    signal.SIGXCPU: "CPU time",
    signal.SIGKILL: "CPU time",
    signal.SIGXFSZ: "size of its output",
}


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a compiler ended.

    Attributes:
        exit_code: its own; negative for a signal.
        messages: what it wrote, at most 256 KiB of it.
        limit: `time`, `CPU time`, `memory`, `size of its output`, `crash`, `limits` (they could not be set, so nothing
            was started); empty when it ended by itself.
    """

    exit_code: int
    messages: str
    limit: str


def run_limited(arguments: list[str], folder: Path, limits: CompilerLimits | None = None) -> Outcome:
    """Runs a compiler in `folder` and waits for its end.

    Args:
        arguments: absolute path of the compiler and its arguments.
        folder: its working directory and the only one it is told of for temporary files.
        limits: what it may use; `LIMITS` as they are by then when None.

    Returns:
        how it ended; a limit that was hit is told apart from a compiler that just says no.

    Raises:
        OSError: `/bin/sh` can't be started.
    """
    limits = limits or LIMITS
    sizes = [str(limits.cpu_s), str(limits.file_bytes // 512), str(limits.memory_bytes // 1024)]
    with tempfile.TemporaryFile() as messages:
        process = subprocess.Popen(
            ["/bin/sh", "-c", _SCRIPT, "sh", *sizes, *arguments],
            cwd=folder,
            env={"PATH": os.environ.get("PATH", os.defpath), "LANG": "C", "LC_ALL": "C", "TMPDIR": str(folder)},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=messages,
            start_new_session=True,
        )
        in_time = False
        try:
            in_time = _wait(process, limits.wall_s)
        finally:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        messages.seek(0)
        said = messages.read(1 << 18).decode("utf-8", "replace")
    return Outcome(process.returncode, said, _limit(process.returncode, said) if in_time else "time")


def _wait(process: subprocess.Popen[bytes], seconds: float) -> bool:
    """Whether the process ended in time. It is not reaped here, so that its group can't belong to anybody else yet."""
    if not hasattr(os, "pidfd_open"):
        try:
            process.wait(seconds)
        except subprocess.TimeoutExpired:
            return False
        return True
    descriptor = os.pidfd_open(process.pid)
    try:
        poll = select.poll()
        poll.register(descriptor, select.POLLIN)
        return bool(poll.poll(seconds * 1000))
    finally:
        os.close(descriptor)


def _limit(exit_code: int, messages: str) -> str:
    if exit_code == 0:
        return ""
    if exit_code == _NOT_LIMITED:
        return "limits"
    if exit_code < 0:
        return _BY_SIGNAL.get(signal.Signals(-exit_code), "crash")
    return next((name for pattern, name in _ENDED if pattern.search(messages)), "")
