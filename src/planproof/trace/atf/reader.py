"""Reads an event file block by block, also while it is written; believes no byte before it was held against its checksum."""

from __future__ import annotations

from collections.abc import Iterator

from planproof.trace.atf.chunk import Chunk

__all__ = ["EventFile"]


class EventFile:
    """One event file that is being read.

    Args:
        path: the file.

    Raises:
        TraceError: it can't be read, is no event file, or needs a newer reader.
    """

    def __init__(self, path: str) -> None:
        raise NotImplementedError

    def chunks(self) -> Iterator[Chunk]:
        """The chunks of every whole block; blocks of unknown kinds are skipped."""
        raise NotImplementedError
