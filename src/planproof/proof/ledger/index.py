"""The index of all evidence, made from the text and remade at will: SQLite beside the project, or PostgreSQL for a team.

    EVIDENCE.jsonl … ── changed since? (size, time, then digest) ── scan ── rows of that file replaced ── one transaction

The text is the truth. An index that is damaged is moved to `.planproof/broken/` and made anew; one that a newer planproof wrote
is left alone; one that somebody holds is waited for. Migrations are Alembic's, from the first version on.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, delete, event, insert, inspect, select, text, update
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.pool import NullPool

from planproof.errors import LedgerError
from planproof.proof.ledger.chain import in_chain_order
from planproof.proof.ledger.places import LOCAL_FOLDER, find_ledgers, index_path, local_folder
from planproof.proof.ledger.query import INDEX_REVISION
from planproof.proof.ledger.row import FIELD_NAMES, decode_members, decode_row, now_text
from planproof.proof.ledger.schema import EvidenceRow, LedgerFile
from planproof.proof.ledger.text import Ledger, Scan

if TYPE_CHECKING:
    from alembic.config import Config

__all__ = ["IndexCounts", "migrate", "migration_config", "rebuild", "rebuild_index", "refresh", "refresh_index"]

_BUSY_S = 10.0
_CHUNK = 2_000
_ADVISORY_LOCK = 7_203_114_520  # any number that nobody else uses in that database
_DATABASE = "index database"
_NUL = "\x00"
_SHARED = tuple(column.name for column in EvidenceRow.__table__.columns if column.name in FIELD_NAMES)


@dataclass(frozen=True, slots=True)
class IndexCounts:
    """What refreshing did.

    Attributes:
        ledgers, rows: in the index now.
        changed: ledgers that were read anew.
        removed: ledgers that are gone.
        moved_aside: where a damaged index lies now, relative to the project; empty when it was sound.
    """

    ledgers: int
    rows: int
    changed: int
    removed: int
    moved_aside: str = ""


def refresh_index(root: Path) -> IndexCounts:
    """`refresh` of the project's own SQLite index, for callers that are not async."""
    return asyncio.run(refresh(root))


def rebuild_index(root: Path) -> IndexCounts:
    """`rebuild` of the project's own SQLite index, for callers that are not async."""
    return asyncio.run(rebuild(root))


async def refresh(root: Path, url: str = "", *, busy_s: float = _BUSY_S) -> IndexCounts:
    """Brings the index up to the text: reads the ledgers that changed, forgets those that are gone.

    Args:
        root: the project.
        url: `postgresql+asyncpg://…` for a team's database; empty for the project's own SQLite file.
        busy_s: how long to wait for somebody else who writes to it.

    Raises:
        LedgerError: the index is of a newer planproof, locked for too long, or can't be written.
    """
    return await _run(root, url, busy_s, anew=False)


async def rebuild(root: Path, url: str = "", *, busy_s: float = _BUSY_S) -> IndexCounts:
    """Makes the whole index again from the text.

    Raises:
        LedgerError: as `refresh`.
    """
    return await _run(root, url, busy_s, anew=True)


async def migrate(connection: AsyncConnection, revision: str = "head") -> None:
    """Brings the tables to a revision, up or down, inside the connection's transaction.

    Raises:
        LedgerError: the tables are of a revision this planproof doesn't know.
    """
    await connection.run_sync(_migrate, revision)


def migration_config(connection: Connection) -> Config:
    """Alembic's configuration for the migrations beside this file."""
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


async def _run(root: Path, url: str, busy_s: float, *, anew: bool) -> IndexCounts:
    if url:
        return await _in_database(root, url, busy_s, anew=anew)
    local_folder(root)
    path = index_path(root)
    own = f"sqlite+aiosqlite:///{path.absolute()}"
    try:
        return await _once(root, own, busy_s, anew=anew)
    except DBAPIError as error:
        if not _is_damage(error):
            raise _fault(root, path, error) from error
    aside = _move_aside(root, path)
    try:
        counts = await _once(root, own, busy_s, anew=anew)
    except DBAPIError as error:
        raise _fault(root, path, error) from error
    return IndexCounts(counts.ledgers, counts.rows, counts.changed, counts.removed, aside)


async def _in_database(root: Path, url: str, busy_s: float, *, anew: bool) -> IndexCounts:
    """A team's database: its faults are said without its address, which may hold a password."""
    try:
        return await _once(root, url, busy_s, anew=anew)
    except (DBAPIError, OSError) as error:
        cause = getattr(error, "orig", None) or error
        raise LedgerError(
            f"can't be used: {cause}", place=_DATABASE, hint="is the server up, and the address right?"
        ) from error
    except ArgumentError as error:
        hint = "an address looks like postgresql+asyncpg://USER@HOST/NAME"
        raise LedgerError("its address can't be read", place=_DATABASE, hint=hint) from error
    except ModuleNotFoundError as error:
        hint = "pip install 'planproof[postgresql]'"
        raise LedgerError(f"its driver {error.name} isn't installed", place=_DATABASE, hint=hint) from error


async def _once(root: Path, url: str, busy_s: float, *, anew: bool) -> IndexCounts:
    engine = _engine(url, busy_s)
    try:
        async with engine.begin() as connection:
            if connection.dialect.name == "postgresql":
                await connection.execute(text(f"SELECT pg_advisory_xact_lock({_ADVISORY_LOCK})"))
            await migrate(connection)
            return await _bring_up(root, connection, anew=anew)
    finally:
        await engine.dispose()


def _engine(url: str, busy_s: float) -> AsyncEngine:
    if not url.startswith("sqlite"):
        return create_async_engine(url, poolclass=NullPool)
    engine = create_async_engine(url, poolclass=NullPool, connect_args={"timeout": busy_s})

    # sqlite3 would begin a transaction only at the first write, when another process may already have read and decided the same.
    @event.listens_for(engine.sync_engine, "connect")
    def _leave_transactions_to_us(connection: Any, _: Any) -> None:
        connection.isolation_level = None

    @event.listens_for(engine.sync_engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    return engine


def _migrate(connection: Connection, revision: str) -> None:
    current = _revision(connection)
    if current == INDEX_REVISION and revision in ("head", INDEX_REVISION):
        return
    # Alembic costs a quarter of a second to import; nearly every run ends above.
    from alembic import command
    from alembic.script import ScriptDirectory

    config = migration_config(connection)
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    if current and current not in known:
        raise LedgerError(
            f"was made by a newer planproof (revision {current}, this one knows up to {INDEX_REVISION})",
            place=f"{LOCAL_FOLDER}/index.sqlite" if connection.dialect.name == "sqlite" else _DATABASE,
            hint="upgrade planproof; the index was left as it is",
        )
    if revision == "head" or (current or "") < revision != "base":
        command.upgrade(config, revision)
    else:
        command.downgrade(config, revision)


def _revision(connection: Connection) -> str:
    """The revision of the tables; empty in a new database."""
    if not inspect(connection).has_table("alembic_version"):
        return ""
    return str(connection.execute(text("SELECT version_num FROM alembic_version")).scalar() or "")


async def _bring_up(root: Path, connection: AsyncConnection, *, anew: bool) -> IndexCounts:
    known = {row.path: row for row in await connection.execute(select(LedgerFile.__table__))}
    present = {path.relative_to(root).as_posix(): path for path in find_ledgers(root)}
    gone = known.keys() - present.keys()
    if anew:
        await connection.execute(delete(EvidenceRow))
        await connection.execute(delete(LedgerFile))
    for place in () if anew else sorted(gone):
        await _forget(connection, place)
    changed = 0
    for place, path in present.items():
        before = None if anew else known.get(place)
        changed += await _take_up(root, connection, place, path, before)
    rows = await connection.execute(text("SELECT count(*), coalesce(sum(rows), 0) FROM ledger_file"))
    ledgers, total = rows.one()
    return IndexCounts(int(ledgers), int(total), changed, len(gone))


async def _take_up(root: Path, connection: AsyncConnection, place: str, path: Path, before: Any) -> bool:
    """Reads one ledger if it changed; True when its rows were replaced."""
    status = path.stat()
    if before and (before.size_bytes, before.mtime_ns) == (status.st_size, status.st_mtime_ns):
        return False
    digest = await asyncio.to_thread(_digest, path)
    if before and before.digest == digest:
        change = update(LedgerFile).where(LedgerFile.path == place)
        await connection.execute(change.values(size_bytes=status.st_size, mtime_ns=status.st_mtime_ns))
        return False
    if before:
        await _forget(connection, place)
    ledger = Ledger(root, path.parent)
    fault = ""
    try:
        scan = await asyncio.to_thread(ledger.scan)
    except LedgerError as error:
        scan, fault = Scan((), (), ()), str(error)
    faults = [f"{problem.place}: {problem.message}" for problem in scan.problems if not problem.is_remark]
    faults += [fault] if fault else []
    file = {
        "path": place,
        "iteration": ledger.iteration,
        "size_bytes": status.st_size,
        "mtime_ns": status.st_mtime_ns,
        "digest": digest,
        "rows": len(scan.links),
        "faults": len(faults),
        "first_fault": _storable(faults[0]) if faults else "",
    }
    await connection.execute(insert(LedgerFile), [file])
    for rows in _chunks(_rows_of(scan, place)):
        await connection.execute(insert(EvidenceRow), rows)
    return True


async def _forget(connection: AsyncConnection, place: str) -> None:
    await connection.execute(delete(EvidenceRow).where(EvidenceRow.path == place))
    await connection.execute(delete(LedgerFile).where(LedgerFile.path == place))


def _rows_of(scan: Scan, place: str) -> list[dict[str, Any]]:
    """The readable rows of a ledger as the table takes them, in chain order."""
    wrong = {problem.place for problem in scan.problems if not problem.is_remark}
    rows: list[dict[str, Any]] = []
    newest: dict[tuple[str, int, str, str], int] = {}
    for position, link in enumerate(in_chain_order(scan.links)):
        line = scan.lines[link.line - 1]
        try:
            row = decode_row(decode_members(line, link.place), link.place)
        except LedgerError:
            continue  # counted among the ledger's faults
        newest[row.kind, row.stage, row.check, row.subject] = len(rows)
        values = {name: _storable(getattr(row, name)) for name in _SHARED}
        rows.append(
            values
            | {
                "path": place,
                "line": link.line,
                "position": position,
                "hash": row.hash[:64],
                "check_id": _storable(row.check),
                "newest": False,
                "intact": link.place not in wrong,
                "text": _storable(line.decode("utf-8")),
            }
        )
    for number in newest.values():
        rows[number]["newest"] = True
    return rows


def _storable(value: Any) -> Any:
    """PostgreSQL takes no NUL in text; enums go in as their text."""
    if not isinstance(value, str):
        return value
    return value.replace(_NUL, "\N{REPLACEMENT CHARACTER}") if _NUL in value else str(value)


def _chunks(rows: list[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    for start in range(0, len(rows), _CHUNK):
        yield rows[start : start + _CHUNK]


def _digest(path: Path) -> str:
    """SHA-256 of a ledger; empty for what is no regular file, which scanning names."""
    if not path.is_file():
        return ""
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _is_damage(error: DBAPIError) -> bool:
    """Whether SQLite says that the file is no sound index: not a database, malformed, tables of somebody else, or rows
    that stand twice."""
    name = str(getattr(error.orig, "sqlite_errorname", ""))
    return name.startswith(("SQLITE_CORRUPT", "SQLITE_NOTADB", "SQLITE_CONSTRAINT")) or name == "SQLITE_ERROR"


def _move_aside(root: Path, path: Path) -> str:
    stamp = now_text().replace(":", "").replace("-", "")
    aside = local_folder(root, "broken") / f"index-{stamp}.sqlite"
    try:
        path.rename(aside)
        journal = path.with_name(path.name + "-journal")
        if journal.exists():
            journal.rename(aside.with_name(aside.name + "-journal"))
    except OSError as error:
        raise LedgerError(f"is damaged and can't be moved aside: {error.strerror}", place=_shown(root, path)) from error
    return _shown(root, aside)


def _fault(root: Path, path: Path, error: DBAPIError) -> LedgerError:
    name = str(getattr(error.orig, "sqlite_errorname", ""))
    if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        return LedgerError(
            "the index is locked by another process",
            place=_shown(root, path),
            hint="wait until the other planproof has ended and run again",
        )
    return LedgerError(f"can't be used: {error.orig}", place=_shown(root, path), hint="planproof evidence rebuild")


def _shown(root: Path, path: Path) -> str:
    return path.relative_to(root).as_posix()
