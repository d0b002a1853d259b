"""Changes JSON text in one spot: an item behind the last one, or taken out with what was only made to hold it.

What is added goes directly behind the last value, or, where there is none, directly before the closing bracket. So a
bracket that touches our entry was there before us and stays; one on a line of its own came with us and goes with us.
"""

from __future__ import annotations

import json
import re
from typing import Any

from planproof.errors import EnvironmentFault
from planproof.plan.agents.json_text import JsonNode

__all__ = ["expect", "inserted", "rendered", "unit_of", "value_of", "without"]

_INDENT = re.compile(r"[{\[]\r?\n([ \t]+)")
_IN_GROUP = 6  # nodes from the root to a handler: file, hooks, event, group, its list, handler


def inserted(text: str, container: JsonNode, addition: str, indent: str, newline: str) -> str:
    """The text with one more item in a container, on a line of its own."""
    if container.items:
        at = container.items[-1].end
        return f"{text[:at]},{newline}{indent}{addition}{text[at:]}"
    at = container.end - 1
    return f"{text[:at]}{newline}{indent}{addition}{text[at:]}"


def without(text: str, path: tuple[JsonNode, ...]) -> str:
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


def rendered(value: Any, unit: str, indent: str, newline: str) -> str:
    """JSON over several lines, all but the first indented."""
    return json.dumps(value, indent=unit, ensure_ascii=False).replace("\n", newline + indent)


def unit_of(text: str) -> str:
    """One step of indentation as the file has it; two spaces where it shows none."""
    found = _INDENT.search(text)
    return found[1] if found else "  "


def value_of(text: str, node: JsonNode) -> Any:
    """What a node says; None where it holds comments."""
    try:
        return json.loads(text[node.start : node.end])
    except ValueError:  # comments inside of our own entry: somebody has edited it
        return None


def expect(node: JsonNode, kind: str, text: str, path: str, what: str) -> None:
    """Refuses a value of another kind.

    Raises:
        EnvironmentFault: with its place.
    """
    if node.kind != kind:
        line = text.count("\n", 0, node.start) + 1
        column = node.start - (text.rfind("\n", 0, node.start) + 1) + 1
        raise EnvironmentFault(
            f"{what} should be {'an object' if kind == 'object' else 'a list'}",
            place=f"{path}:{line}:{column}",
            hint="correct the file and run again; nothing was written",
        )


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
