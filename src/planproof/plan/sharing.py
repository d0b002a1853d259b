"""Shares work on a long list out among processes, so that a large tree of plans uses every core.

    items ── pieces ──┬── this process ────┐
                      └── forked processes ┴── results, in order of the items

A forked process starts with all that this one knows and sends back only its results, through a pipe. Which process takes which
piece is not settled beforehand: their numbers lie in a pipe of their own, and whoever is free takes the next, so that a core which
somebody else needs holds nobody up. Towards the end the pieces grow smaller, since whoever is done first waits for the last.
A piece that no process gave back, for whatever reason, is done here in the end: the outcome, an error included, is the same as
without sharing.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from io import BytesIO
from typing import Generic, NoReturn, TypeVar

__all__ = ["SHARE_MIN", "cores", "shared_out", "shared_pieces"]

SHARE_MIN = 32  # items for each process; for fewer, a fork costs more than it saves
_PIECE_MIN = 8  # items; less than that at a time, and the processor forgets one kind of work over another
_FULL_PIECES_MAX = 200  # with the smaller ones at the end under 256, so that a number fits into a byte
_SMALLEST = 8  # as a part of a full piece
_SIZE_BYTES = 8  # of the number in front of what a process sends: how many bytes follow
_PROCESSES_MAX = 4  # what comes back is read by one process, so more gain little

Item = TypeVar("Item")
Result = TypeVar("Result")
_WorkOnPiece = Callable[[Sequence[Item]], Sequence[Result]]


def cores() -> int:
    """How many processes can run at once here; 1 where a process can't be forked safely."""
    if sys.platform != "linux":
        return 1
    return min(len(os.sched_getaffinity(0)), _PROCESSES_MAX)


def shared_out(work: Callable[[Item], Result], items: Sequence[Item], processes: int) -> list[Result]:
    """The result of `work` for each item, in order.

    Args:
        work: looks at one item and changes nothing outside of it; its results can be pickled.
        items: what to work on.
        processes: how many may run at once; more than one only in a process without threads, since those don't
            survive a fork.

    Raises:
        Exception: whatever `work` raises.
    """
    return shared_pieces(lambda piece: [work(item) for item in piece], items, processes)


def shared_pieces(work: _WorkOnPiece[Item, Result], items: Sequence[Item], processes: int) -> list[Result]:
    """As `shared_out`, for work that is done in less time on several items together; it gives a result for each."""
    count = min(processes, len(items) // SHARE_MIN)
    if count < 2:
        return list(work(items))
    pieces = list(_pieces(items, count))
    numbers = _Numbers(len(pieces))
    forked = [_Forked(work, pieces, numbers) for _ in range(count - 1)]
    try:
        done = {number: work(pieces[number]) for number in numbers.taken()}
        for each in forked:
            done |= each.results()
    finally:
        numbers.close()
        for each in forked:
            each.end()
    return [
        result for number, piece in enumerate(pieces) for result in (done[number] if number in done else work(piece))
    ]


def _pieces(items: Sequence[Item], count: int) -> Iterator[Sequence[Item]]:
    """The items in pieces: full ones, then for each process at most half of what would be its share of the rest."""
    full = max(_PIECE_MIN, -(-len(items) // _FULL_PIECES_MAX))
    start = 0
    while start < len(items):
        size = min(full, max(full // _SMALLEST, (len(items) - start) // (2 * count)))
        yield items[start : start + size]
        start += size


class _Numbers:
    """The numbers of the pieces that nobody has taken yet, a byte each in a pipe that all processes read from."""

    def __init__(self, count: int) -> None:
        self._reading, writing = os.pipe()
        os.write(writing, bytes(range(count)))
        os.close(writing)

    def taken(self) -> Iterator[int]:
        """Takes one number after the other until none is left."""
        while number := os.read(self._reading, 1):
            yield number[0]

    def close(self) -> None:
        os.close(self._reading)


class _Forked(Generic[Item, Result]):
    """A forked process that takes pieces and works on them."""

    def __init__(self, work: _WorkOnPiece[Item, Result], pieces: Sequence[Sequence[Item]], numbers: _Numbers) -> None:
        reading, writing = os.pipe()
        try:
            self._process_id = os.fork()
        except OSError:  # no room for another process: the pipe stays empty
            self._process_id = -1
        if self._process_id == 0:
            _send(work, pieces, numbers, writing)
        os.close(writing)
        self._pipe = os.fdopen(reading, "rb")
        from pickle import load  # imported while the other process is at work already

        self._load = load

    def results(self) -> dict[int, Sequence[Result]]:
        """What the process gave back, by the number of the piece; nothing when it failed."""
        sent = self._pipe.read()
        size = int.from_bytes(sent[:_SIZE_BYTES], "little")
        results: dict[int, Sequence[Result]] = {}
        if (
            len(sent) == _SIZE_BYTES + size
        ):  # read before its end is waited for: giving its memory back takes it a while
            source = BytesIO(sent)
            source.seek(_SIZE_BYTES)
            while source.tell() < len(sent):
                number, result = self._load(source)
                results[number] = result
        return results if self._exit_code() == 0 else {}

    def end(self) -> None:
        """Closes the pipe and leaves no process behind."""
        self._pipe.close()
        if self._process_id > 0:
            from signal import SIGKILL  # only where something went wrong

            os.kill(self._process_id, SIGKILL)
            self._exit_code()

    def _exit_code(self) -> int:
        """Waits for the process to end."""
        if self._process_id < 0:
            return 1
        _, status = os.waitpid(self._process_id, 0)
        self._process_id = -1
        return os.waitstatus_to_exitcode(status)


def _send(
    work: _WorkOnPiece[Item, Result], pieces: Sequence[Sequence[Item]], numbers: _Numbers, descriptor: int
) -> NoReturn:
    """What a forked process does. Its exit code says whether all was sent; its errors come up again where it was forked."""
    code = 1
    try:
        from pickle import HIGHEST_PROTOCOL, dumps

        # Made ready piece by piece, so that little is left to do when the last piece is done, for which the others wait.
        done = [dumps((number, work(pieces[number])), HIGHEST_PROTOCOL) for number in numbers.taken()]
        with os.fdopen(descriptor, "wb") as pipe:
            pipe.write(sum(map(len, done)).to_bytes(_SIZE_BYTES, "little"))
            pipe.writelines(done)
        code = 0
    finally:
        os._exit(code)
