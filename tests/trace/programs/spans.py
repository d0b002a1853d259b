"""Spans around calls, and a mark between them."""

from planproof.trace import mark, span


def work() -> None:
    pass


def fail() -> None:
    raise LookupError


def main() -> None:
    with span("load"):
        work()
        with span('say "inner"\n'):
            work()
        mark("warm")
        work()
    try:
        with span("load"):
            fail()
    except LookupError:
        pass
