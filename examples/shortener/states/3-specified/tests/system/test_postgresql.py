"""The whole service over real HTTP on a real PostgreSQL."""

import asyncio

from httpx import AsyncClient

from shortener.app import create_app
from tests.conftest import serving

URL = "https://example.org/system"


async def test_service__restarted_on_postgresql__then_link_is_there(postgresql: str) -> None:
    with serving(create_app(postgresql)) as address:
        async with AsyncClient(base_url=address) as client:
            assert (await client.get("/health")).json()["status"] == "ok"
            created = await client.post("/links", json={"url": URL})
            assert created.status_code == 201
    with serving(create_app(postgresql)) as address:
        async with AsyncClient(base_url=address) as client:
            assert (await client.get("/health")).json()["database"] == "postgresql"
            followed = await client.get(f"/{created.json()['code']}")
    assert followed.headers["location"] == URL


async def test_service__fifty_follows_at_once__then_no_hit_is_lost(postgresql: str) -> None:
    with serving(create_app(postgresql)) as address:
        async with AsyncClient(base_url=address) as client:
            created = await client.post("/links", json={"url": f"{URL}/hits"})
            assert created.status_code == 201
            code = created.json()["code"]
            await asyncio.gather(*(client.get(f"/{code}") for _ in range(50)))
            stats = await client.get(f"/links/{code}")
    assert stats.json()["hits"] == 50


async def test_service__one_address_posted_twenty_times_at_once__then_one_code(
    postgresql: str,
) -> None:
    with serving(create_app(postgresql)) as address:
        async with AsyncClient(base_url=address) as client:
            posts = [client.post("/links", json={"url": f"{URL}/once"}) for _ in range(20)]
            answers = await asyncio.gather(*posts)
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.json()["code"] for answer in answers}) == 1
