"""Streamable HTTP: one server for several clients, on this machine unless a token guards it.

POST /mcp    Host and Origin are checked on loopback (no page in a browser can reach it by another name)
             Authorization: Bearer TOKEN, once PLANPROOF_MCP_TOKEN is set; always beyond loopback
"""

from __future__ import annotations

import hmac
import ipaddress
import socket
from pathlib import Path

import uvicorn
from starlette.types import ASGIApp, Receive, Scope, Send

from planproof.errors import EnvironmentFault, UsageError
from planproof.mcp.server import build_server

__all__ = ["LEAST_TOKEN_CHARACTERS", "TOKEN_VARIABLE", "http_application", "open_door", "serve_http"]

TOKEN_VARIABLE = "PLANPROOF_MCP_TOKEN"
LEAST_TOKEN_CHARACTERS = 16
_PATH = "/mcp"
_SHUTDOWN_S = 3
_REFUSED = b'{"error":"invalid_token","error_description":"send Authorization: Bearer with the token of this server"}'


def serve_http(root: Path, door: socket.socket, host: str, token: str) -> None:
    """Serves until the process is told to end.

    Args:
        root: of the project.
        door: from `open_door`.
        host: as it was given, for the check of Host headers.
        token: that clients have to send; empty for none.
    """
    settings = uvicorn.Config(
        http_application(root, host, token),
        log_level="warning",
        access_log=False,
        lifespan="on",
        timeout_graceful_shutdown=_SHUTDOWN_S,
        server_header=False,
    )
    uvicorn.Server(settings).run(sockets=[door])


def http_application(root: Path, host: str, token: str) -> ASGIApp:
    """The application that answers at `/mcp`, behind its token where there is one."""
    application = build_server(root).streamable_http_app(streamable_http_path=_PATH, host=host)
    return _Guarded(application, token) if token else application


def open_door(host: str, port: int, token: str) -> socket.socket:
    """The socket to listen on.

    Args:
        host: an address or a name of this machine.
        port: 0 for any that is free.
        token: what guards it, empty for nothing.

    Raises:
        UsageError: it would be open to other machines without a token, or the token is too short.
        EnvironmentFault: that address can't be had.
    """
    if token and len(token) < LEAST_TOKEN_CHARACTERS:
        hint = f"at least {LEAST_TOKEN_CHARACTERS} characters: openssl rand -hex 32"
        raise UsageError(f"{TOKEN_VARIABLE} is too short to guard anything", hint=hint)
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
    except (OSError, UnicodeError) as error:
        raise EnvironmentFault(f"{host} is no address: {error}", hint="--host 127.0.0.1 is the default") from error
    if not token and not ipaddress.ip_address(address[0]).is_loopback:
        hint = f"set {TOKEN_VARIABLE} (openssl rand -hex 32), or leave out --host"
        raise UsageError(f"{host} can be reached from other machines, and {TOKEN_VARIABLE} is not set", hint=hint)
    door = socket.socket(family, kind, protocol)
    door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        door.bind(address)
        door.listen()  # who reads the address may call at once, and is answered when the server has come up
    except OSError as error:
        door.close()
        raise EnvironmentFault(
            f"can't listen on {host}:{port}: {error.strerror}", hint="--port names another"
        ) from error
    return door


class _Guarded:
    """Lets through what carries the token, and the application's own start and end."""

    def __init__(self, application: ASGIApp, token: str) -> None:
        self._application = application
        self._wanted = f"Bearer {token}".encode()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._application(scope, receive, send)
            return
        given = [value for name, value in scope.get("headers", ()) if name.lower() == b"authorization"]
        if scope["type"] == "http" and len(given) == 1 and hmac.compare_digest(given[0], self._wanted):
            await self._application(scope, receive, send)
            return
        headers = [(b"content-type", b"application/json"), (b"www-authenticate", b"Bearer")]
        await send({"type": "http.response.start", "status": 401, "headers": headers})
        await send({"type": "http.response.body", "body": _REFUSED})
