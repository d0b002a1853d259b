"""The C and C++ files that a plan's interface blocks make together, each at its planned path.

One file may be shown in several blocks (pieces), so a line of the file is found again in its block and from there in
the document:

    block lines 12-30 of TECH_DESIGN.md  ─┐
    block lines 48-55 of TECH_DESIGN.md  ─┴─> native/include/ring.h, lines 1-19 and 20-27
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import PurePosixPath

from planproof.plan.compilers.language import NATIVE, language_of
from planproof.plan.document import Place
from planproof.plan.model import Interface, Plan

__all__ = ["PlannedFile", "include_folders", "planned_files", "usable_path"]

_SOURCE_ENDINGS = (".c", ".cc", ".cpp", ".cxx")
_USABLE_PATH = re.compile(r"[\w+@,=][\w .+@,=-]*(/[\w+@,=.][\w .+@,=-]*)*", re.ASCII)


@dataclass(frozen=True, slots=True)
class PlannedFile:
    """One planned C or C++ file.

    Attributes:
        path: relative, with `/`; made up (`planned_3.h`) when the plan names none or one that leaves the folder.
        language: `c` or `cpp`.
        pieces: the blocks it is made of, in order; none for a header that the project has already.
        text: their lines joined, each ended by a line end.
    """

    path: str
    language: str
    pieces: tuple[Interface, ...]
    text: str

    @property
    def is_header(self) -> bool:
        """Whether others include it; a block without a path counts as a header."""
        return not self.path.endswith(_SOURCE_ENDINGS)

    def locate(self, line: int) -> tuple[Interface, int]:
        """The block that a line of this file (from 1) comes from, and that line's index in the block (from 0)."""
        first = 1
        for piece in self.pieces:
            count = len(_lines(piece))
            if line < first + count:
                return piece, max(line - first, 0)
            first += count
        return self.pieces[-1], len(_lines(self.pieces[-1])) - 1

    def place(self, line: int, column_bytes: int = 0) -> Place:
        """Where a line (from 1) and byte column (from 1; 0 for the line's start) of this file stand in the document."""
        piece, index = self.locate(line)
        text = _lines(piece)[index].encode("utf-8", "replace")
        before = text[: max(column_bytes - 1, 0)].decode("utf-8", "ignore")
        return Place(piece.place.path, piece.code.content_line + index, piece.code.content_column + len(before))


def planned_files(plan: Plan) -> tuple[PlannedFile, ...]:
    """All C and C++ files of a plan, in the order in which their first blocks stand."""
    grouped: dict[str, list[Interface]] = {}
    for number, interface in enumerate(plan.interfaces, 1):
        language = language_of(interface)
        if language in NATIVE:
            ending = "h" if language == "c" else "hpp"
            path = usable_path(interface.path) or f"planned_{number}.{ending}"
            grouped.setdefault(path, []).append(interface)
    return tuple(
        PlannedFile(
            path,
            "cpp" if any(language_of(piece) == "cpp" for piece in pieces) else "c",
            tuple(pieces),
            "".join(f"{line}\n" for piece in pieces for line in _lines(piece)),
        )
        for path, pieces in grouped.items()
    )


def include_folders(files: tuple[PlannedFile, ...]) -> tuple[list[str], list[str]]:
    """Where planned headers are looked for.

    Returns:
        folders searched like a project's own (`-I`): every `include` folder on a planned path; and folders searched
        after the system's (`-idirafter`): every other folder on a planned path, so that a planned `util/string.h` can
        never stand in for `<string.h>`.
    """
    folders = {parent.as_posix() for file in files for parent in PurePosixPath(file.path).parents}
    own = {folder for folder in folders if PurePosixPath(folder).name in {"include", "inc"}}
    return sorted(own), sorted(folders - own)


def _lines(interface: Interface) -> list[str]:
    lines = interface.code.content.split("\n")
    return lines[:-1] if len(lines) > 1 and not lines[-1] else lines


def usable_path(path: str | None) -> str:
    """The path when it can be written inside an empty directory, without a leading `./`; else an empty text."""
    path = (path or "").removeprefix("./")
    if len(path) > 200 or not _USABLE_PATH.fullmatch(path) or ".." in path.split("/"):
        return ""
    return path
