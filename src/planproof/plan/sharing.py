"""Shares work on a long list out among processes, so that a large tree of plans uses every core.

    items ── [ first part: this process ][ a forked process each for the other parts ] ── results, in order of the items

A forked process starts with all that this one knows and sends back only its results, through a pipe. A part whose process
fails, for whatever reason, is done here instead: the outcome, an error included, is the same as without sharing.
"""

from __future__ import annotations

import os
import pickle
import signal
import sys
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Generic, NoReturn, TypeVar

__all__ = ["SHARE_MIN", "cores", "shared_out"]

SHARE_MIN = 32  # items for each process; for fewer, a fork costs more than it saves
_PROCESSES_MAX = 4  # what comes back is read by one process, so more gain little

Item = TypeVar("Item")
Result = TypeVar("Result")


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
    count = min(processes, len(items) // SHARE_MIN)
    if count < 2:
        return [work(item) for item in items]
    bounds = [len(items) * number // count for number in range(count + 1)]
    own, *others = [items[start:end] for start, end in pairwise(bounds)]
    forked = [_Forked(work, part) for part in others]
    try:
        results = [work(item) for item in own]
        for each in forked:
            results += each.results()
    finally:
        for each in forked:
            each.end()
    return results


class _Forked(Generic[Item, Result]):
    """A forked process that works on one part."""

    def __init__(self, work: Callable[[Item], Result], part: Sequence[Item]) -> None:
        self._work = work
        self._part = part
        reading, writing = os.pipe()
        try:
            self._process_id = os.fork()
        except OSError:  # no room for another process: the pipe stays empty
            self._process_id = -1
        if self._process_id == 0:
            _send(work, part, writing)
        os.close(writing)
        self._pipe = os.fdopen(reading, "rb")

    def results(self) -> list[Result]:
        """What the process sent; made here when it failed."""
        sent = self._pipe.read()
        if self._exit_code() != 0 or not sent:
            return [self._work(item) for item in self._part]
        results: list[Result] = pickle.loads(sent)
        return results

    def end(self) -> None:
        """Closes the pipe and leaves no process behind."""
        self._pipe.close()
        if self._process_id > 0:
            os.kill(self._process_id, signal.SIGKILL)
            self._exit_code()

    def _exit_code(self) -> int:
        """Waits for the process to end."""
        if self._process_id < 0:
            return 1
        _, status = os.waitpid(self._process_id, 0)
        self._process_id = -1
        return os.waitstatus_to_exitcode(status)


def _send(work: Callable[[Item], Result], part: Sequence[Item], descriptor: int) -> NoReturn:
    """What a forked process does. Its exit code says whether all was sent; its errors come up again where it was forked."""
    code = 1
    try:
        with os.fdopen(descriptor, "wb") as pipe:
            pickle.dump([work(item) for item in part], pipe, pickle.HIGHEST_PROTOCOL)
        code = 0
    finally:
        os._exit(code)
