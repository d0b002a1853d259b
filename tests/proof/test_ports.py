"""Runs that want one port queue for it: real processes, a real port, and a holder that is killed."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

import planproof
from planproof.config import Config, Limits, Service
from planproof.errors import ServiceFault
from planproof.proof.ports import held_ports, program_on_port
from planproof.proof.services import running_services

# Keeps the services of a stage until its standard input is closed.
HOLDER = """
import os, sys
from pathlib import Path
from planproof.config import Config, Service
from planproof.proof.services import running_services
folder, port = Path(sys.argv[1]), sys.argv[2]
api = Service(start=f"exec {sys.executable} -m http.server --bind 127.0.0.1 {port}", ready=f"tcp:127.0.0.1:{port}")
with running_services(Config(services={"api": api}), "accept", folder=folder, environment=dict(os.environ)):
    print("holding", flush=True)
    sys.stdin.read()
print("released", flush=True)
"""


@pytest.fixture
def port() -> int:
    with socket.socket() as chosen:
        chosen.bind(("127.0.0.1", 0))
        return int(chosen.getsockname()[1])


@contextmanager
def holding(folder: Path, port: int) -> Iterator[subprocess.Popen[str]]:
    """A process whose service has the port; it lets go when its input is closed."""
    source = str(Path(planproof.__file__).resolve().parents[1])
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(folder), str(port)],
        env={**os.environ, "PYTHONPATH": source},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert holder.stdin
    assert holder.stdout
    try:
        assert holder.stdout.readline() == "holding\n"
        yield holder
    finally:
        holder.stdin.close()
        holder.wait(30)
        holder.stdout.close()


def settings(port: int, port_s: float) -> Config:
    server = f"exec {sys.executable} -m http.server --bind 127.0.0.1 {port}"
    api = Service(start=server, ready=f"http://127.0.0.1:{port}/")
    return Config(services={"api": api}, limits=Limits(port_s=port_s))


def test_services__another_run_has_the_port__then_waits_until_it_lets_go(
    tmp_path: Path, port: int, environment: dict[str, str]
) -> None:
    told = []
    with holding(tmp_path, port) as holder:

        def let_go(line: str) -> None:
            told.append(line)
            assert holder.stdin
            holder.stdin.close()

        with running_services(
            settings(port, 60), "accept", folder=tmp_path, environment=environment, notify=let_go
        ) as services:
            assert services.faults() == ()
            assert holder.stdout
            assert holder.stdout.readline() == "released\n"
    assert told == [f"port {port} is held by another planproof, process {holder.pid}; waits for it"]


def test_services__another_run_keeps_the_port__then_fault_names_its_process(
    tmp_path: Path, port: int, environment: dict[str, str]
) -> None:
    with (
        holding(tmp_path, port) as holder,
        pytest.raises(ServiceFault) as caught,
        running_services(settings(port, 0.2), "accept", folder=tmp_path, environment=environment),
    ):
        pass
    assert caught.value.message == f"port {port} is held by another planproof, process {holder.pid}"
    assert "[limits] port_s" in caught.value.hint


def test_services__holder_is_killed__then_goes_on(tmp_path: Path, port: int, environment: dict[str, str]) -> None:
    told = []
    with holding(tmp_path, port) as holder:

        def kill(line: str) -> None:
            told.append(line)
            holder.kill()

        with running_services(
            settings(port, 60), "accept", folder=tmp_path, environment=environment, notify=kill
        ) as services:
            assert holder.wait(30) != 0
            assert services.faults() == ()
    assert len(told) == 1


def test_held_ports__nobody_has_them__then_free_again_afterwards(port: int) -> None:
    for _ in range(2):
        with held_ports([port, port], timeout_s=0, notify=pytest.fail):
            pass


def test_services__another_program_has_the_port__then_named(tmp_path: Path, environment: dict[str, str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        taken = int(other.getsockname()[1])
        with (
            pytest.raises(ServiceFault) as caught,
            running_services(settings(taken, 60), "accept", folder=tmp_path, environment=environment),
        ):
            pass
        assert f"(process {os.getpid()})" in program_on_port(taken)
    assert f"is already taken by {program_name()} (process {os.getpid()})" in caught.value.message


def test_program_on_port__nobody_listens__then_empty(port: int) -> None:
    assert program_on_port(port) == ""


def program_name() -> str:
    return Path("/proc/self/comm").read_text(encoding="utf-8").strip()
