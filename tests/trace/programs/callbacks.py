"""A Python function that C code calls."""


def key(number: int) -> int:
    return -number


def main() -> None:
    assert sorted(range(1000), key=key)[0] == 999
