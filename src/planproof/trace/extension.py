"""What the compiled module `planproof.trace._recorder` offers, for the type checker and for whoever reads on from here."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

__all__ = ["Describe", "Extension"]

Describe = Callable[..., str | None]


class Extension(Protocol):
    """The compiled module `planproof.trace._recorder`."""

    def begin(
        self,
        folder: str,
        directory: str,
        native_calls: bool,
        describe: Describe,
        name_thread: Callable[[int, int], str],
        number_task: Callable[[object], int],
    ) -> None:
        """Joins a session with this process.

        Args:
            folder: the trace, where the names go.
            directory: the session's, with the lanes that a controller made.
            native_calls: whether calls of C functions from recorded code are recorded too.
            describe: `(code, module)` gives the line of a function without its opening brace, None when it isn't recorded;
                `(kind, module, name)` that of a span, mark, exception or C function.
            name_thread: `(slot, generation)` gives the line of the calling thread.
            number_task: `(task)` gives its number.

        Raises:
            RuntimeError: this process is recorded already.
            NotImplementedError: the interpreter is not as it is known.
            OSError: the files can't be made, or the lanes can't be joined.
        """

    def end(self) -> int:
        """Leaves it; how many names could not be written."""

    def after_fork(self) -> None:
        """In a fork's child: records on, into files of its own."""

    def monitoring_callbacks(self) -> dict[str, Callable[..., object]]:
        """Name of an event of `sys.monitoring` -> its callback."""

    def profile_start(self) -> int:
        """Sets the profile function of every thread; how many had another."""

    def profile_stop(self) -> int:
        """Takes it away again; how many threads had none of ours."""

    def profile_thread(self, frame: object, event: str, value: object) -> None:
        """What `threading.setprofile` takes."""

    def frame_try(self, function: Callable[[], None]) -> bytes:
        """Calls a function under the frame-evaluation hook; the kinds of the events in its file.

        Raises:
            RuntimeError: somebody has the hook; the text is their library's file.
        """

    def frame_start(self) -> None:
        """Takes the frame-evaluation hook.

        Raises:
            RuntimeError: as above.
        """

    def frame_stop(self) -> bool:
        """Gives it back; False when somebody else has taken it meanwhile."""

    def span_begin(self, name: str) -> int:
        """A span begins in the calling thread; its id, 0 while nothing is recorded."""

    def span_end(self, number: int) -> None:
        """The span of that id ends in the calling thread."""

    def mark(self, text: str) -> None:
        """A mark in the calling thread."""

    def controller_open(
        self, directory: str, folder: str, takes_over: bool, max_threads: int, clock: int, on_full: int
    ) -> object:
        """Makes the lanes of a session and drains them, on a thread of the core's.

        Args:
            directory: where `lanes.shm` is made.
            folder: the trace, where the event files go.
            takes_over: the lanes are there, and their controller is gone.
            max_threads: how many threads get a lane.
            clock: 0 what fits, else `atf.layout.ClockMode`.
            on_full: 0 drop, 1 wait.

        Raises:
            OSError: the lanes can't be made or read, or the drain can't be started.
        """

    def controller_progress(self, controller: object) -> tuple[int, int]:
        """Events persisted and bytes written so far."""

    def controller_close(
        self, controller: object
    ) -> tuple[
        int,
        int,
        tuple[int, ...],
        list[tuple[int, int, int, int, int, int, tuple[int, ...]]],
        tuple[int, float, int, int, tuple[int, int, int], tuple[int, int, int]],
    ]:
        """Ends the recording: emitted, persisted, dropped by reason, a row for each lane, and the clock.

        A row is pid, slot, generation, lane, emitted, persisted, dropped by reason. The clock: its mode, ticks a second, error and
        largest gap in ns, and two moments in ticks, CLOCK_MONOTONIC and CLOCK_REALTIME.
        """

    def read_chunks(self, path: str) -> list[tuple[dict[str, int], bytes]]:
        """The chunks of an event file: header fields, and the events.

        Raises:
            OSError: it can't be read, or is no event file.
        """

    def read_events(self, path: str) -> dict[str, bytearray]:
        """The events of a file as columns, which NumPy takes without a copy: `numpy.frombuffer(columns["ticks"], "u8")`.

        Columns are sequence, ticks, function, instance and task of 8 bytes, slot and generation of 4, kind and escape of 1; their
        rows are those of `atf.events.decode_chunks`.

        Raises:
            OSError: it can't be read, or is no event file.
        """
