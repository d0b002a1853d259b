"""Runs the server over the standard streams of this process; `planproof.mcp.http` has the other transport."""

from __future__ import annotations

import signal
from pathlib import Path

import anyio
from mcp.server.stdio import stdio_server

from planproof.mcp.server import build_server

__all__ = ["serve_stdio"]


def serve_stdio(root: Path) -> None:
    """Serves the client that started this process, until it closes standard input or a signal ends the process."""
    # A thread waits for standard input and nothing can wake it, so an orderly end would wait for one more line. Commands that
    # run are ended by what watches them, as after any other signal.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    anyio.run(_stdio, root)


async def _stdio(root: Path) -> None:
    server = build_server(root)
    async with stdio_server() as (reading, writing):
        await server.run(reading, writing, server.create_initialization_options())
