"""What every recorder can do, and what it is told: the one Protocol behind which the native recorder and the Python twin stand.

The target of a recording imports this module, whatever environment it runs in, so nothing here or below it asks for more than the
standard library.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple, Protocol

__all__ = ["Recorder", "Settings", "activate", "active", "deactivate"]


class Settings(NamedTuple):
    """What a session asks of the recorder in a target; `session.json` holds it.

    Attributes:
        session_directory: where `lanes.shm` lies; absolute.
        atf_directory: the trace, `NAME.atf`; absolute. The recorder appends `functions-PID.jsonl`, `threads-PID.jsonl` and
            `notes-PID.jsonl` there.
        project_root: below it lies the project's own code; absolute.
        include: patterns of files and modules to record; none: the project's own code.
        exclude: patterns of what not to record; they win over `include` and `everything`.
        everything: record the standard library and installed packages too.
        backend: `auto`, `monitoring`, `profile` or `frame`.
        clock: `auto`, `exact` or `adaptive`.
        on_full: `wait` (nothing is lost) or `drop` (what is lost is counted).
        max_threads: how many threads can be recorded at once.
        native_calls: record calls of C functions too, where the back end can.
        library: the folder of a `_recorder` extension that was built for the target's interpreter; empty: the installed one.
    """

    session_directory: str
    atf_directory: str
    project_root: str
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    everything: bool = False
    backend: str = "auto"
    clock: str = "auto"
    on_full: str = "wait"
    max_threads: int = 64
    native_calls: bool = False
    library: str = ""

    @classmethod
    def read(cls, path: Path) -> Settings:
        """The settings in a `session.json`; keys that this version doesn't know are passed over.

        Raises:
            OSError: the file can't be read.
            ValueError: it is not the JSON of settings.
        """
        values = json.loads(path.read_text("utf-8"))
        if not isinstance(values, dict) or not values.keys() >= {"session_directory", "atf_directory", "project_root"}:
            raise ValueError(f"{path}: no session's settings")
        known: dict[str, Any] = {k: tuple(value) if isinstance(value, list) else value for k, value in values.items()}
        return cls(**{key: value for key, value in known.items() if key in cls._fields})

    def write(self, path: Path) -> None:
        """Writes them as the `session.json` that `read` takes."""
        path.write_text(json.dumps(self._asdict(), indent=1) + "\n", "utf-8")


class Recorder(Protocol):
    """Writes the calls of this process into a trace, from `start` to `stop`.

    Attributes:
        name: `native` or `python`, as the manifest calls it.
    """

    name: str

    @property
    def back_end(self) -> str:
        """The hook that it records by: `monitoring`, `profile` or `frame`; empty before the start."""

    def start(self, settings: Settings) -> None:
        """Begins to record every thread that it can reach.

        Raises:
            EnvironmentFault: this interpreter or process can't be recorded so; it says why and what can be done.
        """

    def stop(self) -> None:
        """Ends the recording and hands over what the threads still hold. Without a start before it nothing happens."""

    def span_begin(self, name: str) -> None:
        """A span of that name begins in the calling thread."""

    def span_end(self) -> None:
        """The calling thread's innermost span ends; without one nothing happens."""

    def mark(self, text: str) -> None:
        """Puts a mark into the calling thread's events."""

    def warnings(self) -> Sequence[str]:
        """What this recording could not see, a sentence each."""


_active: list[Recorder] = []


def activate(recorder: Recorder) -> None:
    """Makes it the recorder that `span` and `mark` of this process speak to."""
    _active.append(recorder)


def active() -> Recorder | None:
    """The recorder that was activated last, if one is."""
    return _active[-1] if _active else None


def deactivate(recorder: Recorder) -> None:
    """Undoes `activate`; one that isn't active is passed over."""
    if recorder in _active:
        _active.remove(recorder)
