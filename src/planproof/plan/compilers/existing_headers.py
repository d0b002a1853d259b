"""Headers that the project has already and that planned headers include: given to the compiler as copies that nobody writes to.

    planned header ── its includes ── a header of the project ── directives.refusals ── copied beside the planned ones
                                              └── its own includes, likewise

Exactly the headers that are reached are copied, none that a link leads to, and none that would make a preprocessor reach outside
the folder; a compiler then doesn't find such a header, and says so.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from posixpath import normpath

from planproof.plan.compilers.directives import refusals
from planproof.plan.compilers.planned_files import PlannedFile, usable_path

__all__ = ["ExistingHeaders"]

_INCLUDE = re.compile(
    r"^[ \t]*#[ \t]*(?:include|import)[ \t]*(?:\"(?P<quoted>[^\"\n]{1,200})\"|<(?P<angled>[^>\n]{1,200})>)",
    re.MULTILINE,
)
_HEADERS_MAX = 200  # of one plan
_FILE_MAX_BYTES = 512 * 1024
_TOTAL_MAX_BYTES = 8_000_000
_CPP_ENDINGS = (".hpp", ".hh", ".hxx", ".h++")


class ExistingHeaders:
    """The headers of one project.

    Args:
        root: absolute path of the project.
        files: gives the paths of all files that the repository keeps; asked only where a header may be one of them.
    """

    def __init__(self, root: Path, files: Callable[[], frozenset[str]]) -> None:
        self._root = root
        self._files = files
        self._by_name: dict[str, list[str]] | None = None

    def reached_by(self, planned: Iterable[PlannedFile]) -> tuple[PlannedFile, ...]:
        """Copies of the headers that planned files include, directly or through each other; without pieces, in order of paths.

        A header that is planned is never among them: the plan says what it will be.
        """
        files = list(planned)
        seen = {file.path for file in files}
        found: dict[str, PlannedFile] = {}
        waiting, left_bytes = [(file.path, file.text) for file in files], _TOTAL_MAX_BYTES
        while waiting and len(found) < _HEADERS_MAX:
            path, text = waiting.pop()
            for header in self._included(path, text, seen):
                if header not in seen and len(found) < _HEADERS_MAX:
                    seen.add(header)
                    copied = self._read(header)
                    if copied is not None and len(copied) <= left_bytes:
                        left_bytes -= len(copied)
                        found[header] = PlannedFile(header, "cpp" if header.endswith(_CPP_ENDINGS) else "c", (), copied)
                        waiting.append((header, copied))
        return tuple(found[header] for header in sorted(found))

    def _included(self, path: str, text: str, planned: set[str]) -> Iterator[str]:
        """Paths of the project's headers that a text includes; names that a planned file answers to are left to it."""
        for match in _INCLUDE.finditer(text):
            name = match["quoted"] or match["angled"]
            beside = normpath(f"{path.rpartition('/')[0]}/{name}".lstrip("/"))
            if beside in planned or any(f"/{each}".endswith(f"/{name}") for each in planned):
                continue
            # `<stdint.h>` is the system's; a header of the project in angle brackets has its folder in front.
            if match["quoted"] or "/" in name:
                candidates = self._named(name)
                if beside in candidates:
                    yield beside
                elif candidates:
                    yield min(candidates, key=lambda each: (not _in_include_folder(each, name), len(each), each))

    def _named(self, name: str) -> list[str]:
        if self._by_name is None:
            self._by_name = {}
            for path in sorted(self._files()):
                self._by_name.setdefault(path.rpartition("/")[2], []).append(path)
        ending = f"/{name}"
        return [path for path in self._by_name.get(name.rpartition("/")[2], ()) if f"/{path}".endswith(ending)]

    def _read(self, path: str) -> str | None:
        """The text of a header that a compiler may be shown; None for any other."""
        full = self._root / path
        try:
            if usable_path(path) != path or os.path.realpath(full) != os.path.join(os.path.realpath(self._root), path):
                return None
            seen = os.lstat(full)
            if not stat.S_ISREG(seen.st_mode) or seen.st_size > _FILE_MAX_BYTES:
                return None
            text = full.read_bytes().decode("utf-8", "replace").replace("\r\n", "\n")
        except (OSError, ValueError):
            return None  # gone since it was listed: the compiler says that it doesn't find it
        return None if refusals(text) else text


def _in_include_folder(path: str, name: str) -> bool:
    """Whether the folder below which the name is found is one that compilers are pointed to."""
    folder = path.removesuffix(name).rstrip("/")
    return folder.rpartition("/")[2] in ("include", "inc")
