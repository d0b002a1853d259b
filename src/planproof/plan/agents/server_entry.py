"""The MCP server in an agent's JSON file: one member below `mcpServers`, or whatever that agent calls it.

    {"mcpServers": {"planproof": {"command": "uv", "args": ["run", "planproof", "mcp"]}}}

A server called `planproof` that doesn't run `planproof … mcp` is somebody else's and stays.
"""

from __future__ import annotations

from typing import Any

from planproof.plan.agents.json_edit import expect, inserted, rendered, unit_of, value_of, without
from planproof.plan.agents.json_text import JsonNode, read_json_text
from planproof.plan.agents.model import ServerEntry

__all__ = ["added_server", "has_server", "removed_server", "server_entry", "server_file"]

_NAME = "planproof"


def server_entry(key: str, command: str, *, root: str = "", kind: str = "") -> ServerEntry:
    """The entry that has an agent start `planproof mcp`.

    Args:
        key: of the object that holds the servers.
        command: by which this project calls planproof, `uv run planproof`.
        root: what stands for the project's folder in that agent's file; empty where it starts servers there.
        kind: of the transport, where that agent wants it named.
    """
    first, *rest = command.split() or [_NAME]
    arguments = [*rest, "mcp", *(["--root", root] if root else [])]
    value: dict[str, Any] = {"type": kind} if kind else {}
    return ServerEntry(key, {**value, "command": first, "args": arguments})


def server_file(server: ServerEntry | None) -> dict[str, Any]:
    """The members of a new file."""
    return {server.key: {_NAME: server.value}} if server else {}


def has_server(root: JsonNode, text: str, server: ServerEntry | None) -> bool:
    """Whether our entry is there, as it is today or was once."""
    return bool(server and _ours(root, text, server))


def added_server(text: str, server: ServerEntry, path: str, *, comments: bool) -> str:
    """The text with the entry as it is today; as it was where somebody else's server has the name.

    Raises:
        EnvironmentFault: it isn't JSON, or what stands at our place is of another kind.
    """
    root = read_json_text(text, path, comments=comments)
    expect(root, "object", text, path, "the file")
    unit, newline = unit_of(text), "\r\n" if "\r\n" in text else "\n"
    servers = root.get(server.key)
    if servers is None:
        whole = f'"{server.key}": {rendered({_NAME: server.value}, unit, unit, newline)}'
        return inserted(text, root, whole, unit, newline)
    expect(servers, "object", text, path, server.key)
    if found := _ours(root, text, server):
        entry = found[-1]
        if value_of(text, entry) == server.value:
            return text
        return text[: entry.start] + rendered(server.value, unit, unit * 2, newline) + text[entry.end :]
    if servers.get(_NAME):
        return text
    return inserted(text, servers, f'"{_NAME}": {rendered(server.value, unit, unit * 2, newline)}', unit * 2, newline)


def removed_server(text: str, server: ServerEntry, path: str, *, comments: bool) -> str:
    """The text without our entry.

    Raises:
        EnvironmentFault: it isn't JSON.
    """
    found = _ours(read_json_text(text, path, comments=comments), text, server)
    return without(text, found) if found else text


def _ours(root: JsonNode, text: str, server: ServerEntry) -> tuple[JsonNode, ...]:
    """The way from the root to our entry; empty when there is none."""
    servers = root.get(server.key)
    entry = servers.get(_NAME) if servers else None
    if servers is None or entry is None:
        return ()
    value = value_of(text, entry)
    arguments = value.get("args") if isinstance(value, dict) else None
    if not isinstance(arguments, list) or "mcp" not in arguments:
        return ()
    words = [value.get("command"), *arguments]
    return (root, servers, entry) if any(isinstance(word, str) and _NAME in word for word in words) else ()
