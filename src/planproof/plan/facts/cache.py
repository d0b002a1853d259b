"""What was read of each file, kept in `.planproof/facts.sqlite`, so that only files that changed are opened again.

    file      path -> stamp, digest, problems, and its facts but the symbols      one row a file of the repository
    symbols   file -> its symbols, packed                                         one row a file that declares some
    name      last part, name -> file                                             answers "where is `add`" without unpacking

Reading compares the stamps of the files with those kept; asking for one name unpacks only the files that declare it. Another
version of the readers, or another rule of what is read, empties it. It can be deleted at any time.

A file written in the same tick of the clock in which it was read may change once more without its stamp changing. So a stamp
that isn't older than the clock's grain when the file is opened is kept as not to be trusted: the next time the file is read
again, and where its digest is the same, only the stamp is renewed.

Two processes may read and write at once: the writer's transactions are short, and a reader sees one state (write-ahead log).
"""

from __future__ import annotations

import os
import sqlite3
import weakref
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import msgspec

from planproof.errors import EnvironmentFault
from planproof.plan.document import Place
from planproof.plan.facts.files import Stamp
from planproof.plan.facts.model import Fact, FactKind, last_part

__all__ = ["CLOCK_GRAIN_NS", "FactCache", "FileAnswer", "Known", "answer_of"]

CLOCK_GRAIN_NS = 2_000_000_000  # the coarsest there is in use: FAT counts in two seconds
_LOCK_TIMEOUT_S = 10.0
_SCHEMA = """
create table if not exists version (version text not null);
create table if not exists file (
    id integer primary key, path text not null unique, size integer not null, mtime integer not null, ctime integer not null,
    inode integer not null, trusted integer not null, digest text not null, problems text not null, facts blob not null
);
create table if not exists symbols (file integer primary key, facts blob not null);
create table if not exists name (
    last text not null, name text not null, file integer not null, primary key (last, name, file)
) without rowid;
"""
_KINDS = tuple(FactKind)
_NUMBERS = {kind: number for number, kind in enumerate(_KINDS)}


class _Packed(msgspec.Struct, array_like=True, gc=False):
    """A fact without path and digest, which are those of its file."""

    kind: int
    name: str
    value: str
    line: int
    column: int
    extra: tuple[tuple[str, str], ...]


_ENCODER = msgspec.msgpack.Encoder()
_DECODER = msgspec.msgpack.Decoder(list[_Packed])


class Known(msgspec.Struct, frozen=True, gc=False):
    """What the cache holds of a file without its facts."""

    stamp: Stamp
    trusted: bool
    digest: str


class FileAnswer(msgspec.Struct, frozen=True, gc=False):
    """What one file gave, packed as the cache keeps it.

    Attributes:
        stamp: of the file before it was opened.
        trusted: whether that stamp was older than the clock's grain.
        digest: SHA-256 of the bytes; empty for a file that no reader knows.
        facts, symbols: packed; None when the file has the digest that the cache knows already.
        names: of the symbols.
    """

    path: str
    stamp: Stamp
    trusted: bool
    digest: str
    problems: str = ""
    facts: bytes | None = None
    symbols: bytes | None = None
    names: tuple[str, ...] = ()


def answer_of(
    path: str, stamp: Stamp, read_at_ns: int, digest: str, facts: Iterable[Fact], problems: Iterable[str]
) -> FileAnswer:
    """Packs what the readers found in one file.

    Args:
        read_at_ns: by the clock, before the file was opened.
    """
    symbols: list[_Packed] = []
    others: list[_Packed] = []
    for fact in facts:
        place = fact.place
        packed = _Packed(_NUMBERS[fact.kind], fact.name, fact.value, place.line, place.column, fact.extra)
        (symbols if fact.kind is FactKind.SYMBOL else others).append(packed)
    return FileAnswer(
        path,
        stamp,
        is_trusted(stamp, read_at_ns),
        digest,
        "\n".join(problem.replace("\n", " ") for problem in problems),
        _ENCODER.encode(others) if others else b"",
        _ENCODER.encode(symbols) if symbols else b"",
        tuple({symbol.name for symbol in symbols}),
    )


def is_trusted(stamp: Stamp, read_at_ns: int) -> bool:
    """Whether the stamp would be another one if the file changed after it was opened."""
    return max(stamp.mtime_ns, stamp.ctime_ns) + CLOCK_GRAIN_NS < read_at_ns


def _unpacked(path: str, digest: str, packed: bytes) -> list[Fact]:
    return [
        Fact(_KINDS[each.kind], each.name, each.value, Place(path, each.line, each.column), digest, each.extra)
        for each in _DECODER.decode(packed)
    ]


class FactCache:
    """The cache, open.

    Args:
        path: the database; None for one in memory, which nobody else sees.
        version: of all that decides what is read of a file; a cache of another version is emptied.

    Raises:
        sqlite3.Error: it can't be opened or isn't one. `sqlite3.OperationalError`: locked, or it can't be written.
    """

    def __init__(self, path: Path | None, version: str) -> None:
        self._path = path
        self._process_id = os.getpid()
        self._connection = _connected(path)
        # A connection holds itself in a circle, and while it lives, so does the state that it reads.
        self._closed = weakref.finalize(self, self._connection.close)
        try:
            self._prepare(version)
        except BaseException:
            self.close()
            raise

    def _prepare(self, version: str) -> None:
        # With its files synchronised at checkpoints only, a power cut loses the newest answers and breaks nothing.
        self._connection.execute("pragma journal_mode = wal")
        self._connection.execute("pragma synchronous = normal")
        self._connection.execute("begin")
        known = self._connection.execute("select 1 from sqlite_master where name = 'version'").fetchone()
        found = self._connection.execute("select version from version").fetchone() if known else None
        self._connection.execute("commit")
        if found == (version,):
            return
        with _Transaction(self._connection):
            for statement in _SCHEMA.strip().split(";\n"):
                self._connection.execute(statement)
            for table in ("version", "file", "symbols", "name"):
                self._connection.execute(f"delete from {table}")
            self._connection.execute("insert into version values (?)", (version,))

    def close(self) -> None:
        """Gives the file back."""
        self._closed()

    def known(self) -> dict[str, Known]:
        """Every file of the cache, by path."""
        rows = self._connection.execute("select path, size, mtime, ctime, inode, trusted, digest from file")
        return {path: Known(Stamp(*stamp), bool(trusted), digest) for path, *stamp, trusted, digest in rows}

    def keep(self, answers: Iterable[FileAnswer]) -> None:
        """Writes what was read of some files, all or nothing."""
        with _Transaction(self._connection):
            names: list[tuple[str, str, int]] = []
            for answer in answers:
                stamp = (*answer.stamp, answer.trusted)
                if answer.facts is None:
                    update = "update file set size = ?, mtime = ?, ctime = ?, inode = ?, trusted = ? where path = ?"
                    self._connection.execute(update, (*stamp, answer.path))
                    continue
                self._forget(answer.path)
                insert = "insert into file values (null, ?, ?, ?, ?, ?, ?, ?, ?, ?) returning id"
                row = (answer.path, *stamp, answer.digest, answer.problems, answer.facts)
                ((number,),) = self._connection.execute(insert, row).fetchall()
                if answer.symbols:
                    self._connection.execute("insert into symbols values (?, ?)", (number, answer.symbols))
                    names += ((last_part(name), name, number) for name in answer.names)
            # In the order of the table's own key: scattered inserts would touch every page of it.
            self._connection.executemany("insert into name values (?, ?, ?)", sorted(names))

    def forget(self, paths: Iterable[str]) -> None:
        """Drops files that are no more."""
        with _Transaction(self._connection):
            for path in paths:
                self._forget(path)

    def _forget(self, path: str) -> None:
        row = self._connection.execute("select id from file where path = ?", (path,)).fetchone()
        if row is None:
            return
        packed = self._connection.execute("select facts from symbols where file = ?", row).fetchone()
        if packed is not None:
            names = {symbol.name for symbol in _DECODER.decode(packed[0])}
            keys = [(last_part(name), name, row[0]) for name in names]
            self._connection.executemany("delete from name where last = ? and name = ? and file = ?", keys)
            self._connection.execute("delete from symbols where file = ?", row)
        self._connection.execute("delete from file where id = ?", row)

    def hold(self) -> None:
        """From here on the answers are those of one state, whatever other processes write."""
        self._connection.execute("begin")
        self._connection.execute("select count(*) from version").fetchone()

    def problems(self) -> list[str]:
        """What couldn't be read, in order of paths."""
        rows = self._asked("select problems from file where problems <> '' order by path")
        return [line for (lines,) in rows for line in lines.split("\n")]

    def facts(self) -> Iterator[Fact]:
        """All facts but symbols, in order of paths."""
        for row in self._asked("select path, digest, facts from file where facts <> x'' order by path"):
            yield from _unpacked(*row)

    def symbols(self) -> list[Fact]:
        """All symbols, in order of paths and lines."""
        join = "select path, digest, symbols.facts from symbols join file on file.id = symbols.file order by path"
        return [fact for row in self._asked(join) for fact in _unpacked(*row)]

    def symbols_of(self, path: str) -> list[Fact]:
        """The symbols of one file, in order of lines."""
        join = "select path, digest, symbols.facts from file join symbols on file.id = symbols.file where path = ?"
        return [fact for row in self._asked(join, (path,)) for fact in _unpacked(*row)]

    def symbols_named(self, name: str) -> list[Fact]:
        """Symbols by full name or last part, in order of paths and lines."""
        files = "select file from name where last = ?" + ("" if last_part(name) == name else " and name = ?")
        key: Sequence[str] = (name,) if last_part(name) == name else (last_part(name), name)
        join = f"""select path, digest, symbols.facts from symbols join file on file.id = symbols.file
            where symbols.file in ({files}) order by path"""
        return [
            fact
            for row in self._asked(join, key)
            for fact in _unpacked(*row)
            if name in (fact.name, last_part(fact.name))
        ]

    def symbol_names(self) -> list[str]:
        """The full names of all symbols, each once."""
        return [name for (name,) in self._asked("select distinct name from name")]

    def _asked(self, query: str, values: Sequence[str] = ()) -> list[tuple[Any, ...]]:
        """The rows of a query. A forked process opens the file for itself: SQLite's connections don't survive a fork."""
        try:
            if self._path is not None and self._process_id != os.getpid():
                self._inherited = self._connection  # closing it here would take the other process's locks away
                self._connection = _connected(self._path)
                self._process_id = os.getpid()
            return self._connection.execute(query, values).fetchall()
        except sqlite3.Error as error:
            place = str(self._path or "")
            hint = "delete it and run again"
            raise EnvironmentFault(f"the cache of facts can't be read: {error}", place=place, hint=hint) from error


def _connected(path: Path | None) -> sqlite3.Connection:
    # Answers may be asked for by another thread than the one that read; SQLite is built to serialise them.
    return sqlite3.connect(path or ":memory:", timeout=_LOCK_TIMEOUT_S, isolation_level=None, check_same_thread=False)


class _Transaction:
    """All or nothing; waits for its turn among processes."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def __enter__(self) -> None:
        self._connection.execute("begin immediate")

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        self._connection.execute("commit" if kind is None else "rollback")
