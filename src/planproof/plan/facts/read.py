"""Reads every fact of a repository: each file that changed goes to the readers that know it, the rest comes from the cache.

    files ── stamps ── those that changed ── readers, in two processes where there are many ── cache ── Facts

Nothing of the repository runs. A cache that is broken, locked or can't be written is done without: facts are then read anew and
held in memory.
"""

from __future__ import annotations

import gc
import hashlib
import os
import sqlite3
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import msgspec

from planproof import __version__
from planproof.config import Config
from planproof.plan.facts.cache import FactCache, FileAnswer
from planproof.plan.facts.files import Stamp, list_files
from planproof.plan.facts.foreign_code import own_files
from planproof.plan.facts.kept import KeptFacts
from planproof.plan.facts.model import FactKind, Facts
from planproof.plan.sharing import shared_pieces

__all__ = ["read_facts"]

_BATCH = 2000  # files read between two writes: what is held in memory, and what a process that is ended loses

Progress = Callable[[int, int], None]


class _Changed(msgspec.Struct, frozen=True, gc=False):
    """A file to read: its stamp now, and the digest of it that the cache knows; empty for none."""

    path: str
    stamp: Stamp
    digest: str


def read_facts(root: Path, config: Config, *, processes: int = 1, progress: Progress | None = None) -> Facts:
    """All facts of the project at `root`; nothing runs but `git ls-files`.

    Args:
        root: absolute path of the project.
        config: its `planproof.toml`; the plans folder is left out, since a plan's own code is no fact.
        processes: how many may read at once, see `plan.sharing`.
        progress: called with the number of files read and of those to read, when there are any.
    """
    listed = list_files(root)
    plans = f"{config.plans.folder}/"
    own = own_files(root, listed.readable)
    wanted = {path: listed.readable[path] for path in own if not path.startswith(plans)}
    reading = _Reading(root, wanted, processes, progress)
    cache = _in_file(root, reading) or _in_memory(reading)
    return Facts(listed.files, KeptFacts(cache, tuple(wanted)), (*listed.problems, *cache.problems()))


def _in_file(root: Path, reading: _Reading) -> FactCache | None:
    """The cache on disk, up to date; None where it can't be kept."""
    path = root / ".planproof" / "facts.sqlite"
    try:
        path.parent.mkdir(mode=0o700, exist_ok=True)
        try:
            return reading.brought_up_to_date(path)
        except sqlite3.OperationalError:
            return None  # locked for long, or on a disk that can't be written
        except (sqlite3.DatabaseError, msgspec.DecodeError, IndexError):
            # No database any more, or rows that no version of ours wrote: a cache that can't be read is worth nothing.
            for ending in ("", "-wal", "-shm"):
                path.with_name(path.name + ending).unlink(missing_ok=True)
            return reading.brought_up_to_date(path)
    except (OSError, sqlite3.Error):
        return None


def _in_memory(reading: _Reading) -> FactCache:
    return reading.brought_up_to_date(None)


class _Reading(msgspec.Struct, frozen=True):
    """What is to be read, and how."""

    root: Path
    wanted: dict[str, Stamp]
    processes: int
    progress: Progress | None

    def brought_up_to_date(self, path: Path | None) -> FactCache:
        """A cache in which every wanted file, and no other, is as it lies there now."""
        cache = FactCache(path, _version())
        try:
            known = cache.known()
            gone = known.keys() - self.wanted.keys()
            if gone:
                cache.forget(gone)
            changed = [
                _Changed(path, stamp, seen.digest if seen else "")
                for path, stamp in self.wanted.items()
                if (seen := known.get(path)) is None or not seen.trusted or seen.stamp != stamp
            ]
            self._read(changed, cache)
            cache.hold()
        except BaseException:
            cache.close()
            raise
        return cache

    def _answers(self, changed: Sequence[_Changed]) -> list[FileAnswer]:
        from planproof.plan.facts.answer import (
            answer_for,  # every reader comes along, for nothing where no file changed
        )

        return [answer_for(self.root, each.path, each.stamp, each.digest) for each in changed]

    def _read(self, changed: list[_Changed], cache: FactCache) -> None:
        # The trees of a thousand files are made and dropped: looking for cycles among them would cost a tenth of the time.
        collecting = gc.isenabled()
        gc.disable()
        try:
            for start in range(0, len(changed), _BATCH):
                if self.progress:
                    self.progress(start, len(changed))
                batch = changed[start : start + _BATCH]
                cache.keep(shared_pieces(self._answers, batch, self.processes))
            if self.progress and changed:
                self.progress(len(changed), len(changed))
        finally:
            if collecting:
                gc.enable()


def _version() -> str:
    """Changes with planproof, its readers' own files, the kinds of facts, and the Python that parses."""
    import planproof.plan

    here = Path(planproof.plan.__file__).parent
    readers = [str(here / "syntax.py")]
    for room in ("facts", "symbols"):
        for folder, _, names in os.walk(here / room):
            readers += (os.path.join(folder, name) for name in names if name.endswith(".py"))
    stamps = [(name, (seen := os.stat(name)).st_size, seen.st_mtime_ns) for name in sorted(readers)]
    kinds = "|".join(FactKind)
    return hashlib.sha256(f"{__version__} {sys.version} {kinds} {stamps}".encode()).hexdigest()
