"""Calls of C functions: plain ones, methods, types, one that raises, one that calls back."""


class Thing:
    def __init__(self) -> None:
        self.size = len("four")


def key(number: int) -> int:
    return abs(number)


def main() -> None:
    numbers = [3, -1, 2]
    numbers.append(4)
    assert sorted(numbers, key=key)[0] == -1
    Thing()
    try:
        int("no number")
    except ValueError:
        pass
