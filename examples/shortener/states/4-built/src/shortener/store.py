"""Links kept in a database table, SQLite or PostgreSQL."""

from collections.abc import Callable

from sqlalchemy import String, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import (
    AsyncEngine,
    AsyncSession,
    async_sessionmaker,
    create_async_engine,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from shortener.codes import short_code
from shortener.links import CodesExhaustedError, Link

ATTEMPTS = 5
_DRIVERS = {"sqlite": "sqlite+aiosqlite", "postgresql": "postgresql+asyncpg"}
_INSERTS = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}


class Base(DeclarativeBase):
    """The tables of this service."""


class LinkRow(Base):
    """The table `links`."""

    __tablename__ = "links"

    code: Mapped[str] = mapped_column(String(16), primary_key=True)
    url: Mapped[str] = mapped_column(String(2048))
    hits: Mapped[int] = mapped_column(default=0)


def open_engine(database_url: str) -> AsyncEngine:
    """An engine for `sqlite:///FILE` or `postgresql://…`, with the asynchronous driver of each."""
    url = make_url(database_url)
    return create_async_engine(url.set(drivername=_DRIVERS.get(url.drivername, url.drivername)))


class SqlLinks:
    """`Links` over a session factory."""

    def __init__(
        self,
        sessions: async_sessionmaker[AsyncSession],
        make_code: Callable[[str, int], str] = short_code,
    ) -> None:
        self._sessions = sessions
        self._make_code = make_code

    async def shorten(self, url: str) -> Link:
        """The link of an address, made when missing; CodesExhaustedError after 5 tries."""
        for attempt in range(ATTEMPTS):
            code = self._make_code(url, attempt)
            async with self._sessions.begin() as session:
                # Two requests for one address may meet here: whoever is second finds the row.
                insert = _INSERTS[session.get_bind().dialect.name](LinkRow)
                await session.execute(
                    insert.values(code=code, url=url, hits=0).on_conflict_do_nothing()
                )
                row = await session.get_one(LinkRow, code)
                if row.url == url:
                    return Link(row.code, row.url, row.hits)
        raise CodesExhaustedError(f"{ATTEMPTS} codes for {url} are taken")

    async def follow(self, code: str) -> str | None:
        """The address behind a code, one hit counted; None when there is no such code."""
        # One statement, so that no hit is lost between reading and writing.
        counted = (
            update(LinkRow)
            .where(LinkRow.code == code)
            .values(hits=LinkRow.hits + 1)
            .returning(LinkRow.url)
        )
        async with self._sessions.begin() as session:
            return await session.scalar(counted)

    async def stats(self, code: str) -> Link | None:
        """The link as it stands, no hit counted; None when there is no such code."""
        async with self._sessions() as session:
            row = await session.get(LinkRow, code)
        return Link(row.code, row.url, row.hits) if row else None
