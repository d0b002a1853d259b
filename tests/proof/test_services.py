"""Services around a stage: real servers on loopback ports that the system picks."""

from __future__ import annotations

import signal
import socket
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from threading import Event
from uuid import uuid4

import pytest

from planproof.config import Config, Limits, Service
from planproof.errors import ServiceFault
from planproof.proof.services import RunningServices, running_services
from tests.proof.conftest import processes_with

pytestmark = pytest.mark.usefixtures("nothing_left")

SERVER = """
import http.server, sys
class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(int(self.path[1:])); self.end_headers()
http.server.HTTPServer(("127.0.0.1", int(sys.argv[1])), Handler).serve_forever()
"""


@pytest.fixture
def port() -> int:
    with socket.socket() as chosen:
        chosen.bind(("127.0.0.1", 0))
        return int(chosen.getsockname()[1])


@pytest.fixture
def mark(tmp_path: Path) -> Iterator[str]:
    """A file name that no other process has in its command line; nothing with it may run after the test."""
    name = f"server_{uuid4().hex}.py"
    (tmp_path / name).write_text(SERVER)
    yield name
    assert processes_with(name) == []


def config(**services: Service) -> Config:
    return Config(services=services, limits=Limits(setup_s=10))


def refused(settings: Config, folder: Path, environment: dict[str, str]) -> ServiceFault:
    with (
        pytest.raises(ServiceFault) as caught,
        running_services(settings, "validate", folder=folder, environment=environment),
    ):
        pass
    return caught.value


def test_running_services__http_server__then_ready_inside_and_gone_after(
    port: int, mark: str, tmp_path: Path, environment: dict[str, str]
) -> None:
    api = Service(
        start=f"{sys.executable} {mark} {port}", ready=f"http://127.0.0.1:{port}/404", before="touch migrated"
    )
    with running_services(config(api=api), "validate", folder=tmp_path, environment=environment) as services:
        assert (tmp_path / "migrated").exists()
        socket.create_connection(("127.0.0.1", port)).close()
        assert services.faults() == ()
        assert b"GET /404" in services.logs()["api"]
    with pytest.raises(OSError, match="refused"):
        socket.create_connection(("127.0.0.1", port))


def test_running_services__other_stage__then_not_started(tmp_path: Path, environment: dict[str, str]) -> None:
    api = Service(start="touch started; sleep 100", ready="true", stages=("prove",))
    with running_services(config(api=api), "validate", folder=tmp_path, environment=environment) as services:
        assert services.started == []
    assert not (tmp_path / "started").exists()


def test_running_services__answers_500_only__then_not_ready(
    port: int, mark: str, tmp_path: Path, environment: dict[str, str]
) -> None:
    api = Service(start=f"{sys.executable} {mark} {port}", ready=f"http://127.0.0.1:{port}/500", ready_within_s=2.5)
    fault = refused(config(api=api), tmp_path, environment)
    assert "not ready within 2.5 s (status 500)" in fault.message


def test_running_services__port_taken_before__then_refused(tmp_path: Path, environment: dict[str, str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        taken = other.getsockname()[1]
        api = Service(start="touch started; sleep 100", ready=f"tcp:127.0.0.1:{taken}")
        fault = refused(config(api=api), tmp_path, environment)
    assert f"port {taken} on 127.0.0.1 is already taken" in fault.message
    assert fault.place == "[services.api]"
    assert not (tmp_path / "started").exists()


def test_running_services__ready_command_passes_before__then_refused(
    tmp_path: Path, environment: dict[str, str]
) -> None:
    fault = refused(config(api=Service(start="sleep 100", ready="true")), tmp_path, environment)
    assert "passes before it is started" in fault.message


def test_running_services__dies_at_once__then_refused_with_its_last_words(
    port: int, tmp_path: Path, environment: dict[str, str]
) -> None:
    api = Service(start="echo no database >&2; exit 7", ready=f"tcp:127.0.0.1:{port}", ready_within_s=20)
    begun = time.monotonic()
    fault = refused(config(api=api), tmp_path, environment)
    assert fault.message == "service api ended: exit 7; it said: no database"
    assert time.monotonic() - begun < 15


def test_running_services__before_fails__then_refused_and_not_started(
    port: int, tmp_path: Path, environment: dict[str, str]
) -> None:
    api = Service(start="touch started", ready=f"tcp:127.0.0.1:{port}", before="echo no such table; exit 1")
    fault = refused(config(api=api), tmp_path, environment)
    assert fault.message == "before of service api: exit 1; it said: no such table"
    assert not (tmp_path / "started").exists()


def test_running_services__second_fails__then_first_is_ended(
    port: int, mark: str, tmp_path: Path, environment: dict[str, str]
) -> None:
    first = Service(start=f"{sys.executable} {mark} {port}", ready=f"tcp:127.0.0.1:{port}")
    second = Service(start="exit 1", ready="false")
    assert "service second ended" in refused(config(first=first, second=second), tmp_path, environment).message
    assert processes_with(mark) == []


def test_running_services__error_inside__then_ended(
    port: int, mark: str, tmp_path: Path, environment: dict[str, str]
) -> None:
    api = Service(start=f"{sys.executable} {mark} {port}", ready=f"tcp:127.0.0.1:{port}")
    with (
        pytest.raises(ValueError, match="stage"),
        running_services(config(api=api), "validate", folder=tmp_path, environment=environment),
    ):
        raise ValueError("stage")
    assert processes_with(mark) == []


def test_running_services__dies_during_the_stage__then_fault_named(
    port: int, mark: str, tmp_path: Path, environment: dict[str, str]
) -> None:
    api = Service(start=f"exec {sys.executable} {mark} {port}", ready=f"tcp:127.0.0.1:{port}")
    with running_services(config(api=api), "validate", folder=tmp_path, environment=environment) as services:
        (pid,) = processes_with(mark)
        signal.pidfd_send_signal(_pidfd(pid), signal.SIGKILL)
        assert _fault(services) == "service api ended: was ended by SIGKILL"


def test_running_services__ignores_sigterm_and_detaches__then_ended_all_the_same(
    tmp_path: Path, environment: dict[str, str]
) -> None:
    seconds = f"{4000 + uuid4().int % 10**9 / 10**6:.6f}"
    api = Service(start=f"trap '' TERM; setsid sleep {seconds} & touch up; sleep {seconds}", ready="test -e up")
    with running_services(config(api=api), "validate", folder=tmp_path, environment=environment):
        assert processes_with(seconds)
    assert processes_with(seconds) == []


def test_running_services__prints_without_end__then_capped_and_still_served(
    tmp_path: Path, environment: dict[str, str]
) -> None:
    settings = Config(
        services={"noisy": Service(start="(sleep 0.2; touch up) & yes", ready="test -e up")},
        limits=Limits(output_bytes=1000),
    )
    with running_services(settings, "validate", folder=tmp_path, environment=environment) as services:
        assert 0 < len(services.logs()["noisy"]) < 1200


@pytest.mark.parametrize("ready", ["tcp:localhost", "tcp:localhost:x", "http://localhost:99999/"])
def test_running_services__address_without_port__then_refused_with_forms(
    ready: str, tmp_path: Path, environment: dict[str, str]
) -> None:
    fault = refused(config(api=Service(start="true", ready=ready)), tmp_path, environment)
    assert "names no host and port" in fault.message
    assert "tcp:HOST:PORT" in fault.hint


def _pidfd(pid: int) -> int:
    import os

    return os.pidfd_open(pid)


def _fault(services: RunningServices) -> str:
    until = time.monotonic() + 10
    while not services.faults() and time.monotonic() < until:
        Event().wait(0.02)
    return services.faults()[0].partition("; it said")[0]
