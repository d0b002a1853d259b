"""INI as Python's tools and editors write it: sections, `key = value`, values that go on in indented lines.

Source: configparser, "Supported INI File Structure"; EditorConfig specification 0.17. A value's lines are the elements of its node.
"""

from __future__ import annotations

import re

from planproof.plan.facts.formats.node import Node

__all__ = ["read_ini"]

_SECTION = re.compile(r"\[(.+)\]\s*(?:[;#].*)?$")
_KEY = re.compile(r"([^\s=:\[#;][^=:]*?)\s*[=:]\s*(.*)$")


def read_ini(text: str) -> Node:
    """Sections by name, keys in lower case in them; keys before the first section are in the section ``.

    Never raises: a line that is neither is passed over.
    """
    root = Node()
    section = key = Node()
    root.items[""] = section
    for number, line in enumerate(text.split("\n"), 1):
        stripped = line.strip()
        if not stripped or stripped[0] in "#;":
            continue
        if line[0] in " \t" and key is not section:
            key.elements.append(Node(number, _without_remark(stripped)))
            key.text = "\n".join(part for part in (key.text, _without_remark(stripped)) if part)
        elif header := _SECTION.match(stripped):
            section = key = root.items.setdefault(header[1].strip(), Node(number))
        elif match := _KEY.match(stripped):
            key = Node(number, _without_remark(match[2]))
            if key.text:
                key.elements.append(Node(number, key.text))
            section.items[match[1].strip().lower()] = key
    return root


def _without_remark(value: str) -> str:
    return re.split(r"\s[#;]", value, maxsplit=1)[0].strip()
