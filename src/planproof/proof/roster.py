"""Every task of a project with where it stands, kept in a small cache so that `next` and `show` answer at once.

    .planproof/roster.sqlite     whole       what the cache was made from: stamps of planproof.toml and of every file
                                 iteration   folder -> id, name, stages proved, tasks, claims
                                 creates     path -> tasks that create it and aren't proved

Asking looks whether every stamp is as it was (`proof.folder_stamps`, some milliseconds for thousands of folders); only then the
answer comes from here, and otherwise the iterations whose files have changed are read first. The cache can be deleted at any time.
This way to the answer imports the standard library alone, and little of it: msgspec, argparse and pathlib together would
take longer than everything else that `next` does. `proof.roster_reading` does the rest.
"""

from __future__ import annotations

import json
import os
import sqlite3
import time
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from planproof import __version__
from planproof.errors import EnvironmentFault
from planproof.plan.plain_path import plain_path
from planproof.proof.folder_stamps import Listing, Stamp, list_folders, own_files, settled, stamp_of, unchanged
from planproof.root import CONFIG_NAME

__all__ = ["Roster", "RosterClaim", "RosterEntry", "RosterTask", "read_roster"]

LOCK_TIMEOUT_S = 10.0
_LAYOUT = 5
_SCHEMA = (
    "drop table if exists whole",
    "drop table if exists iteration",
    "drop table if exists creates",
    "create table whole (one integer primary key, version text, settings text, plans_folder text, listing text)",
    """create table iteration (
        folder text primary key, id text not null, name text not null, started integer not null, proved text not null,
        tasks text not null, open integer not null, commands text not null, position text not null, claims text not null
    )""",
    "create table creates (path text not null, folder text not null, task text not null)",
    "create index creates_path on creates (path, folder)",
    "create index creates_folder on creates (folder)",
    "create index iteration_id on iteration (id)",
    "create index iteration_open on iteration (started desc, position) where open > 0",
    "create index iteration_claims on iteration (position, claims) where claims <> ''",
    f"pragma user_version = {_LAYOUT}",
)
_COLUMNS = "folder, id, name, started, proved, tasks, commands"


class RosterTask(NamedTuple):
    """One task in short.

    Attributes:
        status: `Planned`, `In Progress` or `Proved`, by the evidence as written; `planproof status` holds it against the code.
        hours: the estimate as a number; None when it holds none.
        found_at: where work that nobody had planned was found; empty for what was planned.
        depends_on: ids of the tasks it needs, and of other iterations that it needs as a whole.
        key_files: paths, those it creates marked in `new_files`.
        verification: its success commands, each with the expected output or None.
        path, line: where it is planned.
    """

    id: str
    number: int
    name: str
    type: str
    priority: str
    estimate: str
    hours: float | None
    found_at: str
    status: str
    what: str
    depends_on: tuple[str, ...]
    key_files: tuple[str, ...]
    new_files: tuple[str, ...]
    verification: tuple[tuple[str, str | None], ...]
    path: str
    line: int


class RosterClaim(NamedTuple):
    """One claim on a task that isn't proved, as in `proof.claims`.

    Attributes:
        since, until: RFC 3339, UTC, with milliseconds.
    """

    task: str
    by: str
    since: str
    until: str


class RosterEntry(NamedTuple):
    """One iteration in short.

    Attributes:
        proved: numbers of the stages whose newest evidence is all proved, `(1, 2, 3)`.
        commands: digest of its set of commands, for an iteration that was started and isn't all proved.
    """

    id: str
    name: str
    folder: str
    started: bool
    proved: tuple[int, ...]
    tasks: tuple[RosterTask, ...]
    commands: str


class _Whole(NamedTuple):
    """What the cache was made from."""

    settings: Stamp
    plans_folder: str
    listing: Listing


class Roster:
    """The entries of a project, by iteration.

    Args:
        root: of the project, absolute; kept as `root`.
        connection: the cache, up to date.
    """

    def __init__(self, root: str, connection: sqlite3.Connection) -> None:
        self.root = root
        self._connection = connection

    def ids(self) -> list[str]:
        """Ids of all iterations, in order of their folders."""
        return [row[0] for row in self._connection.execute("select id from iteration where id <> '' order by position")]

    def entry(self, identifier: str) -> RosterEntry | None:
        """The iteration with that id."""
        row = self._connection.execute(f"select {_COLUMNS} from iteration where id = ?", (identifier,)).fetchone()
        return _entry(row) if row else None

    def below(self, prefix: str) -> list[tuple[str, str, tuple[int, ...]]]:
        """Id, name and proved stages of the iterations whose id begins with that of a milestone or epic; all for ``""``."""
        query = (
            "select id, name, proved from iteration where id = ?1 or id like ?1 || '\\_%' escape '\\' order by position"
        )
        if not prefix:
            query = "select id, name, proved from iteration where id <> ?1 order by position"
        rows = self._connection.execute(query, (prefix,))
        return [(identifier, name, tuple(map(int, proved))) for identifier, name, proved in rows]

    def entries(self, prefix: str = "") -> Iterator[RosterEntry]:
        """The iterations below a milestone or epic, or the one with that id, in order of their folders; all for ``""``."""
        known = self.ids() if not prefix else [identifier for identifier, _, _ in self.below(prefix)]
        for identifier in dict.fromkeys(known):
            entry = self.entry(identifier)
            if entry:
                yield entry

    def open_entries(self) -> Iterator[RosterEntry]:
        """The iterations with a task that isn't proved, those that have been started first."""
        # Folders first, by the index alone: sorting whole rows would read every task of the project.
        query = "select folder from iteration where open > 0 order by started desc, position"
        for (folder,) in self._connection.execute(query):
            row = self._connection.execute(f"select {_COLUMNS} from iteration where folder = ?", (folder,)).fetchone()
            yield _entry(row)

    def claims(self) -> dict[str, tuple[RosterClaim, ...]]:
        """The claims that have not run out, by task: the first one counts, those behind it lost against it."""
        found: dict[str, tuple[RosterClaim, ...]] = {}
        seconds = time.time()
        now = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(seconds)) + f".{int(seconds % 1 * 1000):03}Z"
        query = "select claims from iteration where claims <> '' order by position"
        for (text,) in self._connection.execute(query):
            for claim in (RosterClaim(*kept) for kept in json.loads(text)):
                if claim.until > now:
                    found[claim.task] = (*found.get(claim.task, ()), claim)
        return found

    def creator(self, entry: RosterEntry, path: str) -> str:
        """Id of the first task of an earlier iteration that creates a file and isn't proved; empty without one."""
        query = """select task from creates join iteration using (folder) where path = ?
            and position < (select position from iteration where folder = ?) order by position limit 1"""
        row = self._connection.execute(query, (plain_path(path), entry.folder)).fetchone()
        return str(row[0]) if row else ""

    def is_approved(self, entry: RosterEntry) -> bool:
        """Whether the commands of an iteration that was started may run, here and as they are now."""
        from planproof.proof.approval import is_approved  # hashlib is the slowest to import of all that is used here

        return is_approved(self.root, entry.id, entry.commands)


def read_roster(root: str | os.PathLike[str]) -> Roster:
    """The roster of a project, brought up to date with what lies in its plans folder.

    Args:
        root: of the project, absolute.

    Raises:
        ConfigurationError: `planproof.toml` has changed and can't be used.
        EnvironmentFault: the cache can't be written.
        LedgerError: evidence that has changed can't be relied on.
    """
    root = os.fspath(root)
    cache = f"{root}/.planproof/roster.sqlite"
    try:
        if not os.path.isdir(os.path.dirname(cache)):
            _make_folder(os.path.dirname(cache))
        try:
            return Roster(root, _current(cache, root))
        except sqlite3.DatabaseError as error:
            if isinstance(error, sqlite3.OperationalError):
                raise
            os.unlink(cache)  # no database any more: a cache that can't be read is worth nothing
            return Roster(root, _current(cache, root))
    except (OSError, sqlite3.Error) as error:
        raise EnvironmentFault(f"the roster can't be kept: {error}", place=os.path.relpath(cache, root)) from error


def _current(cache: str, root: str) -> sqlite3.Connection:
    connection = sqlite3.connect(cache, timeout=LOCK_TIMEOUT_S)
    if _layout(connection) != _LAYOUT:
        _lay_out(connection)
    kept = _kept(connection)
    settings = stamp_of(f"{root}/{CONFIG_NAME}")
    if kept is None or kept.settings != settings or not unchanged(root, kept.listing):
        _bring_up_to_date(connection, root, kept, settings)
    return connection


def _make_folder(path: str) -> None:
    """One folder, which another process may make at the same time; its parent must be there."""
    try:
        os.mkdir(path, mode=0o700)
    except FileExistsError:
        if not os.path.isdir(path):
            raise


def _layout(connection: sqlite3.Connection) -> int:
    return int(connection.execute("pragma user_version").fetchone()[0])


def _lay_out(connection: sqlite3.Connection) -> None:
    """Makes the tables, unless another process has just done so and is filling them."""
    with connection:
        connection.execute("begin immediate")
        for statement in _SCHEMA if _layout(connection) != _LAYOUT else ():
            connection.execute(statement)


def _kept(connection: sqlite3.Connection) -> _Whole | None:
    """What the cache was made from; None when it is empty or another version of planproof made it."""
    query = "select settings, plans_folder, listing from whole where version = ?"
    row = connection.execute(query, (__version__,)).fetchone()
    if row is None:
        return None
    return _Whole(json.loads(row[0]), row[1], json.loads(row[2]))


def _bring_up_to_date(connection: sqlite3.Connection, root: str, kept: _Whole | None, settings: Stamp) -> None:
    """Reads the iterations whose files have changed, forgets those that are gone."""
    from planproof.proof.roster_reading import plans_folder_of, read_rows, storable

    now_ns = time.time_ns()
    plans_folder = plans_folder_of(root) if kept is None or kept.settings != settings else kept.plans_folder
    known = kept.listing if kept else {}
    listing = list_folders(root, plans_folder)
    changed = {folder for folder, stamps in listing.items() if _read_again(stamps, known.get(folder))}
    folders = {storable(folder): folder for folder in listing}
    if kept and kept.settings != settings:  # the commands of planproof.toml count as the plan's own
        started = connection.execute("select folder from iteration where started and open")
        changed.update(folders[folder] for (folder,) in started if folder in folders)
    rows = list(read_rows(root, changed))
    young = {
        folder: {name: settled(stamp, now_ns) for name, stamp in stamps.items()} for folder, stamps in listing.items()
    }
    whole = (__version__, json.dumps(settled(settings, now_ns)), plans_folder, json.dumps(young))
    with connection:
        known_folders = [folder for (folder,) in connection.execute("select folder from iteration")]
        gone = [(key,) for key in known_folders if kept is None or key not in folders or folders[key] in changed]
        connection.executemany("delete from iteration where folder = ?", gone)
        connection.executemany("delete from creates where folder = ?", gone)
        connection.executemany("insert into creates values (?, ?, ?)", [one for row in rows for one in _creates(row)])
        connection.executemany("insert or replace into iteration values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", rows)
        connection.execute("insert or replace into whole values (0, ?, ?, ?, ?)", whole)


def _creates(row: tuple[Any, ...]) -> Iterator[tuple[str, str, str]]:
    """Path, folder and task of every file that a task of an iteration creates, those of proved tasks left out."""
    folder, tasks = row[0], json.loads(row[5])
    for task in tasks:
        if task["status"] != "Proved":
            for path in task["new_files"]:
                yield plain_path(path), folder, task["id"]


def _read_again(stamps: Mapping[str, Stamp], known: Mapping[str, Stamp] | None) -> bool:
    """Whether a plan that lies in a folder may differ from what is known of it; one with a README alone holds none."""
    own = own_files(stamps)
    before = own_files(known or {})
    return own != before and any(name != "README.md" for name in (*own, *before))


def _entry(row: tuple[str, str, str, int, str, str, str]) -> RosterEntry:
    folder, identifier, name, started, proved, tasks, commands = row
    return RosterEntry(
        id=identifier,
        name=name,
        folder=folder,
        started=bool(started),
        proved=tuple(map(int, proved)),
        tasks=tuple(RosterTask(**_tuples(task)) for task in json.loads(tasks)),
        commands=commands,
    )


def _tuples(task: dict[str, Any]) -> dict[str, Any]:
    """JSON's lists as the tuples that a frozen entry holds."""
    task["verification"] = [tuple(pair) for pair in task["verification"]]
    return {key: tuple(value) if isinstance(value, list) else value for key, value in task.items()}
