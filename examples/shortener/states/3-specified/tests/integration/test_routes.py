"""Endpoints, store and database together, called as a client calls them."""

from fastapi import FastAPI
from httpx import ASGITransport, AsyncClient
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from shortener.routes import link_routes
from shortener.store import SqlLinks

URL = "https://example.org/a"


async def test_create_link__address_posted__then_201_with_code(client: AsyncClient) -> None:
    response = await client.post("/links", json={"url": URL})
    assert response.status_code == 201
    assert response.json() == {"code": response.json()["code"], "url": URL, "hits": 0}


async def test_create_link__no_address__then_422_says_why(client: AsyncClient) -> None:
    response = await client.post("/links", json={"url": "example.org"})
    assert response.status_code == 422
    assert "http://" in response.json()["detail"]


async def test_create_link__every_code_taken__then_503(
    sessions: async_sessionmaker[AsyncSession],
) -> None:
    app = FastAPI()
    app.include_router(link_routes(SqlLinks(sessions, lambda url, attempt: "taken")))
    async with AsyncClient(transport=ASGITransport(app=app), base_url="http://test") as client:
        await client.post("/links", json={"url": URL})
        assert (await client.post("/links", json={"url": URL + "b"})).status_code == 503


async def test_follow_link__known_code__then_307_to_address(client: AsyncClient) -> None:
    created = await client.post("/links", json={"url": URL})
    assert created.status_code == 201
    response = await client.get(f"/{created.json()['code']}")
    assert (response.status_code, response.headers["location"]) == (307, URL)


async def test_follow_link__unknown_code__then_404(client: AsyncClient) -> None:
    assert (await client.get("/unknown")).status_code == 404


async def test_link_stats__followed_twice__then_two_hits(client: AsyncClient) -> None:
    created = await client.post("/links", json={"url": URL})
    assert created.status_code == 201
    code = created.json()["code"]
    for _ in range(2):
        await client.get(f"/{code}")
    assert (await client.get(f"/links/{code}")).json() == {"code": code, "url": URL, "hits": 2}


async def test_link_stats__unknown_code__then_404(client: AsyncClient) -> None:
    assert (await client.get("/links/unknown")).status_code == 404


async def test_create_app__started_on_sqlite__then_health_names_it(client: AsyncClient) -> None:
    assert (await client.get("/health")).json() == {"status": "ok", "database": "sqlite"}
