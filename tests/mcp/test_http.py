"""Streamable HTTP: the same tools, guarded, for several clients."""

from __future__ import annotations

import socket
import subprocess
import sys
from pathlib import Path

import anyio
import httpx2
import pytest
from mcp import Client
from mcp.shared.exceptions import MCPError

from planproof.errors import EnvironmentFault, UsageError
from planproof.mcp.http import open_door
from planproof.mcp.tools import TOOLS
from tests.mcp.sessions import environment, http_server, over_http, over_stdio, said
from tests.proof.small_project import SmallProject

pytestmark = pytest.mark.xdist_group("small project")

ID = "M1_E1_I1"
TOKEN = "a-token-of-32-characters-for-this"
PING = {"jsonrpc": "2.0", "id": 1, "method": "ping"}
HEADERS = {"Accept": "application/json, text/event-stream", "Content-Type": "application/json"}


async def test_planproof_mcp__over_http__then_same_tools_and_replies(planned: SmallProject) -> None:
    with http_server(planned.root) as address:
        async with over_http(address) as web, over_stdio(planned.root) as pipe:
            assert [tool.name for tool in (await web.list_tools()).tools] == list(TOOLS)
            for name, arguments in (("plan_next", {}), ("plan_show", {"id": ID}), ("plan_brief", {})):
                assert said(await web.call_tool(name, arguments)) == said(await pipe.call_tool(name, arguments))


async def test_planproof_mcp__two_clients_at_once__then_each_its_answer(planned: SmallProject) -> None:
    answers: list[tuple[str, str]] = []

    async def ask(client: Client, task: str) -> None:
        for _ in range(8):
            answers.append((task, str(said(await client.call_tool("plan_show", {"id": task}))["id"])))

    with http_server(planned.root) as address:
        async with over_http(address) as one, over_http(address) as other, anyio.create_task_group() as group:
            group.start_soon(ask, one, f"{ID}_T1")
            group.start_soon(ask, other, ID)
    assert len(answers) == 16
    assert all(asked == answered for asked, answered in answers)


async def test_planproof_mcp__over_http_without_token__then_401(planned: SmallProject) -> None:
    with http_server(planned.root, PLANPROOF_MCP_TOKEN=TOKEN) as address:
        async with httpx2.AsyncClient() as http:
            for headers in ({}, {"Authorization": "Bearer wrong"}, {"Authorization": TOKEN}):
                answer = await http.post(address, json=PING, headers={**HEADERS, **headers})
                assert answer.status_code == 401
                assert answer.headers["www-authenticate"] == "Bearer"
                assert "planproof" not in answer.text
        async with over_http(address, TOKEN) as client:
            assert said(await client.call_tool("plan_show", {"id": ID}))["id"] == ID
        with pytest.raises((ExceptionGroup, MCPError)):
            async with over_http(address, "another-token-of-32-characters"):
                pass


async def test_planproof_mcp__page_of_another_site__then_refused(planned: SmallProject) -> None:
    with http_server(planned.root) as address:
        async with httpx2.AsyncClient() as http:
            foreign = await http.post(address, json=PING, headers={**HEADERS, "Host": "evil.example"})
            page = await http.post(address, json=PING, headers={**HEADERS, "Origin": "https://evil.example"})
            form = await http.post(address, content=b"a=b", headers={"Content-Type": "text/plain"})
            huge = await http.post(address, content=b" " * 5_000_000, headers=HEADERS)
    assert (foreign.status_code, page.status_code) == (421, 403)
    assert form.status_code >= 400
    assert huge.status_code == 413


def test_open_door__reachable_from_other_machines__then_needs_a_token() -> None:
    for host in ("0.0.0.0", "::"):
        with pytest.raises(UsageError, match="PLANPROOF_MCP_TOKEN is not set"):
            open_door(host, 0, "")
    with pytest.raises(UsageError, match="too short"):
        open_door("127.0.0.1", 0, "short")
    with open_door("0.0.0.0", 0, TOKEN) as door:
        assert door.getsockname()[1] > 0


def test_open_door__taken_port_or_no_address__then_one_line() -> None:
    with open_door("127.0.0.1", 0, "") as door:
        port = door.getsockname()[1]
        with pytest.raises(EnvironmentFault, match=f"can't listen on 127.0.0.1:{port}"):
            open_door("127.0.0.1", port, "")
    with pytest.raises(EnvironmentFault, match="is no address"):
        open_door("no.such.host.invalid", 0, "")
    with open_door("localhost", 0, "") as door:
        assert door.family in (socket.AF_INET, socket.AF_INET6)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--host", "0.0.0.0"], "PLANPROOF_MCP_TOKEN is not set"),
        (["--port", "99999"], "no number from 0 to 65535"),
        (["--port", "http"], "no number from 0 to 65535"),
    ],
)
def test_planproof_mcp__door_that_must_stay_shut__then_exit_2(
    tmp_path: Path, arguments: list[str], message: str
) -> None:
    ran = subprocess.run(
        [sys.executable, "-m", "planproof", "mcp", "--http", *arguments],
        cwd=tmp_path,
        env=environment(),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert ran.returncode == 2
    assert message in ran.stderr
    assert "Traceback" not in ran.stderr
