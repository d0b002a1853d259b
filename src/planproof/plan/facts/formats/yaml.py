"""YAML with lines, built from the parser's events, so that nothing is constructed: tags are passed over, scalars stay text.

An alias is the node that its anchor names, shared and not copied, so that a bomb of aliases stays as small as its text; `<<` takes
the members of another table over, as YAML 1.1 has it and compose files use it. Deep nesting ends the reading early.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from planproof.errors import PlanproofError
from planproof.plan.facts.formats.node import DEPTH_MAX, NODES_MAX, Node

__all__ = ["read_yaml"]


def read_yaml(path: str, text: str) -> list[Node]:
    """The documents of a file.

    Raises:
        PlanproofError: it is no YAML, with the line where it stops being it; or it nests too deep or is too large.
    """
    import yaml  # only where there is YAML

    documents: list[Node] = []
    builder = _Builder(path)
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        for event in yaml.parse(text, Loader=loader):
            node = builder.take(event)
            if node is not None:
                documents.append(node)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        cause = getattr(error, "problem", None) or str(error).split("\n")[0]
        place = f"{path}:{mark.line + 1}" if mark else path
        raise PlanproofError(f"is no YAML: {cause}", place=place) from error
    return documents


class _Builder:
    """Takes the events of a file, one after the other."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._stack: list[tuple[Node, list[Node] | None]] = []
        self._anchors: dict[str, Node] = {}
        self._count = 0

    def take(self, event: Any) -> Node | None:
        """Goes on by one event; the document's root when the event ends it."""
        import yaml

        line = event.start_mark.line + 1
        if isinstance(event, yaml.ScalarEvent):
            return self._add(Node(line, event.value), event.anchor)
        if isinstance(event, yaml.AliasEvent):
            return self._add(self._anchors.get(event.anchor) or Node(line), None)
        if isinstance(event, yaml.MappingStartEvent | yaml.SequenceStartEvent):
            node = Node(line)
            if event.anchor:
                self._anchors[event.anchor] = node
            # The second of the pair collects keys and values of a table in turn.
            self._stack.append((node, [] if isinstance(event, yaml.MappingStartEvent) else None))
            if len(self._stack) > DEPTH_MAX:
                raise PlanproofError("is nested too deep: not read", place=f"{self._path}:{line}")
            return None
        if isinstance(event, yaml.MappingEndEvent | yaml.SequenceEndEvent):
            node, members = self._stack.pop()
            if members is not None:
                node.items = dict(_members(members))
            return self._add(node, None)
        return None

    def _add(self, node: Node, anchor: str | None) -> Node | None:
        """Puts a finished node where it belongs; the node itself when it is a document's root."""
        self._count += 1
        if self._count > NODES_MAX:
            raise PlanproofError(f"has more than {NODES_MAX} values: not read", place=f"{self._path}:{node.line}")
        if anchor:
            self._anchors[anchor] = node
        if not self._stack:
            return node
        parent, members = self._stack[-1]
        (parent.elements if members is None else members).append(node)
        return None


def _members(nodes: list[Node]) -> Iterator[tuple[str, Node]]:
    """Keys with their values, those that `<<` takes over first, so that a table's own members win."""
    pairs = list(zip(nodes[::2], nodes[1::2], strict=False))
    for key, value in pairs:
        if key.text == "<<":
            for taken in value.elements or [value]:
                yield from taken.items.items()
    for key, value in pairs:
        if key.text != "<<":
            # A value stands where its key stands, also when its block begins a line later; what it holds is shared, not copied.
            yield key.text, Node(key.line, value.text, value.items, value.elements)
