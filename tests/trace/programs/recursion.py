"""Recursion to a depth, and to the interpreter's limit."""


def down(depth: int) -> int:
    return down(depth - 1) if depth else 0


def bottomless(depth: int) -> int:
    return bottomless(depth + 1)


def main() -> None:
    for _ in range(100):
        down(99)
    try:
        bottomless(0)
    except RecursionError:
        pass
