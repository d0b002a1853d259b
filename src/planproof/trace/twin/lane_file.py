"""A lane of the twin: a mapped file that holds what its thread has recorded and not yet written to the event file.

Whatever becomes of the process, the kernel keeps the pages, so the controller finds every event up to `sequence`.

    words of 8 bytes, one writer (the thread, by the interpreter's lock):
       0 magic   1 pid   2 slot   3 generation
       4 sequence         events published so far; event n of this generation has the number n
       5 first_sequence   number of the first event that lies below: what came before it was written or dropped
       6 first_ticks      the clock when the chunk was begun     7 last_ticks   at its last event
       8 to 14            dropped so far, by reason              15 to 21       of these, told by an earlier chunk
      22 depth            calls open at the chunk's start        23 to 250      the outermost of them
      253 unnumbered      of those dropped, the ones that have no number: they never came as far as a chunk
      254 ended          set by the controller: what comes from now on isn't part of the trace
    from byte 4096        the events

Only two stores matter: an event is there once `sequence` counts it, and a chunk is done with once `first_sequence` equals
`sequence`. A process that is killed between writing a block and that store leaves events that lie in both places; they are told by
their numbers.
"""

from __future__ import annotations

import mmap
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from planproof.trace.atf.chunk import Chunk
from planproof.trace.atf.layout import CHUNK_EVENTS, OPEN_CALLS, ClockMode, DropReason

__all__ = ["LaneFile", "LaneOwner", "lane_path", "lane_paths"]

MAGIC = 0x4E49575450414C50
SEQUENCE, FIRST_SEQUENCE, FIRST_TICKS, LAST_TICKS = 4, 5, 6, 7
DROPPED, TOLD, DEPTH, OPEN, UNNUMBERED, ENDED = 8, 15, 22, 23, 253, 254
_EVENTS_AT = 4096
_SIZE = _EVENTS_AT + 8 * CHUNK_EVENTS
_NAME = re.compile(r"lane-(\d{1,10})-(\d{1,10})\.twin")


class LaneOwner(NamedTuple):
    """Whose a lane is."""

    pid: int
    slot: int
    generation: int


class LaneFile:
    """One mapped lane.

    Attributes:
        words: the head, as drawn above.
        events: the 8,064 places for events.
        survives: False when it isn't a file, so that a killed process takes what it holds along.
    """

    def __init__(self, memory: mmap.mmap, survives: bool = True) -> None:
        self.survives = survives
        whole = memoryview(memory).cast("Q")
        self.words = whole[: _EVENTS_AT // 8]
        self.events = whole[_EVENTS_AT // 8 :]

    @classmethod
    def create(cls, path: str) -> LaneFile:
        """A fresh lane.

        Raises:
            OSError: the disk or the shared memory has no room for it, or the folder is gone.
        """
        file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        try:
            os.posix_fallocate(file, 0, _SIZE)  # else a full disk would end the program with SIGBUS
            lane = cls(mmap.mmap(file, _SIZE))
        except OSError:
            os.unlink(path)
            raise
        finally:
            os.close(file)
        lane.words[0] = MAGIC
        return lane

    @classmethod
    def unnamed(cls) -> LaneFile:
        """A lane in memory of this process alone, for where no file can be had."""
        return cls(mmap.mmap(-1, _SIZE), survives=False)

    @classmethod
    def open(cls, path: str) -> LaneFile | None:
        """A lane that somebody made; None when that file is none, or gone."""
        try:
            with open(path, "r+b") as file:
                if os.fstat(file.fileno()).st_size != _SIZE:
                    return None
                lane = cls(mmap.mmap(file.fileno(), _SIZE))
        except OSError:
            return None
        return lane if lane.words[0] == MAGIC else None

    @property
    def owner(self) -> LaneOwner:
        """Whose it is."""
        return LaneOwner(self.words[1], self.words[2], self.words[3])

    def begin(self, owner: LaneOwner) -> None:
        """Makes it the lane of another thread; what it held must have been written."""
        self.words[1:] = memoryview(bytes(_EVENTS_AT - 8)).cast("Q")
        self.words[1], self.words[2], self.words[3] = owner

    def dropped(self) -> dict[str, int]:
        """Events of this thread that were not kept, by reason; reasons without any are left out."""
        counts = self.words[DROPPED : DROPPED + len(DropReason)]
        return {reason.name.lower(): count for reason, count in zip(DropReason, counts, strict=True) if count}

    def emitted(self) -> int:
        """How many events this thread has made."""
        return int(self.words[SEQUENCE] + self.words[UNNUMBERED])

    def pending(self) -> Chunk | None:
        """What it holds as a chunk; None when that is nothing, or can't be."""
        words = self.words
        first, count = words[FIRST_SEQUENCE], words[SEQUENCE] - words[FIRST_SEQUENCE]
        if not 0 < count <= CHUNK_EVENTS or max(words[1:4]) > 0xFFFFFFFF:
            return None
        untold = [min(max(0, words[DROPPED + n] - words[TOLD + n]), 0xFFFFFFFF) for n in range(len(DropReason))]
        depth = min(words[DEPTH], 0xFFFFFFFF)
        return Chunk(
            pid=words[1] & 0xFFFFFFFF,
            slot=words[2],
            generation=words[3],
            first_sequence=first,
            events=self.events[:count].tolist(),
            first_ticks=words[FIRST_TICKS],
            last_ticks=words[LAST_TICKS],
            anchor_ticks=words[FIRST_TICKS],
            anchor_monotonic_ns=words[FIRST_TICKS],
            clock_mode=ClockMode.MONOTONIC,
            dropped=tuple(untold),
            depth=depth,
            open_calls=tuple(word & 0xFFFFFFFF for word in words[OPEN : OPEN + min(depth, OPEN_CALLS)]),
        )

    def written(self, ticks: int, open_calls: list[int]) -> None:
        """What it held lies in the event file; the next chunk begins.

        Args:
            ticks: the clock now.
            open_calls: function ids of the calls that are open now, the outermost first.
        """
        words = self.words
        words[TOLD : TOLD + len(DropReason)] = words[DROPPED : DROPPED + len(DropReason)]
        words[FIRST_SEQUENCE] = words[SEQUENCE]
        words[FIRST_TICKS] = ticks
        words[DEPTH] = len(open_calls)
        for place, function in enumerate(open_calls[:OPEN_CALLS], OPEN):
            words[place] = function

    def end(self) -> None:
        """Controller: the recording is over, whether or not the process is."""
        self.words[ENDED] = 1

    def ended(self) -> bool:
        """Whether the controller has ended the recording."""
        return bool(self.words[ENDED])

    def refuse(self, reason: DropReason) -> None:
        """Counts an event that was not kept and takes no number."""
        self.words[DROPPED + reason] += 1
        self.words[UNNUMBERED] += 1

    def lost(self, reason: DropReason) -> None:
        """What it held could not be kept: counted, and the place is free again."""
        words = self.words
        words[DROPPED + reason] += words[SEQUENCE] - words[FIRST_SEQUENCE]
        words[FIRST_SEQUENCE] = words[SEQUENCE]


def lane_path(directory: str, pid: int, slot: int) -> str:
    """Where the lane of a slot lies."""
    return os.path.join(directory, f"lane-{pid}-{slot}.twin")


def lane_paths(directory: str, pid: int | None = None) -> Iterator[str]:
    """The lanes in a session directory, of one process or of all; none when it is gone."""
    folder = Path(directory)
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        name = _NAME.fullmatch(path.name)
        if name and pid in (None, int(name[1])):
            yield str(path)
