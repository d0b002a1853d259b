"""Three asyncio tasks that take turns, four times each, and one that waits for them."""

import asyncio


def step() -> None:
    pass


async def worker() -> None:
    for _ in range(3):
        step()
        await asyncio.sleep(0)
    step()


async def boss() -> None:
    await asyncio.gather(worker(), worker(), worker())


def main() -> None:
    asyncio.run(boss())
    step()
