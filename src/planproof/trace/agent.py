"""Joins a process to its session: reads the settings, starts the recorder that was asked for, tells the controller.

Runs in the target, so it asks for the standard library alone, and it never stops the program: a process that can't be recorded goes
on without, and the trace says why.
"""

from __future__ import annotations

import atexit
import json
import os
import sys
from pathlib import Path

from planproof.errors import PlanproofError
from planproof.trace.recorder import Recorder, Settings

__all__ = ["SETTINGS_NAME", "announce", "join", "make_recorder"]

SETTINGS_NAME = "session.json"
_joined: list[int] = []


def join(session_directory: str, atf_directory: str) -> None:
    """Begins to record this process until it ends.

    Args:
        session_directory: where the settings and the lanes lie.
        atf_directory: the trace; it holds a copy of the settings, for when the session directory was deleted.
    """
    if os.getpid() in _joined:
        return
    found = next((path for path in (session_directory, atf_directory) if Path(path, SETTINGS_NAME).is_file()), "")
    if not found:
        return  # the recording has ended, this process has not
    try:
        settings = Settings.read(Path(found, SETTINGS_NAME))
        recorder = make_recorder(json.loads(Path(found, SETTINGS_NAME).read_text("utf-8")).get("recorder", "python"))
        _joined.append(os.getpid())
        recorder.start(settings)
    except (PlanproofError, OSError, ValueError, ImportError) as error:
        hint = f" ({error.hint})" if isinstance(error, PlanproofError) and error.hint else ""
        _note(atf_directory, f"process {os.getpid()} is not recorded: {error}{hint}")
        return
    announce(atf_directory, recorder.back_end)
    os.register_at_fork(after_in_child=lambda: announce(atf_directory, recorder.back_end))
    atexit.register(_end, recorder)


def _end(recorder: Recorder) -> None:
    """The recording ends with the program. A Ctrl-C here has no program left to stop; what isn't written the controller saves."""
    try:
        recorder.stop()
    except KeyboardInterrupt:
        return


def make_recorder(name: str) -> Recorder:
    """The recorder of that name, `python` or `native`.

    Raises:
        ImportError: it isn't there, or not for this interpreter.
    """
    if name == "native":
        from importlib import import_module

        recorder: Recorder = import_module("planproof.trace.native").NativeRecorder()
        return recorder
    from planproof.trace.twin.recorder import Twin

    return Twin()


def announce(atf_directory: str, back_end: str) -> None:
    """Tells the controller that this process joined, and by which hook: one line in `processes.jsonl`."""
    row = {
        "pid": os.getpid(),
        "parent": os.getppid(),
        "command": sys.orig_argv,
        "backend": back_end,
        "python": ".".join(map(str, sys.version_info[:3])),
    }
    try:
        with open(os.path.join(atf_directory, "processes.jsonl"), "ab", buffering=0) as file:
            file.write(json.dumps(row).encode() + b"\n")
    except OSError as error:
        sys.stderr.write(f"planproof: process {os.getpid()} could not be announced: {error}\n")


def _note(folder: str, text: str) -> None:
    try:
        with open(os.path.join(folder, f"notes-{os.getpid()}.jsonl"), "a", encoding="utf-8") as file:
            file.write(json.dumps({"severity": "warning", "message": text}) + "\n")
    except OSError as error:
        sys.stderr.write(f"planproof: {text} ({error})\n")
