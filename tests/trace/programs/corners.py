"""What recorders of calls trip over: exceptions through code that isn't recorded, exits, and generators that live on."""

import json
import sys
from collections.abc import Iterator


class Thing:
    pass


def refuse(thing: object) -> str:
    raise TypeError


def after() -> None:
    pass


def kept() -> Iterator[int]:
    yield 1


def make() -> Iterator[int]:
    made = kept()
    next(made)
    return made


def leave() -> None:
    sys.exit(3)


def caught_twice(thing: object) -> str:
    try:
        return refuse(thing)
    except TypeError:
        pass
    raise KeyError


def main() -> None:
    for _ in range(3):
        try:
            json.dumps([Thing()], default=refuse, indent=1)
        except TypeError:
            after()
    try:
        json.dumps([Thing()], default=caught_twice, indent=1)
    except KeyError:
        after()
    outlives = make()
    assert list(outlives) == []
    try:
        leave()
    except SystemExit:
        after()
