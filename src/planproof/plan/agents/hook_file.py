"""Adds entries to the hooks of a JSON file and takes them out again; every other byte stays.

    before                       after                                       taken out again
    {"a": 1}                     {"a": 1,⏎  "hooks": {…}}                    {"a": 1}
    {"hooks": {"Stop": []}}      {"hooks": {"Stop": [⏎      {…}]}}           {"hooks": {"Stop": []}}

`json_edit.py` says where what is added goes, and what goes with it when it is taken out. The MCP server of `server_entry.py` may
stand in the same file.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from planproof.plan.agents.json_edit import expect, inserted, rendered, unit_of, value_of, without
from planproof.plan.agents.json_text import JsonNode, read_json_text
from planproof.plan.agents.model import HookEntry, HookFile
from planproof.plan.agents.server_entry import added_server, has_server, removed_server, server_file

__all__ = ["added_hooks", "called_in", "has_hooks", "new_hook_file", "removed_hooks"]

_COMMAND = re.compile(r'"[^"\n]*( hook (?:session-start|stop) --agent [a-z]+)"')
_IN_GROUP = 6  # nodes from the root to a handler: file, hooks, event, group, its list, handler


def new_hook_file(part: HookFile) -> str:
    """The text of the file where there was none."""
    hooks = {"hooks": _events(part)} if part.entries else {}
    return rendered({**part.head, **hooks, **server_file(part.server)}, "  ", "", "\n") + "\n"


def added_hooks(text: str, part: HookFile) -> str:
    """The text with every entry in it; as it was where they are there already.

    Raises:
        EnvironmentFault: it isn't JSON, or what stands at a place of ours is of another kind.
    """
    for entry in part.entries:
        text = _with_entry(text, part, entry)
    return added_server(text, part.server, part.path, comments=part.comments) if part.server else text


def has_hooks(text: str, part: HookFile) -> bool:
    """Whether any entry of ours is in the text."""
    root = read_json_text(text, part.path, comments=part.comments)
    return any(_ours(root, entry) for entry in part.entries) or has_server(root, text, part.server)


def called_in(text: str, part: HookFile) -> str:
    """What planproof is called by in our entries, `uv run planproof`; empty when there is none."""
    root = read_json_text(text, part.path, comments=part.comments)
    for entry in part.entries:
        for node in path[-1].items if (path := _ours(root, entry)) else ():
            if node.text.endswith(entry.mark):
                return node.text.removesuffix(entry.mark).strip()
    return ""


def removed_hooks(text: str, part: HookFile) -> str | None:
    """The text without our entries; None when the file is as `new_hook_file` wrote it and should go.

    Raises:
        EnvironmentFault: it isn't JSON.
    """
    if part.server:
        as_new = added_server(text, part.server, part.path, comments=part.comments)
        own = _anonymous(as_new.replace("\r\n", "\n")) == _anonymous(new_hook_file(part))
        text = removed_server(text, part.server, part.path, comments=part.comments)
    else:
        own = _anonymous(text.replace("\r\n", "\n")) == _anonymous(new_hook_file(part))
    if own:
        return None
    for entry in part.entries:
        while path := _ours(read_json_text(text, part.path, comments=part.comments), entry):
            text = without(text, path)
    return text


def _anonymous(text: str) -> str:
    """The text with our commands as they are where nobody asked for another way to call planproof."""
    return _COMMAND.sub(r'"planproof\1"', text)


def _events(part: HookFile) -> dict[str, list[Mapping[str, Any]]]:
    events: dict[str, list[Mapping[str, Any]]] = {}
    for entry in part.entries:
        events.setdefault(entry.event, []).append(entry.value)
    return events


def _with_entry(text: str, part: HookFile, entry: HookEntry) -> str:
    root = read_json_text(text, part.path, comments=part.comments)
    expect(root, "object", text, part.path, "the file")
    unit, newline = unit_of(text), "\r\n" if "\r\n" in text else "\n"
    if path := _ours(root, entry):
        return _refreshed(text, path, entry, unit, newline)
    hooks = root.get("hooks")
    if hooks is None:
        return inserted(text, root, f'"hooks": {rendered(_events(part), unit, unit, newline)}', unit, newline)
    expect(hooks, "object", text, part.path, "hooks")
    event = hooks.get(entry.event)
    if event is None:
        whole = f"{json.dumps(entry.event)}: {rendered([entry.value], unit, unit * 2, newline)}"
        return inserted(text, hooks, whole, unit * 2, newline)
    expect(event, "list", text, part.path, f"hooks.{entry.event}")
    return inserted(text, event, rendered(entry.value, unit, unit * 3, newline), unit * 3, newline)


def _refreshed(text: str, path: tuple[JsonNode, ...], entry: HookEntry, unit: str, newline: str) -> str:
    """The text with our entry as it is today, when it was another; the rest of its group may be somebody else's."""
    node, depth = path[-1], len(path) - 1
    wanted = entry.value["hooks"][0] if len(path) == _IN_GROUP else entry.value
    if value_of(text, node) == wanted:
        return text
    return text[: node.start] + rendered(wanted, unit, unit * depth, newline) + text[node.end :]


def _ours(root: JsonNode, entry: HookEntry) -> tuple[JsonNode, ...]:
    """The way from the root to the object that holds our command; empty when there is none."""
    hooks = root.get("hooks")
    event = hooks.get(entry.event) if hooks else None
    if hooks is None or event is None:
        return ()
    for group in event.items:
        if _says(group, entry.mark):
            return root, hooks, event, group
        handlers = group.get("hooks")
        for handler in handlers.items if handlers else ():
            if handlers and _says(handler, entry.mark):
                return root, hooks, event, group, handlers, handler
    return ()


def _says(node: JsonNode, mark: str) -> bool:
    """Whether a direct value of the object is a command of ours."""
    return any(item.kind == "string" and item.text.endswith(mark) and "planproof" in item.text for item in node.items)
