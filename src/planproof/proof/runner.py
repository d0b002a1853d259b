"""Runs one command of a plan as it is written, and says what became of it.

    run_command ── RunningCommand ── supervisor ── keeper ── bash -c script
         │               └─ output kept up to a limit, the rest drained and counted
         └─ the working tree, looked at before and after

A command gets no terminal, no input and only the environment it is given. It ends at its deadline with everything it
started, whatever it does about it. `CommandRun.passed` is the one question a check should ask: exit code 0 alone isn't
a pass for a command that left processes behind, changed the tree or printed more than was kept. A command that isn't
finished is never a pass.
"""

from __future__ import annotations

import atexit
import contextlib
import os
import re
import selectors
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from threading import Lock
from typing import Any

from planproof.errors import Cancelled
from planproof.proof import supervisor
from planproof.proof.counted import counted
from planproof.proof.git import Repository

__all__ = ["GRACE_S", "CommandRun", "Ended", "RunningCommand", "Stopper", "run_command"]

GRACE_S = 2.0
# Folders that interpreters and test runners keep beside the code, and that nobody commits.
_KEPT_BY_TOOLS = frozenset({"__pycache__", ".hypothesis", ".pytest_cache", "node_modules"})
_CHUNK_BYTES = 256 * 1024
_NOT_FOUND = re.compile(rb"([^:\n]+): (?:(?:command )?not found|No such file or directory|Permission denied)")


class Ended(StrEnum):
    """How a command came to its end."""

    EXITED = "exited"
    SIGNALLED = "signalled"
    DEADLINE = "deadline"
    NOT_STARTED = "not started"
    LOST = "lost"  # it killed what was watching it


@dataclass(frozen=True, slots=True)
class CommandRun:
    """What became of one command.

    Attributes:
        script: as it was given to `bash -c`.
        exit_code: None unless it ended by itself.
        ended: how it ended.
        signal: number of the signal that ended it; None when none did.
        duration_s: wall time of the shell itself.
        stdout, stderr: what was printed, each at most the limit (first half and last half when there was more).
        overflow_bytes: how much was printed and not kept, both streams together.
        leftover_processes: how many still ran a second after the shell had ended; they were ended too.
        changed_files: paths relative to the project's root that differ afterwards; empty when nobody watched.
        deadline_s: the deadline it had.
        cause: why it could not be started; empty when it was.
        leftover_names: what those processes call themselves.
        leftover_ended: False when one of them could not be ended, because it runs as another user or hangs in the kernel.
    """

    script: str
    exit_code: int | None
    ended: Ended
    signal: int | None
    duration_s: float
    stdout: bytes
    stderr: bytes
    overflow_bytes: int
    leftover_processes: int
    changed_files: tuple[str, ...]
    deadline_s: float
    cause: str = ""
    leftover_names: tuple[str, ...] = ()
    leftover_ended: bool = True

    @property
    def problems(self) -> tuple[str, ...]:
        """What is wrong beside the exit code, in plain words: leftover processes, overflow, a changed tree."""
        found = []
        if self.leftover_processes:
            what = counted(self.leftover_processes, "process", "processes")
            still = "" if self.leftover_ended else " that could not be ended"
            found.append(f"left {what} behind{still}: {_listed(sorted(set(self.leftover_names)))}")
        if self.overflow_bytes:
            found.append(f"printed {_size(self.overflow_bytes)} beyond the limit")
        if self.changed_files:
            found.append(f"changed the working tree: {_listed(self.changed_files)}{_remedy(self.changed_files)}")
        return tuple(found)

    @property
    def passed(self) -> bool:
        """True when it ended by itself with exit code 0 and without any of `problems`."""
        return self.ended is Ended.EXITED and self.exit_code == 0 and not self.problems

    @property
    def reason(self) -> str:
        """How it ended and what else is wrong, in one line."""
        return "; ".join((self._ending(), *self.problems))

    @property
    def output(self) -> bytes:
        """Both streams, standard output first; what evidence keeps once it is masked."""
        return self.stdout + self.stderr

    def _ending(self) -> str:
        if self.ended is Ended.NOT_STARTED:
            return f"could not be started: {self.cause}"
        if self.ended is Ended.LOST:
            return "killed the process that watched it, so nothing is known about its end"
        if self.ended is Ended.DEADLINE:
            return f"did not end within {self.deadline_s:g} s and was ended"
        if self.signal is not None:
            return f"was ended by {_signal_name(self.signal)}"
        return self._exit()

    def _exit(self) -> str:
        code = self.exit_code or 0
        if code in (126, 127):
            found = _NOT_FOUND.findall(self.stderr)
            name = found[-1].decode("utf-8", "replace").strip() if found else ""
            what = "is not installed" if code == 127 else "can't be executed"
            return f"exit {code}: {name} {what}" if name else f"exit {code}"
        if 128 < code <= 128 + 64:
            return f"exit {code} (a process in it was ended by {_signal_name(code - 128)})"
        return f"exit {code}"


def run_command(
    script: str,
    *,
    folder: Path,
    environment: Mapping[str, str],
    deadline_s: float,
    output_limit_bytes: int,
    watched: Repository | None = None,
    on_output: Callable[[bytes], None] | None = None,
    grace_s: float = GRACE_S,
    stopper: Stopper | None = None,
) -> CommandRun:
    """Runs `bash -c script` to its end, or to its deadline.

    Args:
        script: shell text, run as written.
        folder: working directory.
        environment: the whole environment, see `command_environment`.
        deadline_s: seconds after which it is ended: SIGTERM to all its processes, SIGKILL after the grace.
        output_limit_bytes: how much is kept of each stream; the rest is drained and counted.
        watched: repository whose working tree must stay as it is; None to not look.
        on_output: called with each piece of output as it comes, also beyond the limit.
        grace_s: seconds between SIGTERM and SIGKILL.
        stopper: what can end it from another thread.

    Returns:
        what became of it; every failure of the command is a result, none an error.

    Raises:
        Cancelled: the person pressed Ctrl-C, or the stopper was used; the command and all it started were ended first.
        RepositoryError: `watched` can't be read.
    """
    before = watched.state() if watched else None
    running = RunningCommand(
        script,
        folder=folder,
        environment=environment,
        output_limit_bytes=output_limit_bytes,
        on_output=on_output,
        grace_s=grace_s,
    )
    late = False
    try:
        if stopper:
            stopper.add(running)
        if not running.pump(deadline_s):
            late = True
            running.end()
    except KeyboardInterrupt:
        running.end()
        raise Cancelled("stopped; the command that ran was ended with all its processes") from None
    finally:
        if stopper:
            stopper.discard(running)
        running.close()
    if stopper and stopper.used:
        raise Cancelled("stopped; the command that ran was ended with all its processes")
    changed = watched.changes_between(before, watched.state()) if watched and before else ()
    return running.result(deadline_s=deadline_s, late=late, changed_files=changed)


class Stopper:
    """Ends the commands that run in other threads, which see no Ctrl-C, and lets none begin after them.

    Attributes:
        used: whether they have been stopped.
    """

    def __init__(self) -> None:
        self.used = False
        self._lock = Lock()
        self._running: set[RunningCommand] = set()

    def add(self, running: RunningCommand) -> None:
        """Takes one more command; one that comes too late is ended at once."""
        with self._lock:
            self._running.add(running)
            if self.used:
                running.ask_to_end()

    def discard(self, running: RunningCommand) -> None:
        """Forgets a command that has ended."""
        with self._lock:
            self._running.discard(running)

    def stop(self) -> None:
        """Ends all of them; `run_command` then raises Cancelled in their threads."""
        with self._lock:
            self.used = True
            for running in self._running:
                running.ask_to_end()


class RunningCommand:
    """A command that runs under the supervisor; `run_command` and services are built on it.

    Output must be pumped for the command to get on. Not for use by two threads at a time.

    Args:
        script, folder, environment, output_limit_bytes, on_output, grace_s: as for `run_command`.
    """

    def __init__(
        self,
        script: str,
        *,
        folder: Path,
        environment: Mapping[str, str],
        output_limit_bytes: int,
        on_output: Callable[[bytes], None] | None = None,
        grace_s: float = GRACE_S,
    ) -> None:
        self.script = script
        self.pid: int | None = None
        self.finished = False
        self._grace_s = grace_s
        self._on_output = on_output
        self._report: dict[str, Any] | None = None
        self._cause = ""
        self._kept = {"stdout": _Kept(output_limit_bytes), "stderr": _Kept(output_limit_bytes)}
        self._selector = selectors.DefaultSelector()
        self._control: socket.socket
        if sys.platform.startswith("linux"):
            self._start(folder, dict(environment))
        else:
            self._cause = "commands run on Linux only, elsewhere a process could get away"
            self.close()

    def pump(self, timeout_s: float) -> bool:
        """Takes in output for at most that long (0: what is there); True once the command and all its processes ended."""
        until = time.monotonic() + timeout_s
        while not self.finished:
            left_s = max(until - time.monotonic(), 0.0)
            for key, _ in self._selector.select(left_s):
                if self.finished:
                    break  # the keeper's last word closed the pipes
                if key.data == "control":
                    self._hear()
                else:
                    self._read(key.fd, key.data)
            if left_s == 0.0:
                break
        return self.finished

    def end(self) -> None:
        """Ends the command and all its processes, and waits for that: SIGTERM, after the grace SIGKILL."""
        if not self.finished:
            with contextlib.suppress(OSError):  # the keeper is gone: nothing is left to end
                self._control.send(b"T")
            self.pump(self._grace_s + supervisor.GIVE_UP_S + 5.0)

    def ask_to_end(self) -> None:
        """Has the command and all its processes ended, and doesn't wait for it; for any thread."""
        with contextlib.suppress(OSError):  # it has ended already
            self._control.send(b"T")

    def close(self) -> None:
        """Lets go of it; what still runs is killed by its keeper."""
        self.finished = True
        for key in list((self._selector.get_map() or {}).values()):
            self._selector.unregister(key.fileobj)
            if key.data == "control":
                self._control.close()
            else:
                os.close(key.fd)
        self._selector.close()

    def tail(self, size_bytes: int = 400) -> str:
        """The end of what was printed so far: standard error if there is any, else standard output."""
        kept = self._kept["stderr"].content() or self._kept["stdout"].content()
        return kept[-size_bytes:].decode("utf-8", "replace").strip()

    def output(self) -> bytes:
        """What was printed so far and kept, standard output first."""
        return self._kept["stdout"].content() + self._kept["stderr"].content()

    def result(self, *, deadline_s: float, late: bool, changed_files: tuple[str, ...]) -> CommandRun:
        """What became of it, once it has ended."""
        report = self._report or {}
        status = report.get("status")
        ended = self._ended(late, status)
        return CommandRun(
            script=self.script,
            exit_code=status if ended is Ended.EXITED else None,
            ended=ended,
            signal=-status if status is not None and status < 0 else None,
            duration_s=float(report.get("duration_s", 0.0)),
            stdout=self._kept["stdout"].content(),
            stderr=self._kept["stderr"].content(),
            overflow_bytes=sum(kept.overflow_bytes for kept in self._kept.values()),
            leftover_processes=len(report.get("leftover", ())),
            leftover_names=tuple(report.get("leftover", ())),
            leftover_ended=bool(report.get("gone", True)),
            changed_files=changed_files,
            deadline_s=deadline_s,
            cause=self._cause,
        )

    def _ended(self, late: bool, status: int | None) -> Ended:
        if self._cause:
            return Ended.NOT_STARTED
        if late:
            return Ended.DEADLINE
        if status is None:
            return Ended.LOST
        return Ended.EXITED if status >= 0 else Ended.SIGNALLED

    def _start(self, folder: Path, environment: dict[str, str]) -> None:
        self._control, theirs = socket.socketpair()
        pipes = {"stdout": os.pipe(), "stderr": os.pipe()}
        self._selector.register(self._control, selectors.EVENT_READ, "control")
        for name, (reading, _) in pipes.items():
            os.set_blocking(reading, False)
            self._selector.register(reading, selectors.EVENT_READ, name)
        try:
            _hand_over(theirs)
            request = {
                "script": self.script,
                "folder": str(folder.absolute()),
                "environment": environment,
                "grace_s": self._grace_s,
            }
            supervisor.send_frame(self._control, request, tuple(writing for _, writing in pipes.values()))
        except OSError as error:
            self._cause = f"the supervisor is gone: {error}"
            self.close()
        finally:
            theirs.close()
            for _, writing in pipes.values():
                os.close(writing)

    def _hear(self) -> None:
        """Takes one frame of the keeper; its end or its report finishes the command."""
        try:
            frame, _ = supervisor.receive_frame(self._control)
        except ConnectionError:
            frame = None
        if frame and "pid" in frame:
            self.pid = int(frame["pid"])
            return
        if frame and "error" in frame:
            self._cause = str(frame["error"])
        elif frame:
            self._report = frame
        for key in list(self._selector.get_map().values()):
            if key.data != "control":
                while self._read(key.fd, key.data):  # what is in the pipe still counts; nobody writes any more
                    pass
        self.close()

    def _read(self, descriptor: int, name: str) -> bool:
        """Takes what a pipe holds; False when it held nothing or was closed."""
        try:
            chunk = os.read(descriptor, _CHUNK_BYTES)
        except BlockingIOError:
            return False
        if not chunk:
            self._selector.unregister(descriptor)
            os.close(descriptor)
            return False
        self._kept[name].add(chunk)
        if self._on_output:
            self._on_output(chunk)
        return True


class _Kept:
    """One stream up to a limit: all of it, or its first and last halves with a line between them."""

    def __init__(self, limit_bytes: int) -> None:
        self._head_bytes = limit_bytes - limit_bytes // 2
        self._tail_bytes = limit_bytes // 2
        self._head = bytearray()
        self._tail = bytearray()
        self._dropped_bytes = 0

    def add(self, chunk: bytes) -> None:
        room = self._head_bytes - len(self._head)
        self._head += chunk[:room]
        self._tail += chunk[room:]
        if len(self._tail) > self._tail_bytes + _CHUNK_BYTES:
            self._cut()

    @property
    def overflow_bytes(self) -> int:
        self._cut()
        return self._dropped_bytes

    def content(self) -> bytes:
        self._cut()
        if not self._dropped_bytes:
            return bytes(self._head + self._tail)
        return bytes(self._head) + f"\n[… {self._dropped_bytes} bytes …]\n".encode() + bytes(self._tail)

    def _cut(self) -> None:
        excess = len(self._tail) - self._tail_bytes
        if excess > 0:
            del self._tail[:excess]
            self._dropped_bytes += excess


class _Supervisor:
    """The one supervisor of this process, started when the first command needs it."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._owner = 0
        self._channel: socket.socket | None = None
        self._process: subprocess.Popen[bytes] | None = None

    def hand_over(self, keeper_end: socket.socket) -> None:
        """Gives it the socket of one more keeper; starts it first when it isn't there or was killed."""
        with self._lock:
            if self._channel is None or self._owner != os.getpid():
                self._start()
            assert self._channel is not None
            try:
                socket.send_fds(self._channel, [b"K"], [keeper_end.fileno()])
            except OSError:
                self._start()
                socket.send_fds(self._channel, [b"K"], [keeper_end.fileno()])

    def stop(self) -> None:
        """Closes it; it goes as soon as the last keeper has ended what it keeps."""
        if self._channel is not None and self._owner == os.getpid():
            self._channel.close()
            self._channel = None
            if self._process is not None:
                # A command that nobody closed keeps it until we are gone, so it can't be waited for without end.
                with contextlib.suppress(subprocess.TimeoutExpired):
                    self._process.wait(0.5)

    def _start(self) -> None:
        self._channel, theirs = socket.socketpair()
        self._owner = os.getpid()
        self._process = subprocess.Popen(
            [sys.executable, "-I", "-S", supervisor.__file__],
            cwd="/",
            env={},
            stdin=theirs.fileno(),
            stdout=subprocess.DEVNULL,
            start_new_session=True,
        )
        theirs.close()


_SUPERVISOR = _Supervisor()
_hand_over = _SUPERVISOR.hand_over
atexit.register(_SUPERVISOR.stop)


def _signal_name(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"


def _listed(names: Sequence[str]) -> str:
    """The first three names, and how many more there are."""
    more = f" and {len(names) - 3} more" if len(names) > 3 else ""
    return ", ".join(names[:3]) + more


def _remedy(changed: Sequence[str]) -> str:
    """What to do when only folders that tools keep for themselves have changed; empty when something else has."""
    kept = {next((part for part in path.split("/")[:-1] if part in _KEPT_BY_TOOLS), "") for path in changed}
    lines = " and ".join(f"{folder}/" for folder in sorted(kept))
    return "" if "" in kept else f" (add {lines} to .gitignore)"


def _size(size_bytes: float) -> str:
    """A size a person reads: `3.2 GB`, `12 bytes`."""
    for unit in ("bytes", "kB", "MB", "GB"):
        if size_bytes < 1000 or unit == "GB":
            break
        size_bytes /= 1000
    return f"{size_bytes:.0f} {unit}" if unit == "bytes" else f"{size_bytes:.1f} {unit}"
