"""The recorder: which calls a program made, in every thread, at a cost that doesn't change the program.

    with planproof.trace.recording("build/app.atf"): ...
    with planproof.trace.span("load"): ...
    planproof.trace.mark("cache is warm")

Spans and marks cost next to nothing while nothing is recorded, so they may stay in a program.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from types import TracebackType
from typing import TYPE_CHECKING

from planproof.trace.recorder import Recorder, Settings, active

if TYPE_CHECKING:
    from planproof.trace.in_process import InProcess
    from planproof.trace.twin.recorder import Twin

__all__ = ["mark", "recording", "span"]


class span:  # noqa: N801 - reads as a function: `with span("load"):`
    """A stretch of the calling thread's time under a name of its own.

    Args:
        name: how the trace calls it.
    """

    __slots__ = ("_name", "_recorder")

    def __init__(self, name: str) -> None:
        self._name = name
        self._recorder: Recorder | None = None

    def __enter__(self) -> None:
        self._recorder = active()
        if self._recorder:
            self._recorder.span_begin(self._name)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if self._recorder:
            self._recorder.span_end()


def mark(text: str) -> None:
    """Puts a mark into the trace, in the calling thread, where that moment was."""
    recorder = active()
    if recorder:
        recorder.mark(text)


class recording:  # noqa: N801 - reads as a function: `with recording("app.atf") as made:`
    """Records this process, all of its threads, from entry to exit.

    Args:
        path: the folder of the trace; it must not exist, or be empty.
        root: the project's own code lies below it; this folder when empty.
        include, exclude: patterns of files and modules, as `planproof.trace.filters` reads them.
        recorder: `native`, or `python` for the twin.
        options: further fields of `Settings`, such as `everything`, `backend`, `max_threads`.

    Raises:
        EnvironmentFault: on entry, when this process can't be recorded so.
    """

    def __init__(
        self,
        path: str,
        *,
        root: str = "",
        include: Sequence[str] = (),
        exclude: Sequence[str] = (),
        recorder: str = "native",
        **options: object,
    ) -> None:
        self._name = recorder
        self._settings = Settings(
            os.path.abspath(path),
            os.path.abspath(path),
            os.path.abspath(root or "."),
            tuple(include),
            tuple(exclude),
            **options,  # type: ignore[arg-type]
        )
        self._made: InProcess | Twin | None = None

    def __enter__(self) -> recording:
        # Here and not above: who only places spans and marks pays for neither.
        if self._name == "native":
            from planproof.trace.in_process import InProcess

            self._made = InProcess()
        else:
            from planproof.trace.twin.recorder import Twin

            self._made = Twin()
        self._made.start(self._settings)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if self._made:
            self._made.stop()

    def balance(self) -> dict[str, object]:
        """After the exit: how many events were emitted, persisted and, by reason, dropped; and how many of each kind there are."""
        return self._made.balance() if self._made else {}
