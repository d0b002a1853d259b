"""Makefile: each target that a person can type, with what its `## help` says or else its first command.

    test: build  ## runs the tests        ->  verb `make test`, value `runs the tests`

Pattern rules, special targets (`.PHONY`) and targets made from variables are left out, and so are files: a target counts when it is
phony, has help, or names no path.
Source of the grammar: GNU Make manual, "Writing Rules".
"""

from __future__ import annotations

import re

from planproof.plan.facts.model import Fact, FactKind
from planproof.plan.facts.sheet import Sheet, text_of

__all__ = ["read_makefile"]

_TARGET = re.compile(
    r"(?P<names>[A-Za-z0-9_][^\s:=#$%]*(?:[ \t]+[A-Za-z0-9_][^\s:=#$%]*)*)[ \t]*::?(?![:=])(?P<rest>.*)"
)
_PHONY = re.compile(r"^\.PHONY[ \t]*:((?:[^\\\n]|\\\n)*)", re.MULTILINE)


def read_makefile(path: str, source: bytes, digest: str) -> list[Fact]:
    """VERB facts named `make TARGET`, in order of lines; in a folder below the root, `make -C FOLDER TARGET`."""
    sheet = Sheet(path, digest)
    text = text_of(path, source)
    lines = text.split("\n")
    phony = {name for names in _PHONY.findall(text) for name in names.replace("\\\n", " ").split()}
    folder = path.rpartition("/")[0]
    call = f"make -C {folder}" if folder else "make"
    seen: set[str] = set()
    for number, line in enumerate(lines, 1):
        match = _TARGET.match(line)
        if match is None:
            continue
        summary = match["rest"].partition("##")[2].strip() or _help_above(lines, number)
        for name in match["names"].split():
            if name not in seen and (name in phony or summary or not re.search(r"[./]", name)):
                seen.add(name)
                sheet.add(
                    FactKind.VERB, f"{call} {name}", summary or _first_command(lines, number), number, target=name
                )
    return sheet.facts


def _help_above(lines: list[str], number: int) -> str:
    """The `## …` line directly above the line of that number, the other habit of writing help."""
    above = lines[number - 2] if number > 1 else ""
    return above[2:].strip() if above.startswith("##") else ""


def _first_command(lines: list[str], number: int) -> str:
    """The first command of the recipe below a target; empty when it has none."""
    following = lines[number] if number < len(lines) else ""
    return following.strip().lstrip("@-+").strip() if following.startswith("\t") else ""
