"""The native recorder in Python's terms."""

from __future__ import annotations

from collections.abc import Sequence

from planproof.trace.extension import Extension
from planproof.trace.recorder import Settings

__all__ = ["NativeRecorder", "load_extension"]


class NativeRecorder:
    """Records by the compiled extension."""

    name = "native"

    def start(self, settings: Settings) -> None:
        """Begins to record this process."""
        raise NotImplementedError

    def stop(self) -> None:
        """Ends the recording."""
        raise NotImplementedError

    def span_begin(self, name: str) -> None:
        """A span begins in the calling thread."""
        raise NotImplementedError

    def span_end(self) -> None:
        """The calling thread's innermost span ends."""
        raise NotImplementedError

    def mark(self, text: str) -> None:
        """A mark in the calling thread."""
        raise NotImplementedError

    def warnings(self) -> Sequence[str]:
        """What could not be seen."""
        raise NotImplementedError

    def balance(self) -> dict[str, object]:
        """What became of the events."""
        raise NotImplementedError


def load_extension(library: str) -> Extension:
    """The compiled extension, from that folder when one is named."""
    raise NotImplementedError
