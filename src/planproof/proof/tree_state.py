"""Digests of files as they lie in a working tree, and what differs between two looks at it.

    TreeState ── head commit, and a digest for each file that differs from it (`-` for a deleted one)

Three things never count as a change: `EVIDENCE.jsonl`, the folder `.planproof/`, and the regions between planproof's
status markers. A digest is kept as long as the file's stat stays the same, except while the file is so young that a
second write could share its time stamp (git calls such an entry racy).
"""

from __future__ import annotations

import hashlib
import os
import stat
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePath

from planproof.proof.status_region import REGION_START, without_status_regions

__all__ = [
    "DELETED",
    "FOLDER_DIGEST",
    "LARGE_BYTES",
    "FileDigests",
    "TreeState",
    "content_digest",
    "counts_as_change",
    "differing_files",
    "link_digest",
]

DELETED = "-"
FOLDER_DIGEST = hashlib.sha256(b"folder\0").hexdigest()
"""What a folder counts as where a file is due: a nested repository, a submodule."""

LARGE_BYTES = 64 * 1024 * 1024
"""A larger file counts by its stat alone."""

_RACY_NS = 50_000_000


@dataclass(frozen=True, slots=True)
class TreeState:
    """One look at a working tree.

    Attributes:
        head: full id of the commit; empty before the first.
        files: path (from the repository's top) -> digest, only for files that differ from that commit.
    """

    head: str
    files: Mapping[str, str]


def counts_as_change(path: str) -> bool:
    """Whether a path, with `/` between folders, may count as a change: False for planproof's own files."""
    parts = path.rstrip("/").split("/")
    return parts[-1] != "EVIDENCE.jsonl" and ".planproof" not in parts


def differing_files(before: TreeState, after: TreeState) -> list[str]:
    """Paths whose content or presence differs between two looks, sorted; a moved HEAD is named `.git/HEAD`."""
    paths = {path for path in {*before.files, *after.files} if before.files.get(path) != after.files.get(path)}
    if before.head != after.head:
        paths.add(".git/HEAD")
    return sorted(paths)


class FileDigests:
    """SHA-256 digests of files, each computed once as long as the file stays as it is."""

    def __init__(self) -> None:
        self._known: dict[Path, tuple[tuple[int, ...], str]] = {}

    def digest(self, path: Path) -> str:
        """Digest of one file: hex; `-` when it isn't there.

        A link counts by its target's name, a folder (a nested repository) by its presence, a file of more than 64 MiB
        by its stat alone, a Markdown document without its status regions. The executable bit counts, other permissions
        don't, as in git.
        """
        try:
            status = path.lstat()
        except (FileNotFoundError, NotADirectoryError):
            return DELETED
        except PermissionError:  # its folder is closed, so nothing that runs as this user can read it either
            return hashlib.sha256(b"closed\0").hexdigest()
        key = (status.st_ino, status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_mode)
        known = self._known.get(path)
        if known and known[0] == key:
            return known[1]
        digest = _digest(path, status)
        if time.time_ns() - max(status.st_mtime_ns, status.st_ctime_ns) > _RACY_NS:
            self._known[path] = (key, digest)
        return digest


def _digest(path: Path, status: os.stat_result) -> str:
    if stat.S_ISLNK(status.st_mode):
        return link_digest(os.fsencode(os.readlink(path)))
    if not stat.S_ISREG(status.st_mode):
        return FOLDER_DIGEST
    program = bool(status.st_mode & stat.S_IXUSR)
    kind = _kind(program)
    if status.st_size > LARGE_BYTES:
        return hashlib.sha256(kind + f"{status.st_size} {status.st_mtime_ns}".encode()).hexdigest()
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return DELETED
    except PermissionError:
        return hashlib.sha256(kind + f"unreadable {status.st_size} {status.st_mtime_ns}".encode()).hexdigest()
    return content_digest(path.name, content, program=program)


def link_digest(target: bytes) -> str:
    """SHA-256 (hex) of a symbolic link: the name that it leads to, not what lies there."""
    return hashlib.sha256(b"link\0" + target).hexdigest()


def content_digest(name: str, content: bytes, *, program: bool) -> str:
    """SHA-256 (hex) of a file's content.

    Args:
        name: the file's name or path; a Markdown document counts without its status regions.
        content: all of it, wherever it was read: in the working tree or in a commit.
        program: whether its owner may execute it.
    """
    if PurePath(name).suffix.lower() == ".md" and REGION_START in content:
        content = without_status_regions(content)
    return hashlib.sha256(_kind(program) + content).hexdigest()


def _kind(program: bool) -> bytes:
    return b"program\0" if program else b"file\0"
