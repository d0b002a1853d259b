"""The application: one factory, so that tests and the server build the same thing."""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI
from sqlalchemy.ext.asyncio import async_sessionmaker

from shortener.routes import link_routes
from shortener.store import Base, SqlLinks, open_engine

DEFAULT_DATABASE = "sqlite:///shortener.sqlite"


def create_app(database_url: str | None = None) -> FastAPI:
    """The web application on a database; its tables are made when it starts.

    Without an address, that of `SHORTENER_DATABASE` is taken, else a SQLite file in this folder.
    """
    engine = open_engine(database_url or os.environ.get("SHORTENER_DATABASE", DEFAULT_DATABASE))

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with engine.begin() as connection:
            await connection.run_sync(Base.metadata.create_all)
        yield
        await engine.dispose()

    app = FastAPI(title="Shortener", lifespan=lifespan)

    @app.get("/health")
    async def health() -> dict[str, str]:
        return {"status": "ok", "database": engine.dialect.name}

    links = SqlLinks(async_sessionmaker(engine, expire_on_commit=False))
    app.include_router(link_routes(links))
    return app
