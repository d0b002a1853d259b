"""What has to run around a stage: services started in order, seen to be ready, and ended whatever happens.

    with running_services(config, "validate", folder=…, environment=…) as services:
        …                       # the stage's commands
        services.faults()       # which of them died meanwhile

Two runs that want the same port queue for it (`proof.ports`). A readiness probe that somebody else's program answers would
lie, so it is asked before the start too: a port that is taken, or a command that already passes, is a fault. What can't be
started is no finding about the plan: stages turn `ServiceFault` into `unproved`.
"""

from __future__ import annotations

import http.client
import socket
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Lock, Thread
from urllib.parse import urlsplit

from planproof.config import Config, Service
from planproof.errors import ServiceFault
from planproof.proof.ports import held_ports, program_on_port
from planproof.proof.runner import RunningCommand, run_command

__all__ = ["RunningService", "RunningServices", "running_services"]

_PROBE_S = 2.0
_PAUSE_S = 0.05
_SETTLE_S = 1.0


class RunningService:
    """One service that was started: its process, and a thread that takes in what it prints.

    Args:
        name: as in `[services.NAME]`.
        service: its configuration.
        folder, environment: as for `run_command`.
        output_limit_bytes: how much of its output is kept.
    """

    def __init__(
        self, name: str, service: Service, *, folder: Path, environment: Mapping[str, str], output_limit_bytes: int
    ) -> None:
        self.name = name
        self._lock = Lock()
        self._stopping = Event()
        self._command = RunningCommand(
            service.start, folder=folder, environment=environment, output_limit_bytes=output_limit_bytes
        )
        self._thread = Thread(target=self._pump, name=f"service {name}", daemon=True)
        self._thread.start()

    @property
    def ended(self) -> bool:
        """True once the service has ended, by itself or because it was told to."""
        return self._command.finished

    def fault(self) -> str:
        """Why it is not running any more, with the end of what it printed; empty while it runs."""
        if not self.ended:
            return ""
        with self._lock:
            how = self._command.result(deadline_s=0.0, late=False, changed_files=()).reason
            tail = self._command.tail()
        return f"service {self.name} ended: {how}" + (f"; it said: {tail}" if tail else "")

    def log(self) -> bytes:
        """What it printed so far, capped."""
        with self._lock:
            self._command.pump(0.0)
            return self._command.output()

    def stop(self) -> None:
        """Ends it with all its processes: SIGTERM, after the grace SIGKILL."""
        self._stopping.set()
        self._thread.join()
        self._command.end()
        self._command.close()

    def _pump(self) -> None:
        while not self._stopping.is_set():
            with self._lock:
                if self._command.pump(_PAUSE_S):
                    return
            # Gives the lock away; a thread that takes it again at once would starve the others.
            self._stopping.wait(0.001)


class RunningServices:
    """The services that run around a stage, in the order in which they were started."""

    def __init__(self) -> None:
        self.started: list[RunningService] = []

    def faults(self) -> tuple[str, ...]:
        """One line for each service that has died; a stage whose service died proves nothing."""
        return tuple(fault for service in self.started if (fault := service.fault()))

    def logs(self) -> dict[str, bytes]:
        """What each service printed so far, by its name."""
        return {service.name: service.log() for service in self.started}


@contextmanager
def running_services(
    config: Config,
    stage: str,
    *,
    folder: Path,
    environment: Mapping[str, str],
    notify: Callable[[str], None] = lambda line: None,
) -> Iterator[RunningServices]:
    """Starts what `[services.*]` names for a stage, in order, and ends it in reverse order.

    Args:
        config: the project's configuration.
        stage: `verify`, `validate`, `accept` or `prove`.
        folder, environment: as for `run_command`.
        notify: takes one line when another run has a port and this one waits for it.

    Raises:
        ServiceFault: a port is taken already, `before` failed, or a service died or was not ready in time; what had been
            started is ended by then.
        Cancelled: the person stopped it.
    """
    wanted = {name: service for name, service in config.services.items() if stage in service.stages}
    addresses = [_address(service.ready.strip(), f"[services.{name}]") for name, service in wanted.items()]
    ports = [address[1] for address in addresses if address]
    with held_ports(ports, timeout_s=config.limits.port_s, notify=notify):
        running = RunningServices()
        try:
            for name, service in wanted.items():
                _start(running, name, service, config, folder, environment)
            yield running
        finally:
            for started in reversed(running.started):
                started.stop()


def _start(
    running: RunningServices,
    name: str,
    service: Service,
    config: Config,
    folder: Path,
    environment: Mapping[str, str],
) -> None:
    place = f"[services.{name}]"
    probe = _Probe(service.ready, folder, environment, place)
    taken = probe.answered_by_somebody()
    if taken:
        raise ServiceFault(f"service {name} can't be started: {taken}", place=place, hint="end that program first")
    if service.before.strip():
        run = run_command(
            service.before,
            folder=folder,
            environment=environment,
            deadline_s=config.limits.setup_s,
            output_limit_bytes=config.limits.output_bytes,
        )
        if run.exit_code != 0:
            said = run.output[-400:].decode("utf-8", "replace").strip()
            raise ServiceFault(f"before of service {name}: {run.reason}; it said: {said or 'nothing'}", place=place)
    started = RunningService(
        name, service, folder=folder, environment=environment, output_limit_bytes=config.limits.output_bytes
    )
    running.started.append(started)
    _wait_until_ready(started, service, probe, place)


def _wait_until_ready(started: RunningService, service: Service, probe: _Probe, place: str) -> None:
    until = time.monotonic() + service.ready_within_s
    while True:
        ready = probe.passes()
        # Asked after the probe: a service that has died can't have been what answered.
        if fault := started.fault():
            raise ServiceFault(fault, place=place, hint="run its start command by hand")
        if ready:
            return
        if time.monotonic() >= until:
            tail = started.log()[-400:].decode("utf-8", "replace").strip()
            raise ServiceFault(
                f"service {started.name} was not ready within {service.ready_within_s:g} s ({probe.last})"
                + (f"; it said: {tail}" if tail else ""),
                place=place,
                hint="correct ready, or give it more time with ready_within_s",
            )
        Event().wait(_PAUSE_S)


class _Probe:
    """The `ready` of a service: an address or a command. `last` says what the last look gave."""

    def __init__(self, ready: str, folder: Path, environment: Mapping[str, str], place: str) -> None:
        self.last = "not asked yet"
        self._ready = ready.strip()
        self._folder = folder
        self._environment = environment
        self._address = _address(self._ready, place)

    def answered_by_somebody(self) -> str:
        """Why the probe would pass or answer before the service is there; empty when it wouldn't."""
        if self._address:
            host, port = self._address
            if _falls_silent(host, port):
                return ""
            return f"port {port} on {host} is already taken by {program_on_port(port) or 'another program'}"
        return "its ready command passes before it is started, so it shows nothing" if self._command_passes() else ""

    def passes(self) -> bool:
        """Whether the service is ready now."""
        if self._ready.startswith(("http://", "https://")):
            return self._http_answers()
        if self._address:
            host, port = self._address
            connected = _connects(host, port)
            self.last = f"port {port} on {host} {'is open' if connected else 'refuses connections'}"
            return connected
        return self._command_passes()

    def _http_answers(self) -> bool:
        url = urlsplit(self._ready)
        kind = http.client.HTTPSConnection if url.scheme == "https" else http.client.HTTPConnection
        # Straight to the address: a proxy of the environment would answer for a service that isn't there.
        connection = kind(url.hostname or "localhost", url.port, timeout=_PROBE_S)
        try:
            connection.request("GET", (url.path or "/") + (f"?{url.query}" if url.query else ""))
            status = connection.getresponse().status
        except (OSError, http.client.HTTPException) as error:
            self.last = f"no answer: {error}"
            return False
        finally:
            connection.close()
        self.last = f"status {status}"
        return status < 500

    def _command_passes(self) -> bool:
        run = run_command(
            self._ready,
            folder=self._folder,
            environment=self._environment,
            deadline_s=_PROBE_S * 2,
            output_limit_bytes=10_000,
        )
        self.last = run.reason
        return run.exit_code == 0


def _address(ready: str, place: str) -> tuple[str, int] | None:
    """Host and port that a probe asks; None when it is a command."""
    if not ready.startswith(("http://", "https://", "tcp:")):
        return None
    text = ready if "://" in ready else f"tcp://{ready.removeprefix('tcp:')}"
    try:
        url = urlsplit(text)
        port = url.port or {"http": 80, "https": 443}[url.scheme]
    except (ValueError, KeyError) as error:
        hint = "http://HOST:PORT/PATH, tcp:HOST:PORT, or a command"
        raise ServiceFault(f"ready = {ready!r} names no host and port", place=place, hint=hint) from error
    return url.hostname or "localhost", port


def _falls_silent(host: str, port: int) -> bool:
    """Whether a port is free, or becomes so at once: services of a run that was killed are just being ended."""
    until = time.monotonic() + _SETTLE_S
    while _connects(host, port):
        if time.monotonic() >= until:
            return False
        Event().wait(_PAUSE_S)
    return True


def _connects(host: str, port: int) -> bool:
    try:
        with socket.create_connection((host, port), timeout=_PROBE_S):
            return True
    except OSError:
        return False
