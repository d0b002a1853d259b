"""A folder whose files are kept in memory: where examples put what nobody keeps, such as the database servers of their tests.

A new PostgreSQL writes some forty megabytes and waits until the disk has them; each commit of a benchmark on SQLite waits, too.
On a busy disk that is most of the time that a demonstration takes, and it shows nothing.
"""

from __future__ import annotations

import os
from pathlib import Path
from shutil import disk_usage

__all__ = ["folder_in_memory"]

_ROOM_BYTES = 512 * 1024 * 1024


def folder_in_memory(folder: Path = Path("/dev/shm"), room_bytes: int = _ROOM_BYTES) -> Path | None:
    """That folder, if it is there, may be written to and run programs from, and has so much room; None for the usual one.

    Args:
        folder: where Linux keeps files in memory.
        room_bytes: what must be free; a container's is often just 64 MB.
    """
    try:
        usable = os.access(folder, os.W_OK) and not os.statvfs(folder).f_flag & os.ST_NOEXEC
        return folder if usable and disk_usage(folder).free >= room_bytes else None
    except OSError:
        return None
