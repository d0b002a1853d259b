"""Work shared out among real processes: the results, and what remains when a process fails."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable

import pytest

from planproof.plan.sharing import SHARE_MIN, shared_out

ITEMS = range(2 * SHARE_MIN)
HERE = os.getpid()

needs_fork = pytest.mark.skipif(not hasattr(os, "fork"), reason="this system can't fork")


def elsewhere(act: Callable[[int], object]) -> Callable[[int], int]:
    """Doubles a number; in a forked process it does `act` first."""

    def work(item: int) -> int:
        if os.getpid() != HERE:
            act(item)
        return 2 * item

    return work


def children_left() -> bool:
    try:
        os.waitpid(-1, os.WNOHANG)
    except ChildProcessError:
        return False
    return True


@needs_fork
def test_shared_out__two_processes__then_results_in_order_from_both() -> None:
    results = shared_out(lambda item: (item, os.getpid()), ITEMS, 2)
    assert [item for item, _ in results] == list(ITEMS)
    assert len({process for _, process in results}) == 2
    assert not children_left()


@needs_fork
def test_shared_out__three_processes_and_items_that_do_not_divide__then_each_item_once() -> None:
    items = range(3 * SHARE_MIN + 2)
    results = shared_out(lambda item: (item, os.getpid()), items, 3)
    assert [item for item, _ in results] == list(items)
    assert len({process for _, process in results}) == 3


@pytest.mark.parametrize(("count", "processes"), [(2 * SHARE_MIN - 1, 2), (2 * SHARE_MIN, 1), (0, 2)])
def test_shared_out__few_items_or_one_process__then_nothing_is_forked(count: int, processes: int) -> None:
    assert shared_out(lambda _: os.getpid(), range(count), processes) == [HERE] * count


@needs_fork
@pytest.mark.parametrize(
    "act",
    [lambda _: os._exit(0), lambda _: os.kill(os.getpid(), signal.SIGKILL), lambda _: 1 / 0],
    ids=["exit", "killed", "raise"],
)
def test_shared_out__process_fails__then_its_part_is_done_here(act: Callable[[int], object]) -> None:
    assert shared_out(elsewhere(act), ITEMS, 2) == [2 * item for item in ITEMS]
    assert not children_left()


@needs_fork
def test_shared_out__result_that_no_pipe_takes__then_done_here() -> None:
    assert [value() for value in shared_out(lambda item: lambda: item, ITEMS, 2)] == list(ITEMS)


@needs_fork
def test_shared_out__work_raises__then_raised_here_and_no_process_left() -> None:
    with pytest.raises(ZeroDivisionError):
        shared_out(lambda item: 1 // (item - ITEMS[-1]), ITEMS, 2)
    assert not children_left()


@needs_fork
def test_shared_out__raised_here_while_a_process_hangs__then_it_is_ended() -> None:
    def work(item: int) -> int:
        while os.getpid() != HERE:
            os.read(waiting, 1)
        raise KeyboardInterrupt

    waiting, held_open = os.pipe()
    try:
        with pytest.raises(KeyboardInterrupt):
            shared_out(work, ITEMS, 2)
        assert not children_left()
    finally:
        os.close(waiting)
        os.close(held_open)
