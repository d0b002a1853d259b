"""Runs a command and records every call of the Python code in it, in all its threads and child processes.

    planproof record -- python app.py
    planproof record -o run.atf --include 'app.*' -- make test

The command keeps its terminal, its output and its exit code; a signal gives 128 and its number. Ctrl-C and SIGTERM go to it, and
the trace is closed once it has ended. Without -o the trace lies under `.planproof/traces`, and `@last` names the newest.
By default the project's own code is recorded: what lies below its root, without virtual environments and installed packages.
With --json the command's output goes to standard error.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

from planproof.cli.face import Face
from planproof.config import find_root
from planproof.errors import UsageError
from planproof.trace.collector import Counts, native_missing
from planproof.trace.command import record
from planproof.trace.session import Options
from planproof.trace.summary import info_data, recorded_lines

__all__ = ["configure", "run"]


def configure(parser: argparse.ArgumentParser) -> None:
    """Adds the verb's arguments."""
    parser.add_argument("-o", "--output", default="", metavar="NAME.atf", help="the trace; must not be there yet")
    parser.add_argument("--all", action="store_true", help="record the standard library and installed packages too")
    parser.add_argument(
        "--include",
        action="append",
        default=[],
        metavar="PATTERN",
        help="record only this: files (with a slash) or modules",
    )
    parser.add_argument("--exclude", action="append", default=[], metavar="PATTERN", help="don't record this")
    parser.add_argument(
        "--max-threads", type=int, default=64, metavar="N", help="threads of a process recorded at once"
    )
    parser.add_argument("--clock", choices=("auto", "exact", "adaptive"), default="auto", help="how time is kept")
    parser.add_argument(
        "--on-full", choices=("wait", "drop"), default="wait", help="lose nothing, or drop and count (default: wait)"
    )
    parser.add_argument(
        "--recorder",
        choices=("native", "python"),
        default="",
        help="which recorder the processes run (default: native where it is built)",
    )
    parser.add_argument(
        "--backend", choices=("auto", "monitoring", "profile", "frame"), default="auto", help="which hook of Python"
    )
    parser.add_argument("--directory", default="", metavar="DIR", help="where the lanes lie meanwhile (shared memory)")
    parser.add_argument(
        "--linger", type=float, default=5.0, metavar="S", help="seconds to wait for children that outlive the command"
    )
    parser.add_argument("command", nargs=argparse.REMAINDER, metavar="-- COMMAND…", help="program and arguments")


def run(arguments: argparse.Namespace, face: Face) -> int:
    """Records; the exit code is the command's."""
    command = arguments.command[1:] if arguments.command[:1] == ["--"] else arguments.command
    if not command:
        raise UsageError("no command given", hint="planproof record -- python app.py")
    if not 1 <= arguments.max_threads <= 65536:
        raise UsageError("--max-threads takes 1 to 65536")
    if arguments.linger < 0:
        raise UsageError("--linger takes 0 or more seconds")
    recorder = arguments.recorder or _usual_recorder(face)
    options = Options(
        output=arguments.output,
        directory=arguments.directory,
        recorder=recorder,
        backend=arguments.backend,
        clock=arguments.clock,
        on_full=arguments.on_full,
        max_threads=arguments.max_threads,
        everything=arguments.all,
        include=tuple(arguments.include),
        exclude=tuple(arguments.exclude),
    )
    progress = _Progress(shown=sys.stderr.isatty() and not face.json_wanted)
    done = record(
        find_root(Path(arguments.project)),
        command,
        options,
        output=sys.stderr if face.json_wanted else None,
        progress=progress.show,
        say=lambda text: face.note(f"planproof: {text}"),
        linger_s=arguments.linger,
    )
    progress.clear()
    for line in recorded_lines(done.manifest, done.folder):
        face.note(f"planproof: {line}")
    face.document("record", {"exitCode": done.status, **info_data(done.manifest, done.folder, done.size_bytes)})
    return done.status


def _usual_recorder(face: Face) -> str:
    """The native recorder where it is built; the other one never without a word."""
    missing = native_missing()
    if missing:
        face.note(f"planproof: {missing}")
        face.note(
            "planproof: so the recorder in Python records, which is slow; --recorder python says that you want it"
        )
    return "python" if missing else "native"


class _Progress:
    """One line on a terminal that is written over: events, rate, drops."""

    def __init__(self, *, shown: bool) -> None:
        self._shown = shown
        self._before = (time.monotonic(), 0)
        self._width = 0

    def show(self, counts: Counts) -> None:
        """How it goes now."""
        if not self._shown:
            return
        now = time.monotonic()
        then, events = self._before
        rate = (counts.events - events) / max(now - then, 0.001)
        self._before = (now, counts.events)
        dropped = "" if counts.dropped is None else f", {counts.dropped:,} dropped"
        text = f"recording: {counts.events:,} events, {rate:,.0f}/s{dropped}"
        self._width = max(self._width, len(text))
        sys.stderr.write(f"\r{text:<{self._width}}")
        sys.stderr.flush()

    def clear(self) -> None:
        """Takes the line away."""
        if self._width:
            sys.stderr.write("\r" + " " * self._width + "\r")
            self._width = 0
