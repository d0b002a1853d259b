"""An exception through 1,000 frames, and others that are caught on the way."""

import sys


class Deep(Exception):
    pass


def dive(depth: int) -> None:
    if depth == 0:
        raise Deep
    dive(depth - 1)


def tidy() -> None:
    pass


def careful() -> None:
    try:
        dive(9)
    finally:
        tidy()


def missing() -> None:
    {}["key"]


def main() -> None:
    sys.setrecursionlimit(3000)
    try:
        dive(999)
    except Deep:
        pass
    try:
        careful()
    except Deep:
        pass
    for _ in range(3):
        try:
            missing()
        except KeyError:
            pass
