"""The recorder: which calls a program made, in every thread, at a cost that doesn't change the program.

    with planproof.trace.span("load"): ...
    planproof.trace.mark("cache is warm")

Both cost next to nothing while nothing is recorded, so they may stay in a program.
"""

from __future__ import annotations

from types import TracebackType

from planproof.trace.recorder import Recorder, active

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
    """Records this process from entry to exit."""

    def __init__(self, path: str, **options: object) -> None:
        raise NotImplementedError
