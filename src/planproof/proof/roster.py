"""Every task of a project with where it stands, kept in a small cache so that `next` and `show` answer at once.

    .planproof/roster.sqlite     iteration -> stamp of its folder, name, stages proved, tasks

A folder's stamp is made of the names, sizes and times of its files. Asking reads the stamps (some milliseconds for thousands of
folders) and then only the iterations whose stamp has changed. The cache can be deleted at any time. It is read with the standard
library alone: importing anything heavier would cost more than the answer.
"""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from planproof import __version__
from planproof.errors import EnvironmentFault
from planproof.plan.ids import id_from_name, id_level

if TYPE_CHECKING:
    from planproof.config import Config
    from planproof.plan.model import Task
    from planproof.proof.model import Evidence

__all__ = ["Roster", "RosterEntry", "RosterTask", "read_roster"]

_SCHEMA = """
create table if not exists whole (one integer primary key, stamps text not null);
create table if not exists iteration (
    folder text primary key, id text not null, name text not null, started integer not null, proved text not null,
    tasks text not null, open integer not null, stamp text not null
);
create index if not exists iteration_id on iteration (id);
create index if not exists iteration_open on iteration (started desc, folder) where open > 0;
"""
LOCK_TIMEOUT_S = 10.0
_COLUMNS = "folder, id, name, started, proved, tasks"


class RosterTask(msgspec.Struct, frozen=True):
    """One task in short.

    Attributes:
        status: `Planned`, `In Progress` or `Proved`, by the evidence as written; `planproof status` holds it against the code.
        depends_on: ids of the tasks it needs.
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
    status: str
    what: str
    depends_on: tuple[str, ...]
    key_files: tuple[str, ...]
    new_files: tuple[str, ...]
    verification: tuple[tuple[str, str | None], ...]
    path: str
    line: int


class RosterEntry(msgspec.Struct, frozen=True):
    """One iteration in short.

    Attributes:
        proved: numbers of the stages whose newest evidence is all proved, `(1, 2, 3)`.
    """

    id: str
    name: str
    folder: str
    started: bool
    proved: tuple[int, ...]
    tasks: tuple[RosterTask, ...]


class Roster:
    """The entries of a project, by iteration.

    Args:
        connection: the cache, up to date.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def ids(self) -> list[str]:
        """Ids of all iterations, in order of their folders."""
        return [row[0] for row in self._connection.execute("select id from iteration where id <> '' order by folder")]

    def entry(self, identifier: str) -> RosterEntry | None:
        """The iteration with that id."""
        row = self._connection.execute(f"select {_COLUMNS} from iteration where id = ?", (identifier,)).fetchone()
        return _entry(row) if row else None

    def below(self, prefix: str) -> list[tuple[str, str, tuple[int, ...]]]:
        """Id, name and proved stages of the iterations whose id begins with that of a milestone or epic; all for ``""``."""
        query = (
            "select id, name, proved from iteration where id = ?1 or id like ?1 || '\\_%' escape '\\' order by folder"
        )
        if not prefix:
            query = "select id, name, proved from iteration where id <> ?1 order by folder"
        rows = self._connection.execute(query, (prefix,))
        return [(identifier, name, tuple(map(int, proved))) for identifier, name, proved in rows]

    def open_entries(self) -> Iterator[RosterEntry]:
        """The iterations with a task that isn't proved, those that have been started first."""
        # Folders first, by the index alone: sorting whole rows would read every task of the project.
        query = "select folder from iteration where open > 0 order by started desc, folder"
        for (folder,) in self._connection.execute(query):
            row = self._connection.execute(f"select {_COLUMNS} from iteration where folder = ?", (folder,)).fetchone()
            yield _entry(row)


def read_roster(root: Path, config: Config) -> Roster:
    """The roster of a project, brought up to date with what lies in its plans folder.

    Raises:
        EnvironmentFault: the cache can't be written.
        LedgerError: evidence that has changed can't be relied on.
    """
    cache = root / ".planproof" / "roster.sqlite"
    stamps = dict(_stamps(str(root), config.plans.folder))
    try:
        cache.parent.mkdir(mode=0o700, exist_ok=True)
        try:
            return _current(cache, root, config, stamps)
        except sqlite3.DatabaseError as error:
            if isinstance(error, sqlite3.OperationalError):
                raise
            cache.unlink(missing_ok=True)  # no database any more: a cache that can't be read is worth nothing
            return _current(cache, root, config, stamps)
    except (OSError, sqlite3.Error) as error:
        raise EnvironmentFault(f"the roster can't be kept: {error}", place=str(cache.relative_to(root))) from error


def _current(cache: Path, root: Path, config: Config, stamps: Mapping[str, str]) -> Roster:
    connection = sqlite3.connect(cache, timeout=LOCK_TIMEOUT_S)
    whole = "\n".join(f"{folder}\t{stamp}" for folder, stamp in sorted(stamps.items()))
    try:
        known_whole = connection.execute("select stamps from whole").fetchone()
    except sqlite3.OperationalError:
        connection.executescript(_SCHEMA)
        known_whole = None
    if known_whole != (whole,):
        _bring_up_to_date(connection, root, config, stamps)
        with connection:
            connection.execute("insert or replace into whole values (0, ?)", (whole,))
    return Roster(connection)


def _bring_up_to_date(connection: sqlite3.Connection, root: Path, config: Config, stamps: Mapping[str, str]) -> None:
    """Reads the iterations whose stamp has changed, forgets those that are gone."""
    known = dict(connection.execute("select folder, stamp from iteration"))
    changed = [folder for folder, stamp in stamps.items() if known.get(folder) != stamp]
    rows = [(*row, stamps[row[0]]) for row in _read(root, config, changed)]
    with connection:
        gone = [(folder,) for folder in known if folder not in stamps]
        connection.executemany("delete from iteration where folder = ?", gone)
        connection.executemany("insert or replace into iteration values (?, ?, ?, ?, ?, ?, ?, ?)", rows)


def _stamps(root: str, plans_folder: str) -> Iterator[tuple[str, str]]:
    """Every iteration's folder, relative to the root, with the names, sizes and times of its files.

    Plain strings and no hashing: this walk is most of what `next` does.
    """
    pending = [os.path.join(root, plans_folder)]
    while pending:
        here = pending.pop()
        files = []
        iteration = False
        try:
            entries = list(os.scandir(here))
        except (FileNotFoundError, NotADirectoryError):
            continue
        for entry in entries:
            name = entry.name
            if name.endswith((".md", ".jsonl")):
                status = entry.stat()
                files.append(f"{name}:{status.st_size}:{status.st_mtime_ns}")
                iteration = iteration or name != "README.md"
            elif entry.is_dir(follow_symlinks=False):
                pending.append(entry.path)
        if iteration and _is_iteration(here.rpartition("/")[2]):
            files.sort()
            yield here[len(root) + 1 :], f"{__version__} {' '.join(files)}"


def _is_iteration(name: str) -> bool:
    return id_level(id_from_name(name) or "") == "iteration"


def _read(root: Path, config: Config, folders: list[str]) -> Iterator[tuple[str, str, str, int, str, str, int]]:
    """What is kept of each of those iterations, the stamp left out."""
    from planproof.plan.tree import read_project
    from planproof.proof.iteration import base_commit, latest_rows
    from planproof.proof.ledger.text import Ledger
    from planproof.proof.status import task_status

    for plan in read_project(root, config, only=folders).plans if folders else ():
        folder = plan.folder
        rows = Ledger(root, root / folder).rows()
        latest, started = latest_rows(rows), bool(base_commit(rows))
        verdicts = {key: row.verdict for key, row in latest.items()}
        tasks = [_short(plan.id, task, task_status(task.id, verdicts, started=started)) for task in plan.tasks]
        unproved = sum(task["status"] != "Proved" for task in tasks)
        yield folder, plan.id, plan.name, int(started), _proved(latest.values()), json.dumps(tasks), unproved


def _proved(rows: Iterable[Evidence]) -> str:
    """The stages whose newest rows all say proved, as digits."""
    verdicts: dict[int, set[str]] = {}
    for row in rows:
        verdicts.setdefault(row.stage, set()).add(row.verdict.value)
    return "".join(str(stage) for stage in sorted(verdicts) if verdicts[stage] == {"proved"})


def _short(iteration: str, task: Task, status: str) -> dict[str, Any]:
    return {
        "id": task.id,
        "number": task.number,
        "name": task.name,
        "type": task.type.value if task.type else "",
        "priority": task.priority.value if task.priority else "",
        "estimate": task.estimate.value if task.estimate else "",
        "status": status,
        "what": task.what.value if task.what else "",
        "depends_on": [f"{iteration}_T{number}" for number in task.depends_on],
        "key_files": [file.path for file in task.key_files],
        "new_files": [file.path for file in task.key_files if file.new],
        "verification": [[command.script, command.expected] for command in task.verification],
        "path": task.place.path,
        "line": task.place.line,
    }


def _entry(row: tuple[str, str, str, int, str, str]) -> RosterEntry:
    folder, identifier, name, started, proved, tasks = row
    return RosterEntry(
        id=identifier,
        name=name,
        folder=folder,
        started=bool(started),
        proved=tuple(map(int, proved)),
        tasks=tuple(RosterTask(**_tuples(task)) for task in json.loads(tasks)),
    )


def _tuples(task: dict[str, Any]) -> dict[str, Any]:
    """JSON's lists as the tuples that a frozen entry holds."""
    task["verification"] = [tuple(pair) for pair in task["verification"]]
    return {key: tuple(value) if isinstance(value, list) else value for key, value in task.items()}
