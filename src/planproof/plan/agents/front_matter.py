"""Markdown with YAML front matter, the form in which most agents read definitions, skills and prompts."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping

__all__ = ["with_front_matter"]

_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9_-]*")
_NOT_TEXT = {"true", "false", "yes", "no", "on", "off", "null"}


def with_front_matter(fields: Mapping[str, str | bool], body: str) -> str:
    """A document.

    Args:
        fields: in their order; text that isn't one plain word is quoted, as YAML 1.2 reads JSON.
        body: what follows; ends with a newline.
    """
    lines = [f"{name}: {_value(value)}" for name, value in fields.items()]
    return "\n".join(["---", *lines, "---", "", body])


def _value(value: str | bool) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    plain = _PLAIN.fullmatch(value) and value.lower() not in _NOT_TEXT
    return value if plain else json.dumps(value, ensure_ascii=False)
