"""What lies in the plans folder and when each of it last changed, so that a cache knows without reading whether it is still true.

    {"docs/progress_trackings/M1_X/M1_E1_Y/M1_E1_I1_Z": {".": stamp, "ITERATION.md": stamp, "EVIDENCE.jsonl": stamp}, …}
    stamp   [time of content, time of any change, size]; null for what isn't there; [] for one that nobody may rely on

A file that is added, removed or renamed changes the stamp of its folder, one that is written its own, so the names need not be
listed again: one `stat` each says whether all is as it was. Times are no finer than the clock of the file system (some
milliseconds, on a few of them two seconds): a file can change twice within one tick and look as before. What changed less than
`SETTLED_NS` before the look is therefore kept as `[]`, which equals nothing, and is looked at again the next time. Git does the
same with its index.
"""

from __future__ import annotations

import os
from collections.abc import Mapping

__all__ = ["SETTLED_NS", "Listing", "Stamp", "list_folders", "own_files", "settled", "stamp_of", "unchanged"]

SETTLED_NS = 2_000_000_000
_DEPTH_LIMIT = 12

Stamp = list[int] | None
Listing = Mapping[str, Mapping[str, Stamp]]


def stamp_of(path: str) -> Stamp:
    """The stamp of one file or folder, links followed; None when there is none."""
    try:
        status = os.stat(path)
    except OSError:
        return None
    return [status.st_mtime_ns, status.st_ctime_ns, status.st_size]


def settled(stamp: Stamp, now_ns: int) -> Stamp:
    """The stamp as it may be kept: `[]` when it is so young that a later change could look the same.

    Args:
        stamp: from `stamp_of`.
        now_ns: when the look began, nanoseconds since 1970.
    """
    if stamp and max(stamp[:2]) > now_ns - SETTLED_NS:
        return []
    return stamp


def list_folders(root: str, plans_folder: str) -> dict[str, dict[str, Stamp]]:
    """Every folder from the plans folder down, relative to the root, with its own stamp and those of its documents and evidence.

    Links that stay inside the project are followed; no folder is listed twice.
    """
    found: dict[str, dict[str, Stamp]] = {}
    entered: set[tuple[int, int]] = set()
    _enter(root, plans_folder, found, entered, 0)
    return found


def unchanged(root: str, kept: Listing) -> bool:
    """Whether everything that was listed is as it was then. Most of what `next` does is this loop."""
    stat = os.stat
    for folder, stamps in kept.items():
        for name, stamp in stamps.items():
            try:
                status = stat(f"{root}/{folder}/{name}")
            except OSError:
                if stamp is not None:
                    return False
                continue
            if [status.st_mtime_ns, status.st_ctime_ns, status.st_size] != stamp:
                return False
    return True


def own_files(stamps: Mapping[str, Stamp]) -> dict[str, Stamp]:
    """The stamps of a folder's files: what a plan in it is read from."""
    return {name: stamp for name, stamp in stamps.items() if name != "."}


def _enter(
    root: str, folder: str, found: dict[str, dict[str, Stamp]], entered: set[tuple[int, int]], depth: int
) -> None:
    path = f"{root}/{folder}"
    stamps = found[folder] = {".": stamp_of(path)}
    try:
        status = os.stat(path)
        with os.scandir(path) as listing:
            entries = sorted(listing, key=lambda entry: entry.name)
    except OSError:  # no such folder, or none that may be looked into: the reader passes over it too
        return
    identity = (status.st_dev, status.st_ino)
    if identity in entered or depth > _DEPTH_LIMIT:
        return
    entered.add(identity)
    below = []
    for entry in entries:
        name = entry.name
        if name.startswith("."):
            continue
        if name.lower().endswith((".md", ".jsonl")):
            stamps[name] = stamp_of(entry.path)
        elif _is_folder(entry, root):
            below.append(f"{folder}/{name}")
    for path in below:
        _enter(root, path, found, entered, depth + 1)


def _is_folder(entry: os.DirEntry[str], root: str) -> bool:
    try:
        if not entry.is_dir():
            return False
    except OSError:
        return False
    return not entry.is_symlink() or os.path.realpath(entry.path).startswith(root + os.sep)
