"""Serves planproof's tools to coding agents over the Model Context Protocol.

    planproof mcp                                  over standard input and output; agents start it themselves
    planproof mcp --http                           streamable HTTP at http://127.0.0.1:8931/mcp
    planproof mcp --http --host 0.0.0.0            needs PLANPROOF_MCP_TOKEN; clients send it as a bearer token
    planproof mcp --list-tools                     the names of the tools

The tools do what the verbs do, each reply within a budget of tokens (docs/guide/mcp.md). They take ids, never a command line; a
plan's commands run only after `planproof trust`. Everything stays inside --root. Needs the extra planproof[mcp].
"""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from planproof.cli.face import Face
from planproof.config import find_root
from planproof.errors import ToolMissing, UsageError

__all__ = ["configure", "run"]

_PACKAGES = ("anyio", "mcp", "mcp_types", "pydantic", "starlette", "uvicorn")  # of the extra


def configure(parser: argparse.ArgumentParser) -> None:
    """Adds the verb's arguments."""
    parser.add_argument("--root", metavar="DIR", default="", help="the project (default: as --project)")
    parser.add_argument("--http", action="store_true", help="streamable HTTP instead of standard input and output")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: 127.0.0.1)")
    parser.add_argument("--port", default="8931", metavar="N", help="port (default: 8931; 0 for any that is free)")
    parser.add_argument("--list-tools", action="store_true", help="print the names of the tools and end")


def run(arguments: argparse.Namespace, face: Face) -> int:
    """Serves until the client goes away or the process is ended, or lists the tools."""
    try:
        return _run(arguments, face)
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in _PACKAGES:
            raise
        raise ToolMissing("the MCP SDK is not installed", hint="pip install 'planproof[mcp]'") from error


def _run(arguments: argparse.Namespace, face: Face) -> int:
    root, port = _root(arguments), _port(arguments.port)
    from planproof.mcp.tools import TOOLS  # pydantic comes with it, so only this verb waits for that

    if arguments.list_tools:
        for name in sorted(TOOLS):
            face.line(name)
        face.document("mcp", {"tools": [{"name": tool.name, "title": tool.title} for tool in TOOLS.values()]})
    elif arguments.http:
        _serve_http(root, arguments.host, port, face)
    else:
        from planproof.mcp.serve import serve_stdio

        if face.interactive:
            face.note(f"serving {root} over standard input and output, as agents start it; Ctrl-C ends it")
        serve_stdio(root)
    return 0


def _serve_http(root: Path, host: str, port: int, face: Face) -> None:
    from planproof.mcp.http import TOKEN_VARIABLE, open_door, serve_http

    token = os.environ.get(TOKEN_VARIABLE, "")
    with open_door(host, port, token) as door:
        name = f"[{host}]" if ":" in host else host
        guarded = f", guarded by {TOKEN_VARIABLE}" if token else ""
        face.note(f"serving {root} at http://{name}:{door.getsockname()[1]}/mcp{guarded}")
        serve_http(root, door, host, token)


def _port(text: str) -> int:
    if not text.isdecimal() or len(text) > 5 or int(text) > 65_535:
        raise UsageError(f"--port {text}: no number from 0 to 65535", hint="--port 8931 is the default")
    return int(text)


def _root(arguments: argparse.Namespace) -> Path:
    if not arguments.root:
        return find_root(Path(arguments.project))
    folder = Path(arguments.root)
    if not folder.is_dir():
        raise UsageError(f"--root {arguments.root}: no such folder", hint="name the folder of a project")
    return folder.resolve()
