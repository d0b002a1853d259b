"""The small program that stands between planproof and the commands it runs, so that none of their processes gets away.

    planproof ── supervisor ─┬─ keeper ── bash -c … ── whatever that starts
                             └─ keeper ── bash -c …

One supervisor serves one planproof process. For each command it forks a keeper, which declares itself the subreaper of
everything below it (Linux `prctl(PR_SET_CHILD_SUBREAPER)`): a process that detaches itself, by `setsid`, a double fork
or a cleaned environment, becomes the keeper's child instead of init's, so that it can be counted, ended and reaped.
When planproof dies, the sockets close, and the keepers end what they keep. It is single-threaded and forks nothing but
itself, which planproof with its threads couldn't do safely.

Runs as `python -I -S supervisor.py` with a Unix stream socket as standard input and imports nothing but the standard
library. Talk:

    planproof -> supervisor   one byte and one descriptor: the keeper's socket
    planproof -> keeper       frame {script, folder, environment, grace_s} with two descriptors: stdout, stderr
                              then byte `T`: end it (SIGTERM, SIGKILL after the grace); end of file: SIGKILL now
    keeper -> planproof       frame {pid} or {error}; at the end frame {status, duration_s, leftover, gone}

A frame is a length (4 bytes, big-endian) and that many bytes of JSON.
"""

from __future__ import annotations

import contextlib
import ctypes
import json
import os
import select
import signal
import socket
import struct
import subprocess
import time
from typing import Any

__all__ = ["Keeper", "main", "receive_frame", "send_frame"]

PR_SET_CHILD_SUBREAPER = 36
SETTLE_S = 1.0  # how long processes may take to end by themselves after the shell did
ROUND_S = 0.02
GIVE_UP_S = 5.0  # a process that survives SIGKILL this long hangs in the kernel


def main() -> None:
    """Serves until planproof closes its end, then waits for the last keeper."""
    server = socket.socket(fileno=os.dup(0))
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    _become_subreaper()
    wake = _wake_on_child()
    keepers: set[int] = set()
    while True:
        ready = select.select([server.fileno(), wake], [], [])[0]
        if wake in ready:
            os.read(wake, 4096)
            _reap_keepers(keepers)
        if server.fileno() not in ready:
            continue
        message, descriptors, _, _ = socket.recv_fds(server, 1, 1)
        if not message:
            break
        keeper = os.fork()
        if keeper == 0:
            server.close()
            _keep(socket.socket(fileno=descriptors[0]))
        keepers.add(keeper)
        os.close(descriptors[0])
    while keepers:
        select.select([wake], [], [], 1.0)
        _reap_keepers(keepers)


def _keep(control: socket.socket) -> None:
    """The life of one keeper; never returns into the supervisor's loop."""
    code = 1
    try:
        _become_subreaper()
        Keeper(control, _wake_on_child()).run()
        code = 0
    finally:
        os._exit(code)


class Keeper:
    """Starts one command, and answers only when no process of it is left.

    Args:
        control: socket to planproof.
        wake: descriptor that becomes readable when a child ends.
    """

    def __init__(self, control: socket.socket, wake: int) -> None:
        self.control = control
        self.wake = wake
        self.shell = 0
        self.status: int | None = None
        self.ended_at = 0.0
        self.cut_off = False
        self.term_at: float | None = None
        self.kill_at: float | None = None

    def run(self) -> None:
        """Runs the command of the first frame to its end, ends what it leaves, and reports."""
        try:
            request, descriptors = receive_frame(self.control, 2)
        except ConnectionError:
            return
        if request is None:
            return
        started = time.monotonic()
        try:
            process = subprocess.Popen(
                ["bash", "-c", request["script"]],
                cwd=request["folder"],
                env=request["environment"],
                stdin=subprocess.DEVNULL,
                stdout=descriptors[0],
                stderr=descriptors[1],
                start_new_session=True,
            )
        except (OSError, ValueError) as error:
            self._tell({"error": str(error)})
            return
        finally:
            for descriptor in descriptors:
                os.close(descriptor)
        self.shell = process.pid
        self._tell({"pid": process.pid})
        leftover, gone = self._wait(float(request["grace_s"]))
        process.returncode = self.status  # reaped here, not by Popen
        report = {"status": self.status, "duration_s": self.ended_at - started}
        self._tell({**report, "leftover": leftover, "gone": gone})

    def _wait(self, grace_s: float) -> tuple[list[str], bool]:
        """Waits until no child is left; gives the names of those that outlived the shell, and whether all are gone."""
        leftover: list[str] = []
        settled_at: float | None = None
        while not self._reap():
            now = time.monotonic()
            if self.status is not None and settled_at is None:
                settled_at = now + SETTLE_S
            if settled_at is not None and now >= settled_at and not leftover:
                leftover = [_name(pid) for pid in _living(os.getpid())]
                self.term_at = self.term_at or now
            if self.term_at is not None and self.kill_at is None:
                _signal_all(signal.SIGTERM)
                self.kill_at = self.term_at + grace_s
            if self.kill_at is not None and now >= self.kill_at:
                _kill_all()
                if now >= self.kill_at + GIVE_UP_S:
                    return leftover, False
            self._sleep(settled_at if settled_at and now < settled_at else None)
        return leftover, True

    def _sleep(self, until: float | None) -> None:
        """Waits for a child's end, an order, or the next thing that is due."""
        due = [moment for moment in (until, self.kill_at) if moment is not None]
        timeout = max(min(due) - time.monotonic(), ROUND_S) if due else None
        listening = [self.wake] if self.cut_off else [self.wake, self.control.fileno()]
        ready = select.select(listening, [], [], timeout)[0]
        if self.wake in ready:
            os.read(self.wake, 4096)
        if self.control.fileno() in ready:
            now = time.monotonic()
            self.cut_off = not self._order()
            self.term_at = self.term_at or now
            if self.cut_off:
                self.kill_at = now

    def _order(self) -> bytes:
        """One order of planproof; empty when it is gone."""
        try:
            return self.control.recv(1)
        except ConnectionError:
            return b""

    def _tell(self, body: dict[str, Any]) -> None:
        """Tells planproof, if it is still there; when it isn't, the next look for an order ends the command."""
        with contextlib.suppress(ConnectionError):
            send_frame(self.control, body)

    def _reap(self) -> bool:
        """Reaps whatever has ended; True when no child is left."""
        while True:
            try:
                pid, status = os.waitpid(-1, os.WNOHANG)
            except ChildProcessError:
                return True
            if pid == 0:
                return False
            if pid == self.shell:
                self.status = os.waitstatus_to_exitcode(status)
                self.ended_at = time.monotonic()


def send_frame(channel: socket.socket, body: dict[str, Any], descriptors: tuple[int, ...] = ()) -> None:
    """Sends one frame, with descriptors beside its first bytes."""
    data = json.dumps(body).encode("ascii")
    data = struct.pack(">I", len(data)) + data
    sent = socket.send_fds(channel, [data], descriptors) if descriptors else 0
    channel.sendall(data[sent:])


def receive_frame(channel: socket.socket, descriptor_count: int = 0) -> tuple[dict[str, Any] | None, list[int]]:
    """One frame and its descriptors; None when the other side closed first."""
    data, descriptors, _, _ = socket.recv_fds(channel, 4, max(descriptor_count, 1))
    while len(data) < 4:
        more = channel.recv(4 - len(data))
        if not more:
            return None, descriptors
        data += more
    size = struct.unpack(">I", data)[0]
    body = bytearray()
    while len(body) < size:
        chunk = channel.recv(size - len(body))
        if not chunk:
            return None, descriptors
        body += chunk
    return json.loads(body), descriptors


def _become_subreaper() -> None:
    """Makes orphans below this process its own children, however they detached themselves."""
    if ctypes.CDLL(None, use_errno=True).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0):
        raise OSError(ctypes.get_errno(), "prctl(PR_SET_CHILD_SUBREAPER)")


def _wake_on_child() -> int:
    """A descriptor that becomes readable when a child ends.

    Signals that would stop us get a handler rather than being ignored: ignored ones stay ignored in the commands we
    start.
    """
    reading, writing = os.pipe()
    os.set_blocking(writing, False)
    signal.set_wakeup_fd(writing, warn_on_full_buffer=False)
    for number in (signal.SIGCHLD, signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT):
        signal.signal(number, lambda *_: None)
    return reading


def _reap_keepers(keepers: set[int]) -> None:
    """Reaps keepers; when one was killed, what it kept has become ours and is killed."""
    lost = False
    while True:
        try:
            pid, status = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            break
        if pid == 0:
            break
        lost = lost or (pid in keepers and status != 0)
        keepers.discard(pid)
    if lost:
        _end_strays(keepers)


def _end_strays(keepers: set[int]) -> None:
    """Kills every child that is no keeper, with all below it, until none is left: they fork while we look."""
    until = time.monotonic() + GIVE_UP_S
    while time.monotonic() < until:
        strays = [pid for pid, parent, _ in _processes() if parent == os.getpid() and pid not in keepers]
        if not strays:
            return
        for stray in strays:
            for pid in (stray, *_living(stray)):
                _signal(pid, signal.SIGKILL)
        time.sleep(ROUND_S)
        for stray in strays:
            with contextlib.suppress(ChildProcessError):
                os.waitpid(stray, os.WNOHANG)


def _processes() -> list[tuple[int, int, str]]:
    """Every process as (pid, parent, state letter)."""
    found = []
    for name in os.listdir("/proc"):
        if name.isdigit():
            try:
                with open(f"/proc/{name}/stat", "rb") as file:
                    state, parent = file.read().rpartition(b")")[2].split()[:2]
            except (OSError, ValueError):
                continue  # it ended while we looked
            found.append((int(name), int(parent), state.decode("ascii")))
    return found


def _living(root: int) -> list[int]:
    """Every descendant of a process that still runs."""
    children: dict[int, list[tuple[int, str]]] = {}
    for pid, parent, state in _processes():
        children.setdefault(parent, []).append((pid, state))
    found = []
    waiting = [root]
    while waiting:
        for pid, state in children.get(waiting.pop(), ()):
            waiting.append(pid)
            if state not in "ZX":
                found.append(pid)
    return found


def _name(pid: int) -> str:
    """What a process calls itself, at most 15 characters."""
    try:
        with open(f"/proc/{pid}/comm", "rb") as file:
            return file.read().decode("utf-8", "replace").strip()
    except OSError:
        return "?"  # it ended while we looked


def _signal_all(number: int) -> None:
    for pid in _living(os.getpid()):
        _signal(pid, number)
        _signal(pid, signal.SIGCONT)


def _kill_all() -> None:
    """Stops what runs until nothing new appears, then kills it: a fork bomb can't outrun a stopped self."""
    stopped: set[int] = set()
    for _ in range(10):
        new = [pid for pid in _living(os.getpid()) if pid not in stopped]
        if not new:
            break
        for pid in new:
            _signal(pid, signal.SIGSTOP)
        stopped.update(new)
    for pid in stopped:
        _signal(pid, signal.SIGKILL)


def _signal(pid: int, number: int) -> None:
    try:
        os.kill(pid, number)
    except (ProcessLookupError, PermissionError):
        return  # it ended, or it changed its user: then it is counted as left over


if __name__ == "__main__":
    main()
