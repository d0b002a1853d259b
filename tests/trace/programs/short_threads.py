"""Ten thousand threads that live for one call each, sixteen at a time."""

import threading


def only_call() -> None:
    pass


def main() -> None:
    for _ in range(625):
        threads = []
        for _ in range(16):
            threads.append(threading.Thread(target=only_call))
            threads[-1].start()
        for thread in threads:
            thread.join()
