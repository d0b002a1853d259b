"""Clients of the official SDK, connected to a server: a process of its own, or within this one."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any

import httpx2
from mcp import Client, StdioServerParameters
from mcp.client.streamable_http import streamable_http_client
from mcp.types import CallToolResult

import planproof
from planproof.mcp.budget import form_tokens
from planproof.mcp.server import build_server
from planproof.tokens import count_tokens
from tests.proof.small_project import own_path

SOURCE = Path(planproof.__file__).resolve().parents[1]

__all__ = [
    "SOURCE",
    "environment",
    "http_server",
    "in_process",
    "over_http",
    "over_stdio",
    "said",
    "told",
    "wire_tokens",
]


def environment(**more: str) -> dict[str, str]:
    """What a server process sees: nothing of planproof's that this process was given."""
    kept = {name: text for name, text in os.environ.items() if not name.startswith(("PLANPROOF", "CI", "GIT_"))}
    return {**kept, "PATH": own_path(), "PYTHONPATH": str(SOURCE), **more}


@asynccontextmanager
async def over_stdio(root: Path, *, mode: Any = "auto", **more: str) -> AsyncIterator[Client]:
    """A client of a server that it has started as a process."""
    arguments = ["-m", "planproof", "mcp", "--root", str(root)]
    started = StdioServerParameters(command=sys.executable, args=arguments, env=environment(**more), cwd=str(root))
    async with Client(started, mode=mode) as client:
        yield client


@asynccontextmanager
async def in_process(root: Path) -> AsyncIterator[Client]:
    """A client of a server in this process: the same server, no transport."""
    async with Client(build_server(root)) as client:
        yield client


@contextmanager
def http_server(root: Path, **more: str) -> Iterator[str]:
    """The address of a server process that listens on a free port of the loopback."""
    arguments = [sys.executable, "-m", "planproof", "mcp", "--root", str(root), "--http", "--port", "0"]
    process = subprocess.Popen(arguments, env=environment(**more), stderr=subprocess.PIPE, text=True)
    try:
        assert process.stderr
        line = process.stderr.readline()
        found = re.search(r"http://127\.0\.0\.1:[0-9]+/mcp", line)
        assert found, line
        yield found[0]
    finally:
        process.terminate()
        process.communicate(timeout=30)


@asynccontextmanager
async def over_http(address: str, token: str = "") -> AsyncIterator[Client]:
    """A client of a server that listens."""
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    async with (
        httpx2.AsyncClient(headers=headers, timeout=60) as http,
        Client(streamable_http_client(address, http_client=http)) as client,
    ):
        yield client


def told(result: CallToolResult) -> str:
    """The text of a reply."""
    (block,) = result.content
    assert block.type == "text"
    return block.text


def said(result: CallToolResult) -> Mapping[str, Any]:
    """The structured content of a reply that is no error."""
    assert not result.is_error, told(result)
    assert result.structured_content is not None
    return result.structured_content


def wire_tokens(result: CallToolResult) -> int:
    """What the dearer form of a reply costs, counted anew from what came over the wire."""
    blocks = [{"type": block.type, "text": told(result)} for block in result.content]
    block_text = json.dumps(blocks, ensure_ascii=False, separators=(",", ":"))
    if result.structured_content is None:
        return count_tokens(block_text)
    data = json.dumps(result.structured_content, ensure_ascii=False, separators=(",", ":"))
    assert max(count_tokens(block_text), count_tokens(data)) == form_tokens(result.structured_content, told(result))
    return max(count_tokens(block_text), count_tokens(data))
