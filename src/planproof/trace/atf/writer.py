"""Appends sealed chunks to an event file, each in a block of its own; the file is whole after every call."""

from __future__ import annotations

import errno
import os
import time

from planproof.trace.atf.checksum import crc32c
from planproof.trace.atf.layout import (
    BLOCK_HEADER,
    BLOCK_MAGIC,
    ENCODING_RAW,
    FILE_HEADER,
    FILE_MAGIC,
    FILE_VERSION,
    KIND_EVENTS,
)

__all__ = ["EventWriter", "block_bytes", "file_header_bytes"]

_NO_MORE = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO)


class EventWriter:
    """One event file that is being written; its blocks are raw, since a target may lack every compressor.

    Args:
        path: the file; made when it isn't there, else appended to.
        pid: the process whose events it holds.

    Raises:
        OSError: it can't be made.
    """

    def __init__(self, path: str, pid: int) -> None:
        self._file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)
        try:
            if os.fstat(self._file).st_size == 0 and not self._write(_file_header(pid)):
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), path)
        except OSError:
            os.close(self._file)
            raise

    def append(self, content: bytes, first_sequence: int) -> bool:
        """Appends the bytes of a sealed chunk; False when the disk takes no more, the file then ends with the block before.

        Args:
            content: what `seal_chunk` gave.
            first_sequence: number of its first event.

        Raises:
            OSError: the file can't be written for another reason.
        """
        return self._write(block_bytes(content, first_sequence))

    def size_bytes(self) -> int:
        """How long the file is."""
        return os.fstat(self._file).st_size

    def close(self) -> None:
        """Closes the file."""
        os.close(self._file)

    def _write(self, data: bytes) -> bool:
        """All of it, or nothing; a signal handler that raises in the middle leaves one or the other too."""
        end = self.size_bytes()
        rest = memoryview(data)
        try:
            while rest:
                rest = rest[os.write(self._file, rest) :]
        except OSError as error:
            os.ftruncate(self._file, end)
            if error.errno in _NO_MORE:
                return False
            raise
        finally:
            if end < self.size_bytes() < end + len(data):
                os.ftruncate(self._file, end)
        return True


def block_bytes(content: bytes, first_sequence: int) -> bytes:
    """A raw block: its header and a sealed chunk."""
    size = len(content)
    fields = (BLOCK_MAGIC, KIND_EVENTS, ENCODING_RAW, 0, size, size, first_sequence, crc32c(content))
    return BLOCK_HEADER.pack(*fields, crc32c(BLOCK_HEADER.pack(*fields, 0))) + content


def file_header_bytes(pid: int, monotonic_ns: int, realtime_ns: int) -> bytes:
    """The header of an event file.

    Args:
        pid: the process whose events it holds.
        monotonic_ns: when it is begun, by CLOCK_MONOTONIC.
        realtime_ns: the same by CLOCK_REALTIME.
    """
    fields = (FILE_MAGIC, FILE_VERSION, FILE_VERSION, pid, 0, monotonic_ns, realtime_ns)
    return FILE_HEADER.pack(*fields, crc32c(FILE_HEADER.pack(*fields, 0)))


def _file_header(pid: int) -> bytes:
    return file_header_bytes(
        pid, time.clock_gettime_ns(time.CLOCK_MONOTONIC), time.clock_gettime_ns(time.CLOCK_REALTIME)
    )
