"""Generators that take turns, are abandoned, closed, thrown into; and asynchronous ones."""

import asyncio
from collections.abc import AsyncIterator, Iterator


def numbers(count: int) -> Iterator[int]:
    for number in range(count):
        yield number


def abandoned() -> Iterator[int]:
    yield 1
    yield 2


def guarded() -> Iterator[int]:
    try:
        yield 1
    finally:
        pass


def unstarted() -> Iterator[int]:
    yield 1


def delegating() -> Iterator[int]:
    yield from numbers(2)


async def rising(count: int) -> AsyncIterator[int]:
    for number in range(count):
        yield number


async def collect() -> list[int]:
    return [number async for number in rising(3)]


def main() -> None:
    pairs = list(zip(numbers(3), numbers(4), strict=False))
    assert len(pairs) == 3
    half = abandoned()
    next(half)
    del half
    closed = guarded()
    next(closed)
    closed.close()
    never = unstarted()
    try:
        never.throw(ValueError)
    except ValueError:
        pass
    assert list(delegating()) == [0, 1]
    assert asyncio.run(collect()) == [0, 1, 2]
