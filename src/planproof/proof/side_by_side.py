"""Checks of one stage at the same time, where the project says that its tests allow it; their rows stay in order.

    check 1 ──────────┐            two at a time; what comes out is handed on in the order of the checks
    check 2 ────┐     ├─> 1, 2, 3
    check 3     └─────┘

A collision of two runs (a port, a file, a database) could make a test fail that would have passed against the stub, and so hide
that it shows nothing. That is why nothing runs side by side unless `[tests] side_by_side` says so, and never what needs
services, counters in compiled code or a quiet machine.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import TypeVar

from planproof.errors import Cancelled
from planproof.proof.model import Stage
from planproof.proof.workbench import Workbench

__all__ = ["in_order", "workers_for"]

Item = TypeVar("Item")
Result = TypeVar("Result")

_STAGES = (Stage.BUILD, Stage.VERIFY, Stage.VALIDATE)
_AT_MOST = 2


def workers_for(bench: Workbench, stage: Stage) -> int:
    """How many checks of a stage may run at the same time: 1 or 2."""
    allowed = (
        stage in _STAGES
        and bench.config.tests.side_by_side
        and bench.config.coverage.format == "coverage.py"
        and not bench.has_services(stage.name.lower())
    )
    return _AT_MOST if allowed else 1


@contextmanager
def in_order(
    items: Sequence[Item], work: Callable[[Item], Result], *, workers: int, stop: Callable[[], None]
) -> Iterator[Iterator[tuple[Item, Result]]]:
    """Works on items, at most so many at a time, and gives each with its result in the given order.

    Args:
        items: what to work on; with one worker an item is begun only when the one before has been taken.
        work: runs in a thread of its own when there are several workers.
        workers: how many at a time.
        stop: makes the work that is under way come to its end soon; called when the body ends early.

    Raises:
        Cancelled: the person pressed Ctrl-C.
    """
    if workers < 2 or len(items) < 2:
        yield ((item, work(item)) for item in items)
        return
    with ThreadPoolExecutor(workers, thread_name_prefix="check") as pool:
        futures = [pool.submit(work, item) for item in items]
        try:
            yield ((item, future.result()) for item, future in zip(items, futures, strict=True))
        except KeyboardInterrupt:
            raise Cancelled("stopped; the commands that ran were ended with all their processes") from None
        finally:
            if not all(future.done() for future in futures):
                stop()
                pool.shutdown(cancel_futures=True)
