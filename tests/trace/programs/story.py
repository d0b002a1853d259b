"""A recursion of 242,785 calls, recorded: python -m tests.trace.programs.story build/story.atf"""

import shutil
import sys


def fibonacci(number: int) -> int:
    return number if number < 2 else fibonacci(number - 1) + fibonacci(number - 2)


def main(path: str, backend: str = "auto") -> None:
    from planproof.trace import recording

    shutil.rmtree(path, ignore_errors=True)
    with recording(path, include=["*story*"], backend=backend) as made:
        fibonacci(25)
    balance = made.balance()
    lost = balance["emitted"] - balance["persisted"]
    print(f"calls={balance['kinds']['call']} returns={balance['kinds']['return']} lost={lost}")


if __name__ == "__main__":
    main(*sys.argv[1:])
