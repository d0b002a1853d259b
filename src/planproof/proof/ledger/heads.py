"""The rows that nothing follows yet, kept up while a ledger grows: what an append needs, without decoding every row each time.

Only the new bytes are read, as long as the file is the one that was read before and its last known line stands where it stood.
"""

from __future__ import annotations

import os

import msgspec

from planproof.errors import LedgerError
from planproof.proof.ledger.row import SCHEMA, decode_members, is_whole_row
from planproof.proof.model import Evidence

__all__ = ["Heads"]


class _Arrow(msgspec.Struct, gc=False):
    """The members that order rows; the others are skipped while decoding."""

    schema: int
    hash: str
    previous: tuple[str, ...]
    started_at: str


_decoder = msgspec.json.Decoder(_Arrow)


class Heads:
    """What is known of one ledger's file.

    Attributes:
        size_bytes: up to the end of the last whole row.
        tail: what stands behind it and is no row: a torn line; empty when the file ends well.
        ended: False when the last row lacks only its line end.
    """

    size_bytes: int
    tail: bytes
    ended: bool
    _inode: int
    _free: dict[str, str]
    _named: set[str]
    _lines: int
    _last: bytes

    def __init__(self) -> None:
        self._forget()

    def names(self) -> tuple[str, ...]:
        """Hashes of the rows that nothing follows, oldest first; empty in an empty ledger."""
        return tuple(name for name, _ in sorted(self._free.items(), key=lambda item: (item[1], item[0])))

    def read(self, descriptor: int, place: str) -> None:
        """Reads what the file holds beyond what is known, or all of it when it isn't the file that was known.

        Args:
            descriptor: the open ledger.
            place: its path, for errors.

        Raises:
            LedgerError: a line is no row, or of a newer schema; names the line.
        """
        status = os.fstat(descriptor)
        if status.st_ino != self._inode or not self._still_there(descriptor):
            self._forget()
            self._inode = status.st_ino
        data = _read_from(descriptor, self.size_bytes, status.st_size)
        *lines, tail = data.split(b"\n")
        for line in lines:
            self._take(line, place)
            self.size_bytes += len(line) + 1
        self.ended, self.tail = True, tail
        if tail and is_whole_row(tail):
            self._take(tail, place)
            self.size_bytes += len(tail)
            self.ended, self.tail = False, b""

    def add(self, row: Evidence, line: bytes) -> None:
        """Takes up a row that was just appended; `line` with its line end."""
        self._know(row.hash, row.previous, row.started_at)
        self._last = line.rstrip(b"\n")
        self._lines += 1
        self.size_bytes += len(line)
        self.ended = True

    def _forget(self) -> None:
        self.size_bytes = self._lines = self._inode = 0
        self.tail = self._last = b""
        self.ended = True
        self._free = {}
        self._named = set()

    def _still_there(self, descriptor: int) -> bool:
        """Whether the last known line stands where it stood; a checkout or a merge may have rewritten the file."""
        if not self.ended:
            return False
        length = len(self._last) + 1
        return os.pread(descriptor, length, max(0, self.size_bytes - length)) == self._last + b"\n"

    def _take(self, line: bytes, place: str) -> None:
        here = f"{place}:{self._lines + 1}"
        try:
            arrow = _decoder.decode(line)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            decode_members(line, here)  # says it better, when the line is no row at all
            raise LedgerError(
                f"is no row of evidence: {error}", place=here, hint="planproof evidence verify"
            ) from error
        if arrow.schema > SCHEMA:
            message = f"was written by a newer planproof (schema {arrow.schema}, this one reads {SCHEMA})"
            raise LedgerError(message, place=here, hint="upgrade planproof; nothing was written")
        self._know(arrow.hash, arrow.previous, arrow.started_at)
        self._last = line
        self._lines += 1

    def _know(self, name: str, previous: tuple[str, ...], started_at: str) -> None:
        self._named.update(previous)
        for one in previous:
            self._free.pop(one, None)
        if name not in self._named:
            self._free[name] = started_at


def _read_from(descriptor: int, start: int, end: int) -> bytes:
    parts = []
    while start < end:
        part = os.pread(descriptor, min(end - start, 1 << 24), start)
        if not part:
            break
        parts.append(part)
        start += len(part)
    return b"".join(parts)
