"""Calls `work` ten times and ends as the argument says; a child that is forked calls it ten times more."""

import os
import signal
import sys
import threading
import time


def work() -> None:
    pass


def ten() -> None:
    for _ in range(10):
        work()


def forked() -> None:
    child = os.fork()
    ten()
    if child == 0:
        os._exit(0)
    os.waitpid(child, 0)


def forked_in_a_thread() -> None:
    thread = threading.Thread(target=forked)
    thread.start()
    thread.join()


def eight() -> None:
    """Eight processes, each forked by the one before."""
    for _ in range(7):
        child = os.fork()
        if child:
            os.waitpid(child, 0)
            break
    ten()


def ready_soon() -> None:
    """Says so from another thread, once this one sleeps: a handler that raises inside a hook of Python 3.11 would end the hook."""
    threading.Timer(0.2, print, ("ready",), {"flush": True}).start()


def interrupted() -> None:
    ten()
    ready_soon()
    try:
        time.sleep(30)
    except KeyboardInterrupt:
        ten()


def outlived() -> None:
    """The child goes on for a while after its parent has ended."""
    if os.fork() == 0:
        time.sleep(0.5)
        ten()
        os._exit(0)


def replaced() -> None:
    ten()
    os.execv(sys.executable, [sys.executable, __file__, "plain"])


def terminated() -> None:
    ten()
    ready_soon()
    time.sleep(30)


ENDINGS = {
    "plain": ten,
    "sys.exit": lambda: (ten(), sys.exit(3)),
    "os._exit": lambda: (ten(), os._exit(4)),
    "raise": lambda: (ten(), 1 / 0),
    "kill": lambda: (ten(), os.kill(os.getpid(), signal.SIGKILL)),
    "abort": lambda: (ten(), os.abort()),
    "fork": forked,
    "fork in a thread": forked_in_a_thread,
    "eight": eight,
    "exec": replaced,
    "interrupt": interrupted,
    "terminate": terminated,
    "outlive": outlived,
}

if __name__ == "__main__":
    ENDINGS[sys.argv[1]]()
