"""Which rows this machine wrote: the mark below which its ledgers must not fall.

    .planproof/marks/M1_E1_I1.jsonl      ["<hash>","<started_at>","<path of the ledger>","specify.red of M1_E1_I1"]\\n

Git's history knows the rows that were committed; a row that never was is known here only. A mark is written after its row
is safe on disk, so no row is missed that never stood there.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import NamedTuple

import msgspec

from planproof.errors import LedgerError
from planproof.proof.ledger.places import LOCAL_FOLDER, local_folder
from planproof.proof.model import Evidence

__all__ = ["MarkedRow", "add_mark", "forget_marks", "marked_rows"]

_FOLDER = "marks"


class MarkedRow(NamedTuple):
    """A row that was appended on this machine.

    Attributes:
        path: the ledger it was appended to, relative to the project.
        label: what to call it in a message.
        iteration: its iteration's id.
    """

    hash: str
    started_at: str
    path: str
    label: str
    iteration: str


class _Mark(msgspec.Struct, array_like=True, gc=False):
    hash: str
    started_at: str
    path: str
    label: str


_decoder = msgspec.json.Decoder(_Mark)


def add_mark(root: Path, row: Evidence, place: str) -> None:
    """Remembers a row that is safe on disk.

    Raises:
        LedgerError: the mark can't be written; the row stands all the same.
    """
    mark = _Mark(row.hash, row.started_at, place, f"{row.check or row.kind} of {row.subject}")
    path = local_folder(root, _FOLDER) / f"{row.iteration}.jsonl"
    try:
        with open(path, "ab", buffering=0) as file:
            file.write(msgspec.json.encode(mark) + b"\n")
    except OSError as error:
        raise LedgerError(f"can't be written: {error.strerror}", place=path.relative_to(root).as_posix()) from error


def marked_rows(root: Path) -> list[MarkedRow]:
    """Every row that was appended on this machine, in order of writing.

    Raises:
        LedgerError: the marks can't be read.
    """
    found = []
    for path in sorted((root / LOCAL_FOLDER / _FOLDER).glob("*.jsonl")):
        try:
            lines = path.read_bytes().split(b"\n")
        except OSError as error:
            raise LedgerError(f"can't be read: {error.strerror}", place=path.relative_to(root).as_posix()) from error
        marks = [mark for mark in map(_mark, lines) if mark]
        found += [MarkedRow(mark.hash, mark.started_at, mark.path, mark.label, path.stem) for mark in marks]
    return found


def forget_marks(root: Path) -> None:
    """Forgets them all: rows that are gone are no longer missed.

    Raises:
        LedgerError: they can't be taken away.
    """
    folder = root / LOCAL_FOLDER / _FOLDER
    try:
        if folder.exists():
            shutil.rmtree(folder)
    except OSError as error:
        raise LedgerError(f"can't be taken away: {error.strerror}", place=f"{LOCAL_FOLDER}/{_FOLDER}") from error


def _mark(line: bytes) -> _Mark | None:
    """One mark; None for a line that a power cut left unfinished: its row is then looked for by nobody, and harms nobody."""
    try:
        return _decoder.decode(line)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None
