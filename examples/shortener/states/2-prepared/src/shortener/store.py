"""Links kept in a database table, SQLite or PostgreSQL."""

from collections.abc import Callable

from sqlalchemy import String
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from shortener.codes import short_code
from shortener.links import Link

ATTEMPTS = 5


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
    raise NotImplementedError


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
        raise NotImplementedError

    async def follow(self, code: str) -> str | None:
        """The address behind a code, one hit counted; None when there is no such code."""
        raise NotImplementedError

    async def stats(self, code: str) -> Link | None:
        """The link as it stands, no hit counted; None when there is no such code."""
        raise NotImplementedError
