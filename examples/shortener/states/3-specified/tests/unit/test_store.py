"""Links in a SQLite file."""

import pytest
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from shortener.links import CodesExhaustedError
from shortener.store import ATTEMPTS, SqlLinks, open_engine

URL = "https://example.org/a"
Sessions = async_sessionmaker[AsyncSession]


@pytest.mark.parametrize(
    ("given", "driver"),
    [("sqlite:///x.sqlite", "aiosqlite"), ("postgresql://user@127.0.0.1/shop", "asyncpg")],
)
def test_open_engine__plain_address__then_asynchronous_driver(given: str, driver: str) -> None:
    assert open_engine(given).dialect.driver == driver


async def test_links_shorten__new_address__then_kept_with_zero_hits(sessions: Sessions) -> None:
    link = await SqlLinks(sessions).shorten(URL)
    assert (link.url, link.hits) == (URL, 0)
    assert await SqlLinks(sessions).stats(link.code) == link


async def test_links_shorten__known_address__then_same_code_and_hits(sessions: Sessions) -> None:
    links = SqlLinks(sessions)
    first = await links.shorten(URL)
    await links.follow(first.code)
    again = await links.shorten(URL)
    assert (again.code, again.hits) == (first.code, 1)


async def test_links_shorten__code_taken__then_next_attempt(sessions: Sessions) -> None:
    def make_code(url: str, attempt: int) -> str:
        return "taken" if attempt == 0 else f"free{attempt}"

    links = SqlLinks(sessions, make_code)
    assert (await links.shorten(URL)).code == "taken"
    assert (await links.shorten(URL + "b")).code == "free1"


async def test_links_shorten__every_code_taken__then_exhausted(sessions: Sessions) -> None:
    attempts: list[int] = []

    def make_code(url: str, attempt: int) -> str:
        attempts.append(attempt)
        return "taken"

    links = SqlLinks(sessions, make_code)
    await links.shorten(URL)
    with pytest.raises(CodesExhaustedError):
        await links.shorten(URL + "b")
    assert attempts == [0, *range(ATTEMPTS)]


async def test_links_follow__known_code__then_address_and_one_hit(sessions: Sessions) -> None:
    links = SqlLinks(sessions)
    code = (await links.shorten(URL)).code
    assert await links.follow(code) == URL
    link = await links.stats(code)
    assert link is not None
    assert link.hits == 1


async def test_links_follow__unknown_code__then_none(sessions: Sessions) -> None:
    assert await SqlLinks(sessions).follow("unknown") is None


async def test_links_stats__unknown_code__then_none(sessions: Sessions) -> None:
    assert await SqlLinks(sessions).stats("unknown") is None
