"""Threads that are all alive at once, each with ten calls."""

import threading


def work() -> None:
    pass


def body(ready: threading.Barrier) -> None:
    ready.wait()
    for _ in range(10):
        work()
    ready.wait()


def main(count: str) -> None:
    ready = threading.Barrier(int(count))
    threads = []
    for _ in range(int(count)):
        threads.append(threading.Thread(target=body, args=(ready,)))
        threads[-1].start()
    for thread in threads:
        thread.join()
