"""A parent and a child process of another interpreter start, each with ten calls of `work`."""

import subprocess
import sys


def work() -> None:
    pass


def main() -> None:
    for _ in range(10):
        work()
    if "child" not in sys.argv:
        subprocess.run([sys.executable, __file__, "child"], check=True)


if __name__ == "__main__":
    main()
