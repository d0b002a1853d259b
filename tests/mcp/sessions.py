"""Clients of the official SDK, connected to a server: a process of its own, or within this one."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from mcp import Client, StdioServerParameters
from mcp.types import CallToolResult

import planproof
from planproof.mcp.budget import form_tokens
from planproof.mcp.server import build_server
from planproof.tokens import count_tokens
from tests.proof.small_project import own_path

SOURCE = Path(planproof.__file__).resolve().parents[1]

__all__ = ["environment", "in_process", "over_stdio", "said", "told", "wire_tokens"]


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
