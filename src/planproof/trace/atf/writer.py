"""Appends sealed chunks to an event file, each in a block of its own; the file is whole after every call."""

from __future__ import annotations

__all__ = ["EventWriter"]


class EventWriter:
    """One event file that is being written.

    Args:
        path: the file; made when it isn't there, else appended to.
        pid: the process whose events it holds.

    Raises:
        OSError: it can't be made.
    """

    def __init__(self, path: str, pid: int) -> None:
        raise NotImplementedError

    def append(self, content: bytes, first_sequence: int) -> bool:
        """Appends the bytes of a sealed chunk; False when the disk takes no more, the file then ends with the block before."""
        raise NotImplementedError

    def close(self) -> None:
        """Closes the file."""
        raise NotImplementedError
