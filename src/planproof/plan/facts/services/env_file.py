"""Files of environment variables, `.env.example` and the like: names, and values that are no secrets.

A file that isn't named as an example (a real `.env` that was committed) is read for its names alone.
"""

from __future__ import annotations

import re

from planproof.plan.facts.model import Fact
from planproof.plan.facts.services.known import add_port, add_variable
from planproof.plan.facts.sheet import Sheet, text_of

__all__ = ["read_env_file"]

_LINE = re.compile(r"[ \t]*+(?:#[ \t]*+)?(?:export[ \t]+)?(?P<name>[A-Z][A-Z0-9_]*)=(?P<value>.*)")


def read_env_file(path: str, source: bytes, digest: str) -> list[Fact]:
    """VARIABLE facts, and PORT and DATABASE facts of their values; a variable that stands in a remark (`# DEBUG=1`) counts."""
    sheet = Sheet(path, digest)
    real = not re.search(r"example|sample|template|dist|test", path.rpartition("/")[2])
    for number, line in enumerate(text_of(path, source).split("\n"), 1):
        if match := _LINE.match(line):
            value = "" if real else match["value"].partition(" #")[0].strip().strip("\"'")
            add_variable(sheet, match["name"], value, number)
            if match["name"].endswith("PORT"):
                add_port(sheet, value, match["name"], number)
    return sheet.facts
