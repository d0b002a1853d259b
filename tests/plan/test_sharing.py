"""Work shared out among real processes: the results, and what remains when a process fails."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator, Sequence
from multiprocessing import get_context

import psutil
import pytest

from planproof.plan.sharing import SHARE_MIN, shared_out, shared_pieces

ITEMS = range(2 * SHARE_MIN)
HERE = os.getpid()
WAIT_S = 60

needs_fork = pytest.mark.skipif(not hasattr(os, "fork"), reason="this system can't fork")


class Meeting:
    """Lets no process go on with its first piece before each of them has taken one."""

    def __init__(self, processes: int) -> None:
        self._barrier = get_context("fork").Barrier(processes)
        self._met: set[int] = set()

    def wait(self) -> None:
        if os.getpid() not in self._met:
            self._met.add(os.getpid())
            self._barrier.wait(WAIT_S)


def with_process(processes: int) -> Callable[[Sequence[int]], list[tuple[int, int]]]:
    """Gives each number with the process that worked on it; all take part."""
    meeting = Meeting(processes)

    def work(items: Sequence[int]) -> list[tuple[int, int]]:
        meeting.wait()
        return [(item, os.getpid()) for item in items]

    return work


def elsewhere(act: Callable[[], object]) -> Callable[[Sequence[int]], list[int]]:
    """Doubles numbers; the forked one of two processes does `act` first."""
    meeting = Meeting(2)

    def work(items: Sequence[int]) -> list[int]:
        meeting.wait()
        if os.getpid() != HERE:
            act()
        return [2 * item for item in items]

    return work


def children() -> set[int]:
    return {child.pid for child in psutil.Process().children()}


@pytest.fixture(autouse=True)
def no_process_left() -> Iterator[None]:
    """Fails a test that leaves a process, also one that has ended and wasn't waited for; other tests' processes don't count."""
    before = children()
    yield
    assert children() <= before


@needs_fork
def test_shared_pieces__many_items__then_pieces_grow_smaller_towards_the_end() -> None:
    sizes = shared_pieces(lambda piece: [len(piece)] * len(piece), range(1000), 2)
    assert sizes == sorted(sizes, reverse=True)
    assert sizes[0] >= 8 * sizes[-1]


@needs_fork
@pytest.mark.parametrize("processes", [2, 3])
def test_shared_pieces__several_processes__then_results_in_order_from_all(processes: int) -> None:
    items = range(processes * SHARE_MIN + 3)
    results = shared_pieces(with_process(processes), items, processes)
    assert [item for item, _ in results] == list(items)
    assert len({process for _, process in results}) == processes


@needs_fork
def test_shared_pieces__more_items_than_numbers_of_pieces__then_each_item_once() -> None:
    items = range(10_001)
    assert [item for item, _ in shared_pieces(with_process(2), items, 2)] == list(items)


@needs_fork
def test_shared_out__one_item_at_a_time__then_results_in_order() -> None:
    assert shared_out(lambda item: 2 * item, ITEMS, 2) == [2 * item for item in ITEMS]


@pytest.mark.parametrize(("count", "processes"), [(2 * SHARE_MIN - 1, 2), (2 * SHARE_MIN, 1), (0, 2)])
def test_shared_pieces__few_items_or_one_process__then_nothing_is_forked(count: int, processes: int) -> None:
    assert shared_pieces(lambda items: [os.getpid()] * len(items), range(count), processes) == [HERE] * count


@needs_fork
@pytest.mark.parametrize(
    "act",
    [lambda: os._exit(0), lambda: os.kill(os.getpid(), signal.SIGKILL), lambda: 1 / 0],
    ids=["exit", "killed", "raise"],
)
def test_shared_pieces__process_fails__then_its_pieces_are_done_here(act: Callable[[], object]) -> None:
    assert shared_pieces(elsewhere(act), ITEMS, 2) == [2 * item for item in ITEMS]


@needs_fork
def test_shared_pieces__result_that_no_pipe_takes__then_done_here() -> None:
    meeting = Meeting(2)

    def work(items: Sequence[int]) -> list[Callable[[], int]]:
        meeting.wait()
        return [lambda item=item: item for item in items]  # type: ignore[misc]

    assert [value() for value in shared_pieces(work, ITEMS, 2)] == list(ITEMS)


@needs_fork
def test_shared_pieces__work_raises__then_raised_here_and_no_process_left() -> None:
    with pytest.raises(ZeroDivisionError):
        shared_pieces(lambda items: [1 // (item - ITEMS[-1]) for item in items], ITEMS, 2)


@needs_fork
def test_shared_pieces__raised_here_while_a_process_hangs__then_it_is_ended() -> None:
    def work(items: Sequence[int]) -> list[int]:
        meeting.wait()
        while os.getpid() != HERE:
            os.read(waiting, 1)
        raise KeyboardInterrupt

    meeting = Meeting(2)
    waiting, held_open = os.pipe()
    try:
        with pytest.raises(KeyboardInterrupt):
            shared_pieces(work, ITEMS, 2)
    finally:
        os.close(waiting)
        os.close(held_open)
