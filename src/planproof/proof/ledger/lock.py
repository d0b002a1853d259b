"""One writer at a time: a lock file in `.planproof/locks/`, held with flock, that says who holds it.

    {"pid": 4711, "command": "planproof prove M1_E1_I1", "since": "2026-01-31T09:15:00.250Z"}

The kernel lets go of the lock when its holder dies, however it dies; the text stays behind and means nothing by itself. The
file is never removed: a lock on a file that somebody else removed would guard nothing.
"""

from __future__ import annotations

import fcntl
import json
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from planproof.errors import LedgerError
from planproof.proof.ledger.places import local_folder
from planproof.proof.ledger.row import now_text

__all__ = ["exclusive"]

_PAUSE_S = 0.005
_PAUSE_LIMIT_S = 0.1


@contextmanager
def exclusive(root: Path, name: str, *, timeout_s: float) -> Iterator[None]:
    """Holds the lock of that name while the body runs.

    Args:
        root: the project.
        name: what is locked, an iteration's id.
        timeout_s: how long to wait for another holder.

    Raises:
        LedgerError: somebody else held it all that time; names the holder.
    """
    path = local_folder(root, "locks") / f"{name}.lock"
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise LedgerError(f"can't be opened: {error.strerror}", place=_shown(root, path)) from error
    try:
        _wait(descriptor, root, path, timeout_s)
        _sign(descriptor)
        yield
    finally:
        os.close(descriptor)


def _wait(descriptor: int, root: Path, path: Path, timeout_s: float) -> None:
    deadline = time.monotonic() + timeout_s
    pause_s = _PAUSE_S
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        except BlockingIOError:
            if time.monotonic() >= deadline:
                raise LedgerError(
                    f"the evidence is locked by {_holder(path)}",
                    place=_shown(root, path),
                    hint=f"waited {timeout_s:g} s; wait until it has ended, or end it, and run again",
                ) from None
        time.sleep(min(pause_s, max(0.0, deadline - time.monotonic())))
        pause_s = min(pause_s * 2, _PAUSE_LIMIT_S)


def _sign(descriptor: int) -> None:
    """Writes down who holds the lock, for those who wait."""
    command = " ".join([Path(sys.argv[0]).name, *sys.argv[1:]])[:200]
    text = json.dumps({"pid": os.getpid(), "command": command, "since": now_text()})
    os.ftruncate(descriptor, 0)
    os.pwrite(descriptor, text.encode("utf-8", "replace"), 0)


def _holder(path: Path) -> str:
    try:
        who = json.loads(path.read_text(encoding="utf-8"))
        return f"process {who['pid']} ({who['command']}) since {who['since']}"
    except (OSError, ValueError, TypeError, KeyError):
        return "another process"


def _shown(root: Path, path: Path) -> str:
    return path.relative_to(root).as_posix()
