"""The ledger of one iteration: `EVIDENCE.jsonl` beside its documents, read and appended to, never rewritten.

    append   lock ── read what is new ── move a torn tail aside ── merge row if branches met ── one write ── fsync ── unlock

When power or the process goes between write and fsync, the file may end in a piece of a line: every row before it stays valid,
`rows` says what happened, and the next append moves the piece to `.planproof/torn/` before it writes. Two processes that
append at once wait for each other. Nothing here is overwritten or thrown away.

    good   Ledger(root, folder).append(Draft(stage=3, check="specify.red", …))
    bad    writing to EVIDENCE.jsonl by hand: `planproof evidence verify` names the line
"""

from __future__ import annotations

import errno
import hashlib
import os
import stat
from dataclasses import dataclass
from pathlib import Path

from planproof.errors import LedgerError
from planproof.plan.ids import id_from_name
from planproof.proof.ledger.chain import ChainProblem, Link, ProblemKind, in_chain_order, read_links, verify
from planproof.proof.ledger.heads import Heads
from planproof.proof.ledger.history import is_at_head
from planproof.proof.ledger.lock import exclusive
from planproof.proof.ledger.marks import add_mark
from planproof.proof.ledger.places import LEDGER_NAME, local_folder
from planproof.proof.ledger.row import Draft, decode_members, decode_row, encode_row, is_whole_row, now_text, seal
from planproof.proof.model import Evidence, RowKind

__all__ = ["Ledger", "Reading", "Scan"]

_UNUSABLE = (ProblemKind.UNREADABLE, ProblemKind.NEWER_SCHEMA)
_WRITE_BITS = stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH


@dataclass(frozen=True, slots=True)
class Scan:
    """The lines of a ledger and how they hang together.

    Attributes:
        lines: as they stand, without line ends, a torn one left out.
        links: what the chain needs to know of each readable line, in file order.
        problems: what is wrong, by line, and remarks.
    """

    lines: tuple[bytes, ...]
    links: tuple[Link, ...]
    problems: tuple[ChainProblem, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """A ledger as it was read.

    Attributes:
        rows: every row this planproof can read, in chain order, also those that a problem is about.
        problems: what is wrong, by line, and remarks.
    """

    rows: tuple[Evidence, ...]
    problems: tuple[ChainProblem, ...]

    @property
    def faults(self) -> tuple[ChainProblem, ...]:
        """The problems without the remarks: with one of them, the ledger proves nothing."""
        return tuple(problem for problem in self.problems if not problem.is_remark)


class Ledger:
    """The evidence of one iteration.

    Args:
        root: the project; `.planproof/` lies there.
        plan_folder: the iteration's folder, whose name begins with its id.
        lock_timeout_s: how long to wait for another process that appends.

    Raises:
        LedgerError: the folder's name carries no id.
    """

    def __init__(self, root: Path, plan_folder: Path, *, lock_timeout_s: float = 10.0) -> None:
        self.root = root
        self.path = plan_folder / LEDGER_NAME
        self.iteration = id_from_name(plan_folder.name) or ""
        self._lock_timeout_s = lock_timeout_s
        self._heads = Heads()
        if not self.iteration:
            raise LedgerError("can't hold evidence: the folder's name begins with no id", place=self.place)

    @property
    def place(self) -> str:
        """The file's path relative to the project, for messages."""
        return self.path.relative_to(self.root).as_posix() if self.path.is_relative_to(self.root) else str(self.path)

    def rows(self) -> tuple[Evidence, ...]:
        """All rows in chain order; none when nothing was recorded yet.

        Raises:
            LedgerError: the ledger is missing though it was committed, can't be read, is torn, of a newer schema, or has
                any other fault. What is derived from evidence must not rest on a ledger that can't be relied on.
        """
        reading = self.read()
        if reading.faults:
            first, more = reading.faults[0], len(reading.faults) - 1
            message = f"{first.message}{f' (and {more} more)' if more else ''}"
            raise LedgerError(message, place=first.place, hint=first.hint or "planproof evidence verify says more")
        return reading.rows

    def read(self) -> Reading:
        """The ledger with everything that is wrong with it.

        Raises:
            LedgerError: the file is missing though it was committed, or can't be read at all.
        """
        scan = self.scan()
        unusable = {problem.place for problem in scan.problems if problem.kind in _UNUSABLE}
        rows = tuple(
            decode_row(decode_members(scan.lines[link.line - 1], link.place), link.place)
            for link in in_chain_order(scan.links)
            if link.place not in unusable
        )
        return Reading(rows, scan.problems)

    def scan(self) -> Scan:
        """The ledger as `read` sees it, without making its rows: what verifying needs, at a third of the cost.

        Raises:
            LedgerError: as `read`.
        """
        lines, torn = _lines_of(self._bytes())
        if torn:
            # Another process may be in the middle of its write: look again when nobody is.
            with exclusive(self.root, self.iteration, timeout_s=self._lock_timeout_s):
                lines, torn = _lines_of(self._bytes())
        links, problems = read_links(lines, self.place)
        problems += verify(links, self.iteration)
        if torn:
            problems.append(self._torn_problem(torn, len(lines) + 1))
        problems.sort(key=lambda problem: int(problem.place.rpartition(":")[2]))
        return Scan(tuple(lines), tuple(links), tuple(problems))

    def lines(self) -> list[bytes]:
        """The lines as they stand, without line ends, a torn one left out; nothing is checked.

        Raises:
            LedgerError: as `read`.
        """
        return _lines_of(self._bytes())[0]

    def append(self, draft: Draft) -> Evidence:
        """Adds one row, preceded by a merge row where branches of evidence met.

        Args:
            draft: what is to be written down; everything that is stored must be masked already.

        Returns:
            the row as it stands in the file, safe on disk.

        Raises:
            LedgerError: locked for too long, missing though committed, read-only, of a newer schema, holding a line that
                is no row, or the disk is full. The file is then as it was.
        """
        with exclusive(self.root, self.iteration, timeout_s=self._lock_timeout_s):
            descriptor = self._open_for_append()
            try:
                self._heads.read(descriptor, self.place)
                self._move_torn_aside(descriptor)
                return self._write(descriptor, draft)
            finally:
                os.close(descriptor)

    def repair(self) -> Path | None:
        """Moves a torn last line to `.planproof/torn/`.

        Returns:
            where it lies now; None when the file ends well or isn't there.

        Raises:
            LedgerError: as `append`.
        """
        if not self.path.exists() or not _lines_of(self._bytes())[1]:
            return None
        with exclusive(self.root, self.iteration, timeout_s=self._lock_timeout_s):
            descriptor = self._open_for_append()
            try:
                self._heads.read(descriptor, self.place)
                return self._move_torn_aside(descriptor)
            finally:
                os.close(descriptor)

    def _bytes(self) -> bytes:
        try:
            status = self.path.stat()
            if not stat.S_ISREG(status.st_mode):
                raise LedgerError("is no regular file", place=self.place, hint="put the committed file back")
            return self.path.read_bytes()
        except FileNotFoundError:
            self._refuse_missing()
            return b""
        except OSError as error:
            raise self._fault("can't be read", error) from error

    def _refuse_missing(self) -> None:
        if is_at_head(self.path):
            raise LedgerError(
                "is missing, but HEAD's commit holds it", place=self.place, hint=f"git checkout HEAD -- {self.place}"
            )

    def _open_for_append(self) -> int:
        flags = os.O_RDWR | os.O_APPEND | os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK
        try:
            try:
                descriptor = os.open(self.path, flags)
            except FileNotFoundError:
                self._refuse_missing()
                descriptor = os.open(self.path, flags | os.O_CREAT, 0o644)
                _sync_folder(self.path.parent)
        except OSError as error:
            raise self._fault("can't be written", error) from error
        mode = os.fstat(descriptor).st_mode
        # Asked of the file itself: root may write where no one is meant to.
        if not stat.S_ISREG(mode) or not mode & _WRITE_BITS:
            os.close(descriptor)
            what = "is read-only" if stat.S_ISREG(mode) else "is no regular file"
            raise LedgerError(what, place=self.place, hint="make the file writable; nothing was written")
        return descriptor

    def _move_torn_aside(self, descriptor: int) -> Path | None:
        tail = self._heads.tail
        if not tail:
            return None
        stamp = now_text().replace(":", "").replace("-", "")
        name = f"{self.iteration}-{stamp}-{hashlib.sha256(tail).hexdigest()[:8]}.part"
        aside = local_folder(self.root, "torn") / name
        try:
            with open(aside, "xb") as file:
                file.write(tail)
                file.flush()
                os.fsync(file.fileno())
            _sync_folder(aside.parent)
            os.ftruncate(descriptor, self._heads.size_bytes)
        except OSError as error:
            raise self._fault("ends in a torn line that can't be moved aside", error) from error
        self._heads.tail = b""
        return aside

    def _write(self, descriptor: int, draft: Draft) -> Evidence:
        heads = self._heads.names()
        rows = []
        if len(heads) > 1:
            reason = f"{len(heads)} branches of evidence met"
            merge = Draft(kind=RowKind.MERGE, subject=self.iteration, reason=reason, checker=draft.checker)
            rows.append(seal(merge, iteration=self.iteration, previous=heads))
            heads = (rows[0].hash,)
        rows.append(seal(draft, iteration=self.iteration, previous=heads))
        lines = [encode_row(row) for row in rows]
        before = os.fstat(descriptor).st_size
        start = b"" if self._heads.ended else b"\n"
        self._write_at_end(descriptor, start + b"".join(lines), before)
        self._heads.size_bytes += len(start)
        for row, line in zip(rows, lines, strict=True):
            self._heads.add(row, line)
            add_mark(self.root, row, self.place)
        return rows[-1]

    def _write_at_end(self, descriptor: int, text: bytes, before: int) -> None:
        """One write and its fsync; what a full disk took of it is taken back."""
        try:
            written = os.write(descriptor, text)
            if written != len(text):
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            os.fsync(descriptor)
        except OSError as error:
            os.ftruncate(descriptor, before)
            raise self._fault("can't be written", error) from error

    def _torn_problem(self, torn: bytes, line: int) -> ChainProblem:
        message = f"the last line is torn: {len(torn)} bytes without a line end; the {line - 1} rows before it are kept"
        hint = "planproof evidence rebuild moves the piece to .planproof/torn/"
        return ChainProblem(f"{self.place}:{line}", "", ProblemKind.TORN, message, hint)

    def _fault(self, what: str, error: OSError) -> LedgerError:
        return LedgerError(f"{what}: {error.strerror}", place=self.place, hint="nothing was written over")


def _lines_of(data: bytes) -> tuple[list[bytes], bytes]:
    """Whole lines, and the torn rest; a last row that lacks only its line end is whole."""
    *lines, tail = data.split(b"\n")
    if tail and is_whole_row(tail):
        return [*lines, tail], b""
    return lines, tail


def _sync_folder(folder: Path) -> None:
    """Makes a new file's name as durable as its contents."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
