"""Calls `work` in two threads until it is killed, and counts after each call: a number of eight bytes in a file, one a thread."""

import mmap
import signal
import sys
import threading


def work() -> None:
    pass


def body(path: str, place: int) -> None:
    with open(path, "r+b") as file:
        words = memoryview(mmap.mmap(file.fileno(), 16)).cast("Q")
    while True:
        work()
        words[place] += 1


def main(path: str) -> None:
    signal.alarm(120)  # a test that fails before it kills us leaves nothing running
    thread = threading.Thread(target=body, args=(path, 1), daemon=True)
    thread.start()
    print("ready", flush=True)
    body(path, 0)


if __name__ == "__main__":
    main(sys.argv[1])
