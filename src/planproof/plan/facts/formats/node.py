"""A value of a configuration file and the line it stands on, the same for TOML, YAML, JSON and INI.

    [tool.ruff]             Node(1, items={"tool": Node(1, items={"ruff": Node(1, items={"line-length": Node(2, "120")})})})
    line-length = 120

Scalars stay text as written (`3.10` isn't 3.1, `on` isn't true), since facts are shown and compared as text.
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

__all__ = ["DEPTH_MAX", "EMPTY", "NODES_MAX", "Node"]

DEPTH_MAX = 64  # nobody nests configuration deeper, and some parsers take quadratic time or overflow when somebody does
NODES_MAX = 200_000  # of one file; what is larger was written by a program


class Node(msgspec.Struct):
    """One value.

    Attributes:
        line: where it stands, from 1.
        text: a scalar as written; empty for a table or a list.
        items: members of a table, in order; their line is that of the key.
        elements: elements of a list, in order.
    """

    line: int = 1
    text: str = ""
    items: dict[str, Node] = msgspec.field(default_factory=dict)
    elements: list[Node] = msgspec.field(default_factory=list)

    def at(self, *keys: str) -> Node:
        """The member at a path of keys; EMPTY, which is false, when there is none."""
        node = self
        for key in keys:
            found = node.items.get(key)
            if found is None:
                return EMPTY
            node = found
        return node

    def each(self) -> Iterator[Node]:
        """The elements of a list; a scalar as the list of itself, as many formats allow it."""
        if self.elements:
            yield from self.elements
        elif self.text:
            yield self

    def texts(self) -> list[str]:
        """The texts of `each`, empty ones left out."""
        return [node.text for node in self.each() if node.text]

    def flat(self) -> str:
        """The value on one line: a scalar as it is, a list or the keys of a table joined by `, `."""
        if self.elements:
            return ", ".join(node.text or node.flat() if not node.elements else "[…]" for node in self.elements)
        return self.text or ", ".join(self.items)

    def __bool__(self) -> bool:
        return self is not EMPTY


EMPTY = Node()
