"""A flat table of strings as TOML 1.0; what has several lines is written over several lines."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping

__all__ = ["toml_text"]

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


def toml_text(fields: Mapping[str, str]) -> str:
    """The text of the table, keys in their order; ends with a newline."""
    return "".join(f"{name} = {_string(value)}\n" for name, value in fields.items())


def _string(value: str) -> str:
    if "\n" not in value:
        return _CONTROL.sub(_escaped, json.dumps(value, ensure_ascii=False))
    body = value.replace("\\", "\\\\").replace('"""', '""\\"')
    return '"""\n' + _CONTROL.sub(_escaped, body) + '"""'


def _escaped(match: re.Match[str]) -> str:
    return f"\\u{ord(match[0]):04x}"
