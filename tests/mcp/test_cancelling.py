"""A call that is cancelled, or whose client goes away, leaves no process behind."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
from pathlib import Path

import anyio
import anyio.to_thread
import pytest
from mcp import Client

from planproof.errors import Cancelled
from planproof.mcp.tool import Call
from planproof.proof.ledger.audit import audit
from planproof.proof.runner import Stopper
from tests.mcp.sessions import http_server, over_http, over_stdio, said
from tests.proof.small_project import SmallProject

pytestmark = pytest.mark.xdist_group("small project")

ID = "M1_E1_I1"
WAIT_S = 30


def hanging(project: SmallProject) -> str:
    """Makes the build command start a child and hang, under a name of its own, and gives that name."""
    name = f"hang{os.getpid()}{time.monotonic_ns()}"
    script = f"touch .planproof/{name}; (exec -a {name} sleep 300) & exec -a {name} sleep 300"
    project.settings("python -c 'import greet'", script)
    return name


def processes(name: str) -> list[str]:
    """Ids of the processes whose command line holds a name."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if name.encode() in (folder / "cmdline").read_bytes().split(b"\0")[0]:
                found.append(folder.name)
        except OSError:  # ended meanwhile
            continue
    return found


async def until(condition: object) -> None:
    """Waits until a function gives something true."""
    with anyio.fail_after(WAIT_S):
        while not condition():  # type: ignore[operator]
            await anyio.sleep(0.05)


async def cancel_when_running(client: Client, project: SmallProject, name: str) -> None:
    async with anyio.create_task_group() as group:

        async def run() -> None:
            await client.call_tool("proof_run", {"id": ID, "stages": [2]})

        group.start_soon(run)
        await until(lambda: len(processes(name)) == 2 and (project.root / ".planproof" / name).exists())
        group.cancel_scope.cancel()


async def test_planproof_mcp__call_cancelled__then_processes_ended(prepared: SmallProject) -> None:
    name = hanging(prepared)
    rows = len(prepared.rows())
    async with over_stdio(prepared.root, PLANPROOF_TRUST=prepared.digest()) as client:
        await cancel_when_running(client, prepared, name)
        await until(lambda: not processes(name))
        # The server goes on, and the next proof isn't held up by the one that was cancelled.
        assert said(await client.call_tool("plan_show", {"id": ID}))["id"] == ID
        again = said(await client.call_tool("proof_run", {"id": ID, "stages": [1]}))
        assert again["proved"] is True
    assert audit(prepared.root).faults == ()
    assert len(prepared.rows()) > rows


async def test_planproof_mcp__call_cancelled_over_http__then_processes_ended(prepared: SmallProject) -> None:
    name = hanging(prepared)
    with http_server(prepared.root, PLANPROOF_TRUST=prepared.digest()) as address:
        async with over_http(address) as client:
            await cancel_when_running(client, prepared, name)
            await until(lambda: not processes(name))
            assert said(await client.call_tool("plan_show", {"id": ID}))["id"] == ID


async def test_planproof_mcp__client_goes_away__then_server_and_processes_end(prepared: SmallProject) -> None:
    name = hanging(prepared)
    with anyio.CancelScope() as scope:
        async with (
            over_stdio(prepared.root, PLANPROOF_TRUST=prepared.digest()) as client,
            anyio.create_task_group() as group,
        ):
            group.start_soon(client.call_tool, "proof_run", {"id": ID, "stages": [2]})
            await until(lambda: len(processes(name)) == 2)
            scope.cancel()
    await until(lambda: not processes(name))
    assert audit(prepared.root).faults == ()


async def test_planproof_mcp__questions_while_a_proof_runs__then_answered(prepared: SmallProject) -> None:
    name = hanging(prepared)
    async with over_stdio(prepared.root, PLANPROOF_TRUST=prepared.digest()) as client:
        async with anyio.create_task_group() as group:
            group.start_soon(client.call_tool, "proof_run", {"id": ID, "stages": [2]})
            await until(lambda: len(processes(name)) == 2)
            for tool in ("plan_next", "plan_check", "proof_status"):
                said(await client.call_tool(tool))
            group.cancel_scope.cancel()
        await until(lambda: not processes(name))


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
async def test_planproof_mcp__signal_while_a_proof_runs__then_server_and_processes_end(
    prepared: SmallProject, number: signal.Signals
) -> None:
    name = hanging(prepared)
    greeting = {"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "test", "version": "1"}}
    asked = {"name": "proof_run", "arguments": {"id": ID, "stages": [2]}}
    messages = [
        {"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": greeting},
        {"jsonrpc": "2.0", "method": "notifications/initialized"},
        {"jsonrpc": "2.0", "id": 2, "method": "tools/call", "params": asked},
    ]
    process = subprocess.Popen(
        prepared.command("mcp"),
        cwd=prepared.root,
        env=prepared.environment(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert process.stdin
    process.stdin.write("".join(json.dumps(each) + "\n" for each in messages).encode())
    process.stdin.flush()
    await until(lambda: len(processes(name)) == 2)
    process.send_signal(number)
    assert await anyio.to_thread.run_sync(lambda: process.wait(timeout=WAIT_S)) == -number
    await until(lambda: not processes(name))
    assert audit(prepared.root).faults == ()


def test_call_reading__stopped_meanwhile__then_reading_ends(tmp_path: Path) -> None:
    heard: list[tuple[float, float | None, str]] = []
    stopper = Stopper()
    reading = Call(tmp_path, stopper, lambda done, total, text: heard.append((done, total, text))).reading("files")
    reading(1, 9)
    assert heard == []  # no word before a second has gone by
    stopper.stop()
    with pytest.raises(Cancelled, match="stopped after 2 of 9 files"):
        reading(2, 9)
