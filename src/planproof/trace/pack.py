"""A trace as one file, and back: an uncompressed tar (POSIX ustar/pax), its blocks being compressed where that helps.

Its members are the files of the folder without the folder's name, `manifest.json` first, so that who reads the head needs no more.
"""

from __future__ import annotations

import shutil
import tarfile
from pathlib import Path

from planproof.errors import TraceError, UsageError
from planproof.trace.atf.manifest import MANIFEST_NAME, read_manifest

__all__ = ["pack", "unpack"]

_MEMBERS_MAX = 1_000_000


def pack(folder: Path, target: Path) -> Path:
    """Writes a trace into one file.

    Raises:
        UsageError: the file is there already.
        TraceError: the folder is no trace, isn't closed, or the file can't be written.
    """
    manifest = read_manifest(str(folder))
    if manifest.closed is None:
        raise TraceError("this trace isn't closed", place=str(folder), hint="planproof trace repair closes it")
    names = sorted(
        (path.name for path in folder.iterdir() if path.is_file()), key=lambda name: (name != MANIFEST_NAME, name)
    )
    beside = target.with_name(f"{target.name}.part")
    _refuse_existing(target)
    try:
        with tarfile.open(beside, "x", format=tarfile.PAX_FORMAT) as archive:
            for name in names:
                archive.add(folder / name, arcname=name, recursive=False)
        beside.rename(target)
    except FileExistsError as error:
        raise UsageError(
            "somebody is packing it, or was stopped", place=str(beside), hint="remove that file"
        ) from error
    except OSError as error:
        beside.unlink(missing_ok=True)
        raise TraceError(f"can't be written: {error.strerror}", place=str(target)) from error
    return target


def unpack(file: Path, target: Path) -> Path:
    """Makes the folder of a packed trace again.

    Raises:
        UsageError: the folder is there already.
        TraceError: the file is no packed trace, or can't be read.
    """
    _refuse_existing(target)
    try:
        with tarfile.open(file, "r:") as archive:
            members = _members(archive, file)
            target.mkdir(parents=True, mode=0o700)
            for member in members:
                archive.extract(member, target, filter="data")
        read_manifest(str(target))
    except (tarfile.TarError, TraceError) as error:
        shutil.rmtree(target, ignore_errors=True)
        raise TraceError("this is no packed trace", place=str(file)) from error
    except OSError as error:
        shutil.rmtree(target, ignore_errors=True)
        raise TraceError(f"can't be unpacked: {error.strerror}", place=str(error.filename or file)) from error
    return target


def _members(archive: tarfile.TarFile, file: Path) -> list[tarfile.TarInfo]:
    """The members, all of them plain files in no folder."""
    members: list[tarfile.TarInfo] = []
    for member in archive:
        if not member.isfile() or Path(member.name).name != member.name or len(members) >= _MEMBERS_MAX:
            raise TraceError(f"{member.name!r} has no place in a trace", place=str(file))
        members.append(member)
    return members


def _refuse_existing(path: Path) -> None:
    if path.exists():
        raise UsageError("this is there already", place=str(path), hint="choose another name; nothing was written")
