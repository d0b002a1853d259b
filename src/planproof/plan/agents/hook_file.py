"""Adds entries to the hooks of a JSON file and takes them out again; every other byte stays.

    before                       after                                       taken out again
    {"a": 1}                     {"a": 1,⏎  "hooks": {…}}                    {"a": 1}
    {"hooks": {"Stop": []}}      {"hooks": {"Stop": [⏎      {…}]}}           {"hooks": {"Stop": []}}

What is added goes directly behind the last value, or, where there is none, directly before the closing bracket. So a
bracket that touches our entry was there before us and stays; one on a line of its own came with us and goes with us.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from planproof.errors import EnvironmentFault
from planproof.plan.agents.json_text import JsonNode, read_json_text
from planproof.plan.agents.model import HookEntry, HookFile

__all__ = ["added_hooks", "called_in", "has_hooks", "new_hook_file", "removed_hooks"]

_INDENT = re.compile(r"[{\[]\r?\n([ \t]+)")
_COMMAND = re.compile(r'"[^"\n]*( hook (?:session-start|stop) --agent [a-z]+)"')
_IN_GROUP = 6  # nodes from the root to a handler: file, hooks, event, group, its list, handler


def new_hook_file(part: HookFile) -> str:
    """The text of the file where there was none."""
    return _rendered({**part.head, "hooks": _events(part)}, "  ", "", "\n") + "\n"


def added_hooks(text: str, part: HookFile) -> str:
    """The text with every entry in it; as it was where they are there already.

    Raises:
        EnvironmentFault: it isn't JSON, or what stands at a place of ours is of another kind.
    """
    for entry in part.entries:
        text = _with_entry(text, part, entry)
    return text


def has_hooks(text: str, part: HookFile) -> bool:
    """Whether any entry of ours is in the text."""
    root = read_json_text(text, part.path, comments=part.comments)
    return any(_ours(root, entry) for entry in part.entries)


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
    if _anonymous(text.replace("\r\n", "\n")) == _anonymous(new_hook_file(part)):
        return None
    for entry in part.entries:
        while path := _ours(read_json_text(text, part.path, comments=part.comments), entry):
            text = _without(text, path)
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
    _expect(root, "object", text, part.path, "the file")
    unit, newline = _unit(text), "\r\n" if "\r\n" in text else "\n"
    if path := _ours(root, entry):
        return _refreshed(text, path, entry, unit, newline)
    hooks = root.get("hooks")
    if hooks is None:
        return _inserted(text, root, f'"hooks": {_rendered(_events(part), unit, unit, newline)}', unit, newline)
    _expect(hooks, "object", text, part.path, "hooks")
    event = hooks.get(entry.event)
    if event is None:
        whole = f"{json.dumps(entry.event)}: {_rendered([entry.value], unit, unit * 2, newline)}"
        return _inserted(text, hooks, whole, unit * 2, newline)
    _expect(event, "list", text, part.path, f"hooks.{entry.event}")
    return _inserted(text, event, _rendered(entry.value, unit, unit * 3, newline), unit * 3, newline)


def _refreshed(text: str, path: tuple[JsonNode, ...], entry: HookEntry, unit: str, newline: str) -> str:
    """The text with our entry as it is today, when it was another; the rest of its group may be somebody else's."""
    node, depth = path[-1], len(path) - 1
    wanted = entry.value["hooks"][0] if len(path) == _IN_GROUP else entry.value
    if _value(text, node) == wanted:
        return text
    return text[: node.start] + _rendered(wanted, unit, unit * depth, newline) + text[node.end :]


def _value(text: str, node: JsonNode) -> Any:
    try:
        return json.loads(text[node.start : node.end])
    except ValueError:  # comments inside of our own entry: somebody has edited it
        return None


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


def _without(text: str, path: tuple[JsonNode, ...]) -> str:
    """The text without the object at the end of the path, and without what was only made to hold it."""
    while len(path) > 1:
        container = path[-2]
        if len(container.items) > 1:
            return _cut(text, container, path[-1])
        in_group = len(path) == _IN_GROUP
        if not in_group and (len(path) == 2 or text[path[-1].end : container.end - 1] == ""):
            return _cut(text, container, path[-1])
        path = path[:-2] if in_group else path[:-1]
    return text


def _cut(text: str, container: JsonNode, node: JsonNode) -> str:
    """The text without one item of a container, with its key and the comma that parted it from its neighbours."""
    position = container.items.index(node)
    start = container.keys[position].start if container.keys else node.start
    if position:
        before = container.items[position - 1].end
        gap = text[before:start]
        return text[: before if gap.strip() == "," else start] + text[node.end :]
    if len(container.items) > 1:
        following = container.keys[1].start if container.keys else container.items[1].start
        return text[:start] + text[following:]
    lead = re.search(r"\r?\n[ \t]*\Z", text[container.start + 1 : start])
    return text[: start - len(lead[0]) if lead else start] + text[node.end :]


def _inserted(text: str, container: JsonNode, addition: str, indent: str, newline: str) -> str:
    if container.items:
        at = container.items[-1].end
        return f"{text[:at]},{newline}{indent}{addition}{text[at:]}"
    at = container.end - 1
    return f"{text[:at]}{newline}{indent}{addition}{text[at:]}"


def _rendered(value: Any, unit: str, indent: str, newline: str) -> str:
    """JSON over several lines, all but the first indented."""
    return json.dumps(value, indent=unit, ensure_ascii=False).replace("\n", newline + indent)


def _unit(text: str) -> str:
    """One step of indentation as the file has it; two spaces where it shows none."""
    found = _INDENT.search(text)
    return found[1] if found else "  "


def _expect(node: JsonNode, kind: str, text: str, path: str, what: str) -> None:
    if node.kind != kind:
        line = text.count("\n", 0, node.start) + 1
        column = node.start - (text.rfind("\n", 0, node.start) + 1) + 1
        raise EnvironmentFault(
            f"{what} should be {'an object' if kind == 'object' else 'a list'}",
            place=f"{path}:{line}:{column}",
            hint="correct the file and run again; nothing was written",
        )
