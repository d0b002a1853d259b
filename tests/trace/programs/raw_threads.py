"""A thread that `threading` knows nothing of, still running at the end."""

import _thread


def work() -> None:
    pass


def body(started: _thread.LockType, wait: _thread.LockType) -> None:
    work()
    started.release()
    wait.acquire()


def main() -> None:
    started, wait = _thread.allocate_lock(), _thread.allocate_lock()
    started.acquire()
    wait.acquire()
    _thread.start_new_thread(body, (started, wait))
    started.acquire()
    work()
