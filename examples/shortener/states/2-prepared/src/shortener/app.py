"""The application: one factory, so that tests and the server build the same thing."""

from fastapi import FastAPI
from sqlalchemy.ext.asyncio import async_sessionmaker

from shortener.routes import link_routes
from shortener.store import SqlLinks


def create_app(database_url: str | None = None) -> FastAPI:
    """The web application on a database; its tables are made when it starts.

    Without an address, that of `SHORTENER_DATABASE` is taken, else a SQLite file in this folder.
    """
    app = FastAPI(title="Shortener")

    @app.get("/health")
    async def health() -> dict[str, str]:
        return {"status": "ok"}

    app.include_router(link_routes(SqlLinks(async_sessionmaker())))
    return app
