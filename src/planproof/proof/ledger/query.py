"""Quick answers about evidence: read from the index where it is up to date, from the text where it isn't.

Only the standard library's sqlite3, opened read-only, and nothing of SQLAlchemy: `show` and `next` have a tenth of a second
for everything. The index is used for a ledger when it saw the file in its present size and time of change, and was written
by this schema; a locked, damaged, missing or older index costs time, never truth.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from planproof.proof.ledger.places import LEDGER_NAME, find_iteration, find_iterations, index_path
from planproof.proof.model import Evidence, RowKind

if TYPE_CHECKING:
    from planproof.proof.ledger.text import Ledger

__all__ = ["INDEX_REVISION", "LatestRow", "Standing", "latest", "latest_of_all", "standing"]

INDEX_REVISION = "0001"
"""The migration this planproof reads and writes; a test holds it to the newest file in `migrations/versions`."""

_BUSY_S = 0.2

Key = tuple[int, str, str]
"""Stage, check, subject."""


class LatestRow(NamedTuple):
    """A row as a list of verdicts needs it; the fields are those of `Evidence`."""

    hash: str
    kind: str
    stage: int
    check: str
    subject: str
    verdict: str
    reason: str
    command: str
    exit_code: int | None
    started_at: str
    duration_s: float
    plan_digest: str
    code_digest: str
    base_commit: str
    proof_commit: str
    dirty_digest: str
    checker: str
    output_digest: str
    origin: str


@dataclass(frozen=True, slots=True)
class Standing:
    """How a ledger stands.

    Attributes:
        rows: how many it holds.
        faults: how many things are wrong with it; with any, it proves nothing.
        first_fault: place and message of the first; empty when there is none.
        indexed: True when the index said so, False when the text had to be read.
    """

    rows: int
    faults: int
    first_fault: str
    indexed: bool


def latest(
    root: Path, iteration: str, *, kind: RowKind = RowKind.CHECK, folder: Path | None = None
) -> dict[Key, LatestRow]:
    """The newest row, in chain order, of each stage, check and subject of one iteration.

    Args:
        root: the project.
        iteration: its id.
        kind: checks, or starts, amendments.
        folder: the iteration's folder, when the caller knows it: spares a walk over all plans.

    Returns:
        nothing when there is no evidence or no such iteration.

    Raises:
        LedgerError: the text had to be read and has a fault. A fault that the index knows of is told by `standing`.
    """
    folder = folder or find_iteration(root, iteration)
    if folder is None:
        return {}
    place = _shown(root, folder / LEDGER_NAME)
    with _open(root) as index:
        state = _state(index, folder / LEDGER_NAME, place)
        if index and state and not state.faults:
            rows = _latest_indexed(index, "path = ?", (place, kind.value))
            if rows is not None:
                return {key: row for _, key, row in rows}
    return _latest_in_text(root, folder, kind)


def latest_of_all(root: Path, *, kind: RowKind = RowKind.CHECK) -> dict[str, dict[Key, LatestRow]]:
    """`latest` for every iteration that has evidence, by id.

    Raises:
        LedgerError: as `latest`.
    """
    folders = {name: folder for name, folder in find_iterations(root).items() if (folder / LEDGER_NAME).exists()}
    found: dict[str, dict[Key, LatestRow]] = {}
    with _open(root) as index:
        rows = _latest_indexed(index, "1", (kind.value,)) if index else None
        if rows is not None:
            found = {name: {} for name, folder in folders.items() if _is_sound(index, root, folder)}
            names = {_shown(root, folders[name] / LEDGER_NAME): name for name in found}
            for path, key, row in rows:
                if path in names:
                    found[names[path]][key] = row
    for name in folders.keys() - found.keys():
        found[name] = _latest_in_text(root, folders[name], kind)
    return dict(sorted(found.items()))


def standing(root: Path, iteration: str, *, folder: Path | None = None) -> Standing:
    """How the ledger of one iteration stands; an iteration without evidence has no rows and no faults.

    Raises:
        LedgerError: the ledger is missing though it was committed, or can't be read at all.
    """
    folder = folder or find_iteration(root, iteration)
    if folder is None:
        return Standing(0, 0, "", False)
    path = folder / LEDGER_NAME
    with _open(root) as index:
        state = _state(index, path, _shown(root, path))
        if state:
            return Standing(state.rows, state.faults, state.first_fault, True)
    reading = _ledger(root, folder).read()
    faults = reading.faults
    first = f"{faults[0].place}: {faults[0].message}" if faults else ""
    return Standing(len(reading.rows), len(faults), first, False)


@contextmanager
def _open(root: Path) -> Iterator[sqlite3.Connection | None]:
    """The index, read-only; None when there is none that can be relied on."""
    path = index_path(root)
    if not path.is_file():
        yield None
        return
    with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=_BUSY_S)) as connection:
        revisions = _select(connection, "SELECT version_num FROM alembic_version")
        yield connection if revisions == [(INDEX_REVISION,)] else None


class _State(NamedTuple):
    """A ledger as the index saw it."""

    rows: int
    faults: int
    first_fault: str


def _state(index: sqlite3.Connection | None, path: Path, place: str) -> _State | None:
    """What the index says of a ledger, if it saw the file as it is now."""
    try:
        status = path.stat()
    except OSError:
        return None
    query = "SELECT rows, faults, first_fault FROM ledger_file WHERE path = ? AND size_bytes = ? AND mtime_ns = ?"
    found = _select(index, query, (place, status.st_size, status.st_mtime_ns)) if index else None
    return _State(*found[0]) if found else None


def _is_sound(index: sqlite3.Connection | None, root: Path, folder: Path) -> bool:
    state = _state(index, folder / LEDGER_NAME, _shown(root, folder / LEDGER_NAME))
    return state is not None and not state.faults


def _latest_indexed(
    index: sqlite3.Connection, where: str, values: tuple[str, ...]
) -> list[tuple[str, Key, LatestRow]] | None:
    columns = ", ".join("check_id" if name == "check" else name for name in LatestRow._fields)
    query = f"SELECT path, {columns} FROM evidence_row WHERE newest = 1 AND {where} AND kind = ?"
    found = _select(index, query, values)
    if found is None:
        return None
    rows = [(path, LatestRow(*columns_of_row)) for path, *columns_of_row in found]
    return [(path, (row.stage, row.check, row.subject), row) for path, row in rows]


def _select(index: sqlite3.Connection, query: str, values: tuple[object, ...] = ()) -> list[tuple[Any, ...]] | None:
    """All rows of a query; None when the index is locked or damaged, and the text has to be read instead."""
    try:
        return index.execute(query, values).fetchall()
    except (sqlite3.DatabaseError, UnicodeDecodeError):
        return None


def _latest_in_text(root: Path, folder: Path, kind: RowKind) -> dict[Key, LatestRow]:
    rows = _ledger(root, folder).rows()
    return {(row.stage, row.check, row.subject): _light(row) for row in rows if row.kind == kind}


def _ledger(root: Path, folder: Path) -> Ledger:
    # Imported where the text has to be read: half of this module's time to load.
    from planproof.proof.ledger.text import Ledger

    return Ledger(root, folder)


def _light(row: Evidence) -> LatestRow:
    return LatestRow(*(getattr(row, name) for name in LatestRow._fields))


def _shown(root: Path, path: Path) -> str:
    return path.relative_to(root).as_posix()
