"""A thread forks while another works; parent and child go on, and both are recorded to their ends."""

import os
import threading


def work() -> None:
    pass


def in_child() -> None:
    for _ in range(20):
        work()


def fork() -> None:
    child = os.fork()
    if child == 0:
        in_child()
        os._exit(0)
    os.waitpid(child, 0)
    for _ in range(5):
        work()


def main() -> None:
    forking = threading.Thread(target=fork)
    forking.start()
    for _ in range(10_000):
        work()
    forking.join()
