"""Finds plans of other tools by what lies there: the names of files and folders that each tool documents, never by guessing.

    specs/NNN-name/{spec,plan,tasks}.md                                          spec-kit (`.specify/specs/` too)
    openspec/changes/NAME/{proposal,tasks}.md, also in archive/                  OpenSpec
    .kiro/specs/NAME/{requirements,design,tasks}.md                              Kiro, cc-sdd
    .taskmaster/tasks/tasks.json, tasks/tasks.json                               Task Master
    docs/superpowers/plans/*.md                                                  Markdown with boxes

Only these places are looked at when nothing is named. What is named may lie anywhere, and any Markdown file may be.
Links are not followed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import msgspec

from planproof.plan.foreign.model import ForeignFormat
from planproof.plan.late_pattern import late_pattern

__all__ = ["Found", "found_at", "known_places"]

_FEATURE = late_pattern(r"\d{3,}-")
_PLAN_LINE = late_pattern(r"^(?:\s*(?:[-*+]|\d+[.)]) \[[ xX~-]\]|#{1,4} +(?:Task|Step|Phase)\b)", re.MULTILINE)
_LISTED = late_pattern(rb'\s*(?:\xef\xbb\xbf)?\{\s*"[^"]{1,200}"\s*:\s*\[\s*\{\s*"id"\s*:[^{}]{1,2000}"status"\s*:')
_DEPTH_MAX = 6
_PASSED_OVER = frozenset(
    {".git", ".planproof", ".venv", "__pycache__", "build", "dist", "node_modules", "target", "venv"}
)
_PROBE_BYTES = 200_000


class Found(msgspec.Struct, frozen=True):
    """A plan that was found: its format, and its file or folder (absolute)."""

    format: ForeignFormat
    path: Path


def known_places(root: Path) -> list[Found]:
    """The plans at the places that tools document, in order of format and path.

    Args:
        root: absolute path of the project.
    """
    found: list[Found] = []
    for folder in (root / "specs", root / ".specify" / "specs"):
        found += _of_format(ForeignFormat.SPEC_KIT, _folders(folder))
    changes = root / "openspec" / "changes"
    for folder in (changes, changes / "proposed", changes / "approved", changes / "archive"):
        found += _of_format(ForeignFormat.OPENSPEC, _folders(folder))
    for folder in _folders(root / ".kiro" / "specs"):
        if _is_plain(folder / "tasks.md") or _format_of_folder(folder) is ForeignFormat.KIRO:
            found.append(Found(ForeignFormat.KIRO, folder))
    for path in (root / ".taskmaster" / "tasks" / "tasks.json", root / "tasks" / "tasks.json"):
        if _is_plain(path) and _is_task_master(path):
            found.append(Found(ForeignFormat.TASK_MASTER, path))
    plans = root / "docs" / "superpowers" / "plans"
    return found + [Found(ForeignFormat.MARKDOWN, path) for path in _files(plans) if _holds_a_plan(path)]


def found_at(path: Path) -> list[Found]:
    """The plans at or below a path that somebody named.

    Args:
        path: absolute. A Markdown file inside a plan's folder means that plan; any other Markdown file is one by itself.

    Returns:
        what was found, in order of path; nothing when there is no plan there.
    """
    if _is_plain(path):
        return _of_file(path)
    if not path.is_dir():
        return []
    own = _format_of_folder(path)
    if own:
        return [Found(own, _inside(own, path))]
    found = list(_below(path, 0))
    if found:
        return found
    return [Found(ForeignFormat.MARKDOWN, file) for file in _files(path) if _holds_a_plan(file)]


def _of_file(path: Path) -> list[Found]:
    if path.name == "tasks.json":
        return [Found(ForeignFormat.TASK_MASTER, path)]
    if path.suffix.lower() not in (".md", ".markdown"):
        return [Found(ForeignFormat.TASK_MASTER, path)] if path.suffix == ".json" and _is_task_master(path) else []
    for folder in (path.parent, path.parent.parent, path.parent.parent.parent):
        own = _format_of_folder(folder)
        if own and own is not ForeignFormat.TASK_MASTER:
            return [Found(own, folder)]
    return [Found(ForeignFormat.MARKDOWN, path)]


def _below(folder: Path, depth: int) -> Iterator[Found]:
    """Plans in the folders below one, without looking into those that are plans themselves."""
    for inner in _folders(folder):
        own = None if inner.name in _PASSED_OVER else _format_of_folder(inner)
        if own:
            yield Found(own, _inside(own, inner))
        elif depth < _DEPTH_MAX and inner.name not in _PASSED_OVER:
            yield from _below(inner, depth + 1)
    if folder.name == "plans" and folder.parent.name == "superpowers":
        yield from (Found(ForeignFormat.MARKDOWN, path) for path in _files(folder) if _holds_a_plan(path))


def _of_format(wanted: ForeignFormat, folders: list[Path]) -> list[Found]:
    return [Found(wanted, folder) for folder in folders if _format_of_folder(folder) is wanted]


def _format_of_folder(folder: Path) -> ForeignFormat | None:
    """The format of a folder that is one plan; None for any other folder."""

    def has(*names: str) -> bool:
        return any(_is_plain(folder / name) for name in names)

    if folder.name == ".taskmaster" and has("tasks/tasks.json"):
        return ForeignFormat.TASK_MASTER
    if folder.name == "tasks" and has("tasks.json") and _is_task_master(folder / "tasks.json"):
        return ForeignFormat.TASK_MASTER
    above = [parent.name for parent in folder.parents][:3]
    if folder.name not in ("archive", "proposed", "approved", "specs") and "changes" in above[:2]:
        if has("proposal.md", "tasks.md"):
            return ForeignFormat.OPENSPEC
    elif has("proposal.md") and has("tasks.md"):
        return ForeignFormat.OPENSPEC
    if has("requirements.md") and has("design.md", "tasks.md", "spec.json"):
        return ForeignFormat.KIRO
    if has("spec.md") and (has("tasks.md", "plan.md") or _FEATURE.match(folder.name)):
        return ForeignFormat.SPEC_KIT
    if _FEATURE.match(folder.name) and has("plan.md", "tasks.md"):
        return ForeignFormat.SPEC_KIT
    return None


def _inside(own: ForeignFormat, folder: Path) -> Path:
    """What a reader takes: the folder, or Task Master's file in it."""
    if own is not ForeignFormat.TASK_MASTER:
        return folder
    return folder / "tasks" / "tasks.json" if folder.name == ".taskmaster" else folder / "tasks.json"


def _is_task_master(path: Path) -> bool:
    """Whether a JSON file begins as Task Master's does: a list of tasks, at the top or under a tag."""
    try:
        with path.open("rb") as file:
            head = file.read(_PROBE_BYTES)
    except OSError:
        return False
    tagged = re.match(rb'\s*(?:\xef\xbb\xbf)?\{(?:\s*"[^"]{1,200}"\s*:\s*\{)?\s*"(?:tasks|meta|metadata)"\s*:', head)
    return bool((tagged and b'"tasks"' in head) or _LISTED.match(head))


def _holds_a_plan(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            return bool(_PLAN_LINE.search(file.read(_PROBE_BYTES).decode("utf-8", errors="replace")))
    except OSError:
        return False


def _folders(folder: Path) -> list[Path]:
    try:
        return sorted(entry for entry in folder.iterdir() if not entry.is_symlink() and entry.is_dir())
    except OSError:
        return []


def _files(folder: Path) -> list[Path]:
    try:
        return sorted(entry for entry in folder.iterdir() if entry.suffix.lower() == ".md" and _is_plain(entry))
    except OSError:
        return []


def _is_plain(path: Path) -> bool:
    try:
        return path.is_file() and not path.is_symlink()
    except OSError:
        return False
