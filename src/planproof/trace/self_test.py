"""What the frame-evaluation hook is tried out on before it is believed: three small functions, and the events that they make.

The hook's interface is private to each version of the interpreter. One that calls it in another way than is known would fill a
trace with nonsense; here it is found out before anything is recorded.
"""

from __future__ import annotations

from collections.abc import Generator
from contextlib import suppress

__all__ = ["EXPECTED", "KINDS", "run"]

KINDS = ("call", "return", "unwind", "yield", "resume")

EXPECTED = [
    "call",  # run
    *["call", "return"],  # _plain
    *["call", "unwind"],  # _raising
    *["call", "yield", "resume", "yield", "resume", "return"],  # _generator, to its end
    *["call", "yield", "resume", "unwind"],  # _generator, thrown into
    *["resume", "unwind"],  # _generator, thrown into before its start
    "return",
]


def run() -> None:
    """Makes the events, in their order."""
    _plain()
    with suppress(LookupError):
        _raising()
    for _ in _generator():
        pass
    begun, fresh = _generator(), _generator()
    next(begun)
    with suppress(LookupError):
        begun.throw(LookupError)
    with suppress(LookupError):
        fresh.throw(LookupError)


def _plain() -> None:
    return


def _raising() -> None:
    raise LookupError


def _generator() -> Generator[int, None, None]:
    yield 1
    yield 2
