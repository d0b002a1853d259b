"""The service as it is before the iteration."""

from httpx import ASGITransport, AsyncClient

from shortener.app import create_app


async def test_health__service_up__then_ok() -> None:
    transport = ASGITransport(app=create_app())
    async with AsyncClient(transport=transport, base_url="http://test") as client:
        assert (await client.get("/health")).json()["status"] == "ok"
