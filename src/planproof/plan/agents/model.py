"""The three kinds of things that planproof writes for an agent.

OwnFile     a file that is ours from the first byte to the last; sealed, so that a person's edit is seen and kept
Section     lines of ours between markers in a file that belongs to somebody else
HookFile    entries of ours in a JSON file that belongs to somebody else: hooks, and the MCP server
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

__all__ = ["HookEntry", "HookFile", "OwnFile", "Part", "Section", "ServerEntry"]


class OwnFile(msgspec.Struct, frozen=True, gc=False):
    """A whole file.

    Attributes:
        path: from the project's root.
        text: what it says, without its seal; ends with a newline.
    """

    path: str
    text: str


class Section(msgspec.Struct, frozen=True, gc=False):
    """Lines between markers in a Markdown or TOML file.

    Attributes:
        path: from the project's root.
        body: what stands between the markers; ends with a newline.
        is_toml: whether the markers stand in TOML comments.
    """

    path: str
    body: str
    is_toml: bool = False


class HookEntry(msgspec.Struct, frozen=True):
    """One hook.

    Attributes:
        event: the agent's name for the moment, `Stop`.
        value: what is added to the list of that event.
        mark: how our command ends, `hook stop --agent claude`; by this an entry of ours is known.
    """

    event: str
    value: Mapping[str, Any]
    mark: str


class ServerEntry(msgspec.Struct, frozen=True):
    """The MCP server; made by `server_entry`.

    Attributes:
        key: of the object that holds an agent's servers, `mcpServers`.
        value: what stands there under our name.
    """

    key: str
    value: Mapping[str, Any]


class HookFile(msgspec.Struct, frozen=True):
    """Hooks, the MCP server, or both in a JSON file.

    Attributes:
        path: from the project's root.
        entries: what is added below `hooks`.
        head: what a new file says before its hooks, `{"version": 1}`.
        comments: whether the agent reads JSON with comments and trailing commas there.
        server: the MCP server, where the agent looks for it in this file.
    """

    path: str
    entries: tuple[HookEntry, ...]
    head: Mapping[str, Any] = {}
    comments: bool = False
    server: ServerEntry | None = None

    @property
    def what(self) -> str:
        """What of ours is in it, for a person."""
        hooks, server = "two hooks" if self.entries else "", "the MCP server" if self.server else ""
        return " and ".join(filter(None, (hooks, server)))


Part = OwnFile | Section | HookFile
