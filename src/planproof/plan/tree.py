"""All that is planned in a repository: walks the plans folder and reads what lies there.

    docs/progress_trackings/
      M1_NAME/                     milestone: README.md
        M1_E2_NAME/                epic: README.md
          M1_E2_I3_NAME/           iteration: its documents
      elsewhere/TEST_PLAN.md       a stray

Links that lead out of the project are not followed, and no folder is entered twice. A file that can't be read becomes a
document with the problem `unreadable`. Files over the reader's size limit are not loaded whole.
"""

from __future__ import annotations

import errno
import gc
import os
import stat
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

import msgspec
from msgspec.structs import asdict

from planproof.config import Config
from planproof.plan.decode import SIZE_LIMIT_BYTES
from planproof.plan.document import Document, Place, ReadingProblem
from planproof.plan.ids import id_from_name, id_level
from planproof.plan.late_pattern import late_pattern
from planproof.plan.markdown import kind_of_file, read_document
from planproof.plan.model import Folder, Frame, Plan, Project
from planproof.plan.read.plan import read_plan
from planproof.plan.sharing import shared_out

__all__ = ["UnreadPlan", "bytes_of", "find_plans", "read_found", "read_project"]

_FOLDER_DEPTH_LIMIT = 12
_DIGITS = late_pattern(r"(\d+)")


class UnreadPlan(msgspec.Struct, frozen=True):
    """An iteration that was found and not yet read.

    Attributes:
        folder: where it lies.
        path: the same relative to the project's root, with `/`.
        names: of its documents.
        instead: as `find_plans` got it.
    """

    folder: Path
    path: str
    names: tuple[str, ...]
    instead: Mapping[str, bytes] = {}


class _Found(msgspec.Struct):
    """What a walk collects."""

    milestones: list[Folder] = []
    epics: list[Folder] = []
    iterations: list[UnreadPlan] = []
    strays: list[Document] = []


def read_project(
    root: Path,
    config: Config,
    *,
    only: Collection[str] | None = None,
    processes: int = 1,
    instead: Mapping[str, bytes] | None = None,
) -> Project:
    """Reads every plan of a project.

    Args:
        root: of the project.
        config: says where plans lie and which documents an iteration has.
        only: ids (`M1_E2`, `M1_E2_I3`) or paths relative to the root (of folders or documents); iterations that none of
            them means or holds are not read. None reads all.
        processes: how many may read at once, see `plan.sharing`.
        instead: path relative to the root -> content to take in place of that on disk.

    Returns:
        the project, plans in order of path (numbers by value: `I2` before `I10`); without any when the folder is missing.
    """
    with _without_garbage_collection():
        frame, found = find_plans(root, config, only=only, instead=instead)
        plans = shared_out(read_found, found, processes)
    return Project(**asdict(frame), plans=tuple(plans))


def find_plans(
    root: Path, config: Config, *, only: Collection[str] | None = None, instead: Mapping[str, bytes] | None = None
) -> tuple[Frame, tuple[UnreadPlan, ...]]:
    """As `read_project`, but the iterations are only found; `read_found` reads one of them."""
    root = root.resolve()
    walk = _Walk(root, only, instead or {})
    walk.enter(root / config.plans.folder)
    found = walk.found
    frame = Frame(
        root,
        config.plans.folder,
        tuple(config.plans.documents),
        tuple(found.milestones),
        tuple(found.epics),
        tuple(found.strays),
    )
    return frame, tuple(found.iterations)


def read_found(found: UnreadPlan) -> Plan:
    """The plan of one iteration that was found."""
    documents = tuple([_read(found.folder, found.path, name, found.instead) for name in found.names])
    return read_plan(found.path, found.folder.name, documents)


@contextmanager
def _without_garbage_collection() -> Iterator[None]:
    """Reading makes many objects and no cycles worth collecting; looking for them costs a fifth of the time."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            if not gc.get_freeze_count():  # moves what is new to the oldest generation, without looking at it
                gc.freeze()
                gc.unfreeze()
            gc.enable()


class _Walk:
    """One walk through the plans folder."""

    def __init__(self, root: Path, only: Collection[str] | None, instead: Mapping[str, bytes]) -> None:
        self.found = _Found()
        self._instead = instead
        self._root = root
        self._root_length = len(str(root)) + 1
        self._wanted = None if only is None else [wanted.strip("/").removeprefix("./") for wanted in only]
        self._entered: set[tuple[int, int]] = set()

    def enter(self, folder: Path, depth: int = 0) -> None:
        """Looks into a folder and what is below it."""
        try:
            status = folder.stat()
            with os.scandir(folder) as listing:
                entries = sorted(listing, key=lambda entry: _natural(entry.name))
        except OSError:  # no such folder, or none that may be looked into
            return
        identity = (status.st_dev, status.st_ino)
        if identity in self._entered or depth > _FOLDER_DEPTH_LIMIT:
            return
        self._entered.add(identity)
        names = []
        below = []
        for entry in entries:
            if entry.name.startswith(".") or (entry.is_symlink() and not self._stays_inside(entry.path)):
                continue
            if _is_folder(entry):
                below.append(entry.path)
            elif entry.name.lower().endswith(".md"):
                names.append(entry.name)
        self._take(folder, names)
        for path in below:
            self.enter(Path(path), depth + 1)

    def _take(self, folder: Path, names: list[str]) -> None:
        """Sorts the documents of one folder to where they belong."""
        path = str(folder)[self._root_length :].replace(os.sep, "/")
        level = id_level(id_from_name(folder.name) or "")
        if level == "iteration" or (level is None and any(_has_iteration_id(name) for name in names)):
            if self._is_wanted(path, folder.name, names):
                self.found.iterations.append(UnreadPlan(folder, path, tuple(names), self._instead))
            return
        readme = next((name for name in names if kind_of_file(name) == "README"), None)
        if level in ("milestone", "epic"):
            folders = self.found.milestones if level == "milestone" else self.found.epics
            document = _read(folder, path, readme, self._instead) if readme else None
            folders.append(Folder(id_from_name(folder.name) or "", path, document))
        for name in names:
            if kind_of_file(name) not in ("", "README") and self._is_wanted(path, folder.name, [name]):
                self.found.strays.append(_read(folder, path, name, self._instead))

    def _is_wanted(self, path: str, folder_name: str, names: list[str]) -> bool:
        if self._wanted is None:
            return True
        identifiers = [id_from_name(name) or "" for name in (folder_name, *names)]
        return any(
            wanted == path
            or path.startswith(wanted + "/")
            or wanted.startswith(path + "/")
            or any(identifier == wanted or identifier.startswith(wanted + "_") for identifier in identifiers)
            for wanted in self._wanted
        )

    def _stays_inside(self, path: str) -> bool:
        real = os.path.realpath(path)
        return real == str(self._root) or real.startswith(f"{self._root}{os.sep}")


def _read(folder: Path, path: str, name: str, instead: Mapping[str, bytes]) -> Document:
    """One document of a folder, whose path relative to the root goes into every place."""
    full = f"{path}/{name}" if path else name
    if full in instead:
        return read_document(full, instead[full])
    try:
        data = bytes_of(folder / name)
    except OSError as error:
        problem = ReadingProblem("unreadable", f"can't be read: {error.strerror or error}", Place(full, 1))
        return Document(full, kind_of_file(name), "", (), (problem,), sha256(b"").hexdigest())
    return read_document(full, data)


def bytes_of(path: Path, limit_bytes: int = SIZE_LIMIT_BYTES) -> bytes:
    """Content of a file, at most one byte more than the reader takes.

    Raises:
        OSError: it can't be read or is no plain file; a pipe that nobody writes to doesn't hold us up.
    """
    descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
    with open(descriptor, "rb") as file:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            raise OSError(errno.EINVAL, "is no plain file")
        return file.read(min(status.st_size, limit_bytes) + 1)  # asking for more takes memory that nothing fills


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:
        return False


def _has_iteration_id(name: str) -> bool:
    return kind_of_file(name) not in ("", "README") and id_level(id_from_name(name) or "") == "iteration"


def _natural(name: str) -> list[tuple[int, str]]:
    """Key that orders numbers in names by their value."""
    return [(int(piece), "") if piece.isdecimal() else (-1, piece) for piece in _DIGITS.split(name)]
