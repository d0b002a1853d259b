"""Runs a command inside a session: its signals, its exit, its children that outlive it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import IO, NamedTuple

from planproof.errors import UsageError
from planproof.trace.atf.manifest import Manifest
from planproof.trace.collector import Counts
from planproof.trace.finding import size_of
from planproof.trace.launch import environment_of_target
from planproof.trace.session import Options, Session, close_session, note_newest, open_session

__all__ = ["Recorded", "exit_status", "record"]

_FORWARDED = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT)
_LOOK_S = 0.2


class Recorded(NamedTuple):
    """A command that was recorded.

    Attributes:
        folder: the trace.
        manifest: as it was closed.
        status: the exit code that a shell would give the command.
        size_bytes: of the trace.
    """

    folder: str
    manifest: Manifest
    status: int
    size_bytes: int


def exit_status(returncode: int) -> int:
    """A child's return code as a shell gives it: 128 and its number for a signal."""
    return returncode if returncode >= 0 else 128 - returncode


def record(
    root: Path,
    command: list[str],
    options: Options,
    *,
    output: IO[str] | None = None,
    progress: Callable[[Counts], None] = lambda counts: None,
    say: Callable[[str], None] = lambda text: None,
    linger_s: float = 5.0,
) -> Recorded:
    """Runs a command, every Python process below it recorded, and closes the trace when it has ended, however it went.

    Args:
        root: the project, whose code is recorded.
        command: program and arguments.
        options: what was asked for.
        output: where the command's output goes; None for ours.
        progress: told how it goes, a few times a second.
        say: told what a person should know meanwhile.
        linger_s: how long children that outlive the command are waited for.

    Raises:
        UsageError: there is no such command, or the trace is there already.
        TraceError: the session can't be started or closed.
    """
    session = open_session(root, command, options)
    folder = session.settings.atf_directory
    environment = environment_of_target(os.environ, session.settings.session_directory, folder)
    try:
        child = subprocess.Popen(command, env=environment, stdout=output)
    except OSError as error:
        _undo(session)
        reason = "no such command" if isinstance(error, FileNotFoundError) else f"can't be run: {error.strerror}"
        raise UsageError(f"{command[0]}: {reason}") from error
    if not options.output:
        note_newest(folder)
    warnings: list[str] = []
    with _forwarding(child):
        _wait(child, session, progress)
        warnings += _linger(session, say, linger_s)
        if not Path(session.settings.session_directory).is_dir():
            warnings.append("the session directory was deleted while it was recorded")
        state = {"code": child.returncode} if child.returncode >= 0 else {"signal": -child.returncode}
        manifest = close_session(folder, state, session.collector, warnings)
    return Recorded(folder, manifest, exit_status(child.returncode), size_of(Path(folder)))


@contextmanager
def _forwarding(child: subprocess.Popen[bytes]) -> Iterator[None]:
    """Signals that would end us go to the command: we end when it has, and the trace is closed."""

    def forward(number: int, frame: FrameType | None) -> None:
        if child.poll() is None and not (number == signal.SIGINT and _terminal_told_it()):
            child.send_signal(number)

    before = {number: signal.signal(number, forward) for number in _FORWARDED}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _terminal_told_it() -> bool:
    """Whether a Ctrl-C reached the command already: the terminal sends it to every process in front."""
    try:
        return os.tcgetpgrp(sys.stdin.fileno()) == os.getpgrp()
    except (OSError, ValueError):
        return False


def _wait(child: subprocess.Popen[bytes], session: Session, progress: Callable[[Counts], None]) -> None:
    while True:
        try:
            child.wait(_LOOK_S)
        except subprocess.TimeoutExpired:
            progress(session.collector.counts())
        else:
            return


def _linger(session: Session, say: Callable[[str], None], linger_s: float) -> list[str]:
    """Waits for children that still record; names those that are left behind."""
    deadline = time.monotonic() + linger_s
    said = False
    while left := session.still_recording():
        if time.monotonic() > deadline:
            names = ", ".join(map(str, left))
            return [f"recorded until the command ended, not to its own end: process {names}"]
        if not said and time.monotonic() > deadline - linger_s + 1:
            say(f"the command has ended; waiting up to {linger_s:g} s for {len(left)} of its processes")
            said = True
        session.collector.counts()
        time.sleep(0.01)
    return []


def _undo(session: Session) -> None:
    """Takes away what was made for a command that never ran."""
    import shutil

    for folder in (session.settings.session_directory, session.settings.atf_directory):
        shutil.rmtree(folder, ignore_errors=True)
