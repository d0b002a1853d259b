"""Which reader knows which file: the one table of all of them.

    path ── by file name, by suffix, by the folders it lies in ── readers ── facts and problems of that file

A reader is a pure function of the file's path and bytes, so that its answer can be kept per digest. It never opens another
file; what only several files tell together is put right afterwards, by `facts.settle`. A file that a reader can't make sense
of is a `PlanproofError` with its place, which `facts_of` makes a problem line of.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from planproof.errors import PlanproofError
from planproof.plan.facts.model import Fact
from planproof.plan.facts.tasks.makefile import read_makefile

__all__ = ["READERS", "SIZE_MAX", "Reader", "facts_of", "readers_for"]

Reader = Callable[[str, bytes, str], list[Fact]]

SIZE_MAX = 2_000_000  # bytes; nobody writes a larger file of these kinds by hand

READERS: Mapping[str, tuple[Reader, ...]] = {
    "Makefile": (read_makefile,),
    "makefile": (read_makefile,),
    "GNUmakefile": (read_makefile,),
}
_SUFFIXES: Mapping[str, tuple[Reader, ...]] = {
    ".mk": (read_makefile,),
}
_PATTERNS: tuple[tuple[re.Pattern[str], tuple[Reader, ...]], ...] = ()


def readers_for(path: str) -> tuple[Reader, ...]:
    """The readers that know a file, by its path relative to the project's root; none for most files.

    A reader takes the path, the bytes and their SHA-256 in hex, and gives the facts in order of lines.
    """
    name = path[path.rfind("/") + 1 :]
    dot = name.rfind(".")
    found = READERS.get(name, ()) + (_SUFFIXES.get(name[dot:], ()) if dot >= 0 else ())
    for pattern, readers in _PATTERNS:
        if pattern.search(path):
            found += tuple(reader for reader in readers if reader not in found)
    return found


def facts_of(path: str, source: bytes, digest: str) -> tuple[list[Fact], list[str]]:
    """What all readers of a file find in it, and a line for each that couldn't read it.

    Args:
        path: relative to the project's root.
        source: the bytes of the file.
        digest: their SHA-256 in hex.

    Returns:
        facts in order of readers and lines; problems as `path:line: cause`. Both are empty for a file that no reader knows.
    """
    readers = readers_for(path)
    if readers and len(source) > SIZE_MAX:
        return [], [f"{path}: {len(source)} bytes, more than {SIZE_MAX}: not read"]
    if readers and b"\0" in source[:8192]:
        return [], [f"{path}: is no text: not read"]
    facts: list[Fact] = []
    problems: list[str] = []
    for reader in readers:
        try:
            facts += reader(path, source, digest)
        except PlanproofError as error:
            problems.append(str(error))
    return facts, problems
