"""Where evidence lies: the ledgers beside the plans, and the local folder that git doesn't see.

docs/progress_trackings/M1_X/M1_E1_Y/M1_E1_I1_Z/EVIDENCE.jsonl     travels with the repository
.planproof/index.sqlite                                            rebuilt from it at will
.planproof/blobs/ab/cdef…                                          masked outputs, by content
.planproof/locks/M1_E1_I1.lock                                     who is appending
.planproof/torn/…, .planproof/broken/…                             what was moved aside, never deleted
"""

from __future__ import annotations

import os
from pathlib import Path

from planproof.config import load_config
from planproof.errors import LedgerError, UsageError
from planproof.plan.ids import id_from_name, id_level, nearest_ids

__all__ = [
    "LEDGER_NAME",
    "LOCAL_FOLDER",
    "find_iterations",
    "find_ledgers",
    "index_path",
    "local_folder",
    "plan_folder",
]

LEDGER_NAME = "EVIDENCE.jsonl"
LOCAL_FOLDER = ".planproof"

_PRIVATE = 0o700


def local_folder(root: Path, *parts: str) -> Path:
    """`.planproof/…` of a project, made if it isn't there: private to its owner, and ignored by git.

    Args:
        root: the project.
        parts: folders below `.planproof`.

    Raises:
        LedgerError: it can't be made, or something that is no folder stands in its place.
    """
    top = root / LOCAL_FOLDER
    folder = top.joinpath(*parts)
    try:
        if not top.is_dir():
            top.mkdir(mode=_PRIVATE, exist_ok=True)
        ignore = top / ".gitignore"
        if not ignore.exists():
            ignore.write_text("# Local to this machine: rebuilt, or worthless elsewhere.\n*\n", encoding="utf-8")
        folder.mkdir(mode=_PRIVATE, parents=True, exist_ok=True)
    except OSError as error:
        raise LedgerError(
            f"can't be made: {error.strerror}",
            place=str(Path(LOCAL_FOLDER, *parts)),
            hint="make the project's folder writable",
        ) from error
    return folder


def index_path(root: Path) -> Path:
    """The SQLite index of a project; nothing is made."""
    return root / LOCAL_FOLDER / "index.sqlite"


def find_iterations(root: Path) -> dict[str, Path]:
    """Every iteration folder under the plans folder, by id, sorted; documents are not read.

    Of two folders with one id, the one that holds evidence wins, else the first by name.
    """
    found: dict[str, Path] = {}
    for folder, _, files in _walk(root):
        identifier = id_from_name(folder.name)
        if identifier and id_level(identifier) == "iteration" and (identifier not in found or LEDGER_NAME in files):
            found[identifier] = folder
    return dict(sorted(found.items()))


def find_ledgers(root: Path) -> list[Path]:
    """Every `EVIDENCE.jsonl` under the plans folder, sorted by path."""
    return [folder / LEDGER_NAME for folder, _, files in _walk(root) if LEDGER_NAME in files]


def find_iteration(root: Path, iteration: str) -> Path | None:
    """The folder of one iteration, or None.

    Looks first where it belongs (`M1_X/M1_E2_Y/M1_E2_I3_Z`) and reads no other folder then.
    """
    folders = [root / load_config(root).plans.folder]
    parts = iteration.split("_")
    for depth in range(len(parts)):
        wanted = "_".join(parts[: depth + 1])
        folders = [child for folder in folders for child in _children(folder) if id_from_name(child.name) == wanted]
    if len(parts) == 3 and len(folders) == 1:
        return folders[0]
    return find_iterations(root).get(iteration)


def plan_folder(root: Path, iteration: str) -> Path:
    """The folder of one iteration.

    Raises:
        UsageError: no such iteration; the hint names the nearest ids.
    """
    folder = find_iteration(root, iteration)
    if folder:
        return folder
    near = nearest_ids(iteration, find_iterations(root))
    hint = f"did you mean {' or '.join(near)}?" if near else "planproof status lists the iterations"
    raise UsageError(f"no iteration {iteration!r} in this project", hint=hint)


def _children(folder: Path) -> list[Path]:
    try:
        return sorted(Path(entry.path) for entry in os.scandir(folder) if entry.is_dir())
    except OSError:
        return []


def _walk(root: Path) -> list[tuple[Path, list[str], list[str]]]:
    plans = root / load_config(root).plans.folder
    steps = []
    for folder, folders, files in os.walk(plans):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        steps.append((Path(folder), folders, files))
    return sorted(steps)
