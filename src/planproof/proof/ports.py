"""Who has a port: planproof runs that want the same one queue for it, and any other program is named.

    run A   binds @planproof-port-18431, listens ──── services of a stage ──── closes it
    run B   it is taken: connects, and waits to be cut off ───────────────────┘ then binds it itself

The plan names the port of a service, so it can't be another one each time. The queue is an abstract Unix socket (Linux,
unix(7)): it lives in the same network namespace as the ports themselves, is seen by all users, leaves no file behind, and goes
with its process however that ends.
"""

from __future__ import annotations

import contextlib
import errno
import os
import socket
import struct
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from threading import Event

from planproof.errors import ServiceFault

__all__ = ["held_ports", "program_on_port"]

_QUEUE = 128
_LISTENING = "0A"  # TCP_LISTEN in /proc/net/tcp, proc(5)
_PAUSE_S = 0.01


@contextmanager
def held_ports(ports: Iterable[int], *, timeout_s: float, notify: Callable[[str], None]) -> Iterator[None]:
    """Holds these ports against other planproof runs of this machine while the body runs; doesn't open them.

    Args:
        ports: any number of them, in any order.
        timeout_s: how long to wait for other runs, for all ports together.
        notify: takes one line when there is something to wait for.

    Raises:
        ServiceFault: another run held one of them all that time; names the process.
    """
    until = time.monotonic() + timeout_s
    with ExitStack() as stack:
        for port in sorted(set(ports)):  # in one order, so that two runs never wait for each other
            stack.enter_context(_held(port, until, timeout_s, notify))
        yield


def _held(port: int, until: float, timeout_s: float, notify: Callable[[str], None]) -> socket.socket:
    told = 0
    while True:
        own = socket.socket(socket.AF_UNIX)
        try:
            own.bind(_name(port))
            own.listen(_QUEUE)
            return own
        except OSError as error:
            own.close()
            if error.errno != errno.EADDRINUSE:
                raise ServiceFault(f"port {port} can't be held: {error.strerror}") from error
        with _connected(port, until) as (waiting, holder):
            if holder and holder != told:
                notify(f"port {port} is held by another planproof, process {holder}; waits for it")
                told = holder
            if not _cut_off(waiting, until):
                raise ServiceFault(
                    f"port {port} is held by another planproof, process {holder or told}",
                    hint=f"waited {timeout_s:g} s; end it, or give it more time with [limits] port_s",
                )


def _name(port: int) -> str:
    return f"\0planproof-port-{port}"


@contextmanager
def _connected(port: int, until: float) -> Iterator[tuple[socket.socket | None, int]]:
    """A connection to the holder of a port with its process id; None and 0 when it isn't there any more, or not yet."""
    with socket.socket(socket.AF_UNIX) as waiting:
        waiting.settimeout(max(until - time.monotonic(), _PAUSE_S))
        try:
            waiting.connect(_name(port))
        except OSError:
            yield None, 0
            return
        credentials = waiting.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, struct.calcsize("3i"))
        yield waiting, struct.unpack("3i", credentials)[0]


def _cut_off(waiting: socket.socket | None, until: float) -> bool:
    """Waits until the holder has let go; False when time is up."""
    left_s = until - time.monotonic()
    if left_s <= 0:
        return False
    if waiting is None:
        Event().wait(_PAUSE_S)
        return True
    waiting.settimeout(left_s)
    try:
        waiting.recv(1)
    except TimeoutError:
        return False
    except OSError:  # reset: that is how a listener's end looks from here
        return True
    return True


def program_on_port(port: int) -> str:
    """What listens on a TCP port of this machine, `nginx (process 4711)`; empty when it can't be seen, as with other users."""
    inodes = {f"socket:[{inode}]" for table in ("tcp", "tcp6") for inode in _listening(Path("/proc/net") / table, port)}
    for folder in Path("/proc").iterdir() if inodes else ():
        if not folder.name.isdigit():
            continue
        with contextlib.suppress(OSError):  # it has ended, or belongs to somebody else
            if any(os.readlink(entry) in inodes for entry in (folder / "fd").iterdir()):
                return f"{(folder / 'comm').read_text(encoding='utf-8').strip()} (process {folder.name})"
    return ""


def _listening(table: Path, port: int) -> list[str]:
    """Inodes of the sockets that listen on a port, from one of the kernel's tables."""
    try:
        lines = [line.split() for line in table.read_text(encoding="ascii").splitlines()[1:]]
    except OSError:
        return []
    return [each[9] for each in lines if each[3] == _LISTENING and int(each[1].rpartition(":")[2], 16) == port]
