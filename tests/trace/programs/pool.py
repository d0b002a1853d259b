"""Four processes of `multiprocessing`, started as the first argument says, each with ten calls of `work`."""

import multiprocessing
import sys


def work() -> None:
    pass


def body() -> None:
    for _ in range(10):
        work()


def main(method: str) -> None:
    context = multiprocessing.get_context(method)
    processes = [context.Process(target=body) for _ in range(4)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()


if __name__ == "__main__":
    main(sys.argv[1])
