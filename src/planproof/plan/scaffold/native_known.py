"""What a smoke test in C or C++ may call beside the plan's own functions: what the project and the system declare.

a name in the test ── headers it includes ── headers of the project (facts) ── the usual system headers ── unknown
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath

import msgspec

from planproof.plan.compilers.system_headers import declared_by_system, is_system_name
from planproof.plan.scaffold.model import Ground
from planproof.plan.scaffold.native_tests import smoke_calls

__all__ = ["NativeKnown", "Needs"]

_INCLUDE = re.compile(r"^[ \t]*#[ \t]*include[ \t]*(?:\"([^\"\n]+)\"|<([^>\n]+)>)", re.MULTILINE)
_MACRO = re.compile(r"^[ \t]*#[ \t]*define[ \t]+([A-Za-z_]\w*)", re.MULTILINE)
_HEADERS = (".h", ".hh", ".hpp", ".hxx")
# Where a name is looked for that no header was written for, in this order.
_USUAL = (
    *("stdatomic.h", "math.h", "time.h", "unistd.h", "errno.h", "pthread.h", "threads.h", "ctype.h", "inttypes.h"),
    *("signal.h", "fcntl.h", "sched.h", "sys/stat.h", "sys/wait.h", "sys/mman.h", "sys/resource.h", "sys/socket.h"),
)


class Needs(msgspec.Struct, frozen=True, gc=False):
    """What a smoke test needs around it.

    Attributes:
        headers: paths of headers of the project.
        system: names of system headers, without their brackets.
        unknown: names it calls that nothing declares.
    """

    headers: tuple[str, ...] = ()
    system: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()


class NativeKnown:
    """The names that may be called in one project.

    Args:
        ground: the project.
        planned: paths of the headers that the plan makes.
    """

    def __init__(self, ground: Ground, planned: Iterable[str]) -> None:
        self._ground = ground
        self._planned = frozenset(planned)

    def needs(self, code: str, functions: Iterable[str], language: str) -> Needs:
        """What a smoke test needs.

        Args:
            code: as the plan has it.
            functions: bare names that the plan declares.
            language: `c` or `cpp`.
        """
        headers, system = self._included(code)
        known = {*functions, *(name for path in headers for name in self._declared_in(path))}
        unknown = []
        for name in smoke_calls(code, sorted(known)):
            if any(name in declared_by_system(header, language) for header in system):
                continue
            found = self._header_of(name)
            usual = "" if found else next((each for each in _USUAL if name in declared_by_system(each, language)), "")
            headers += [found] if found and found not in headers else []
            system += [usual] if usual else []
            unknown += [] if found or usual else [name]
        return Needs(tuple(headers), tuple(dict.fromkeys(system)), tuple(unknown))

    def reached_from(self, text: str) -> tuple[str, ...]:
        """Headers that the project has already, and that this text includes."""
        return tuple(self._included(text)[0])

    def _included(self, code: str) -> tuple[list[str], list[str]]:
        """Headers of the project and of the system that stand in a text as `#include`; planned ones are left out."""
        headers: list[str] = []
        system: list[str] = []
        for quoted, angled in _INCLUDE.findall(code):
            name = quoted or angled
            if any(f"/{path}".endswith(f"/{name}") for path in self._planned):
                continue
            there = (
                [path for path in self._headers() if f"/{path}".endswith(f"/{name}")] if quoted or "/" in name else []
            )
            if there:
                headers.append(min(there, key=lambda path: (len(path), path)))
            elif angled and is_system_name(name):
                system.append(name)
        return list(dict.fromkeys(headers)), list(dict.fromkeys(system))

    def _headers(self) -> Iterator[str]:
        return (path for path in self._ground.facts.files if path.endswith(_HEADERS))

    def _declared_in(self, path: str) -> Iterator[str]:
        yield from (fact.name for fact in self._ground.facts.symbols_of(path))
        yield from _MACRO.findall(self._ground.text(path))

    def _header_of(self, name: str) -> str:
        """The header of the project that declares a function; empty when none does."""
        facts = self._ground.facts.symbols(name)
        paths = {fact.place.path for fact in facts if fact.name == name and fact.get("kind") != "type"}
        paths = {path for path in paths if PurePosixPath(path).suffix in _HEADERS}
        return min(paths - self._planned, key=lambda path: (len(path), path), default="")
