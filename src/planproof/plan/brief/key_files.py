"""The key files of a task with what is in them today: read from disk, since only these few are asked for.

A new file says so; one that is there shows its symbols with their lines; a path that leads out of the project is never opened.
"""

from __future__ import annotations

import hashlib
import os
import re
from pathlib import Path

from planproof.plan.brief.model import Item
from planproof.plan.facts.model import Fact, FactKind
from planproof.plan.facts.source import SOURCE_MAX_BYTES, is_source, read_source
from planproof.plan.model import KeyFile, Plan, Task
from planproof.plan.plain_path import plain_path

__all__ = ["file_items", "source_of", "symbol_lines"]

_FIRST_SYMBOLS = 8  # of each file, before the next file has its turn
_ENTRIES_SHOWN = 12
_FILES_MAX = 100  # a task that names more than this is no task, and looking into all of them would take seconds


def file_items(root: Path, plan: Plan, task: Task) -> list[Item]:
    """What the key files hold: every file on a line, the first symbols of each, then the other symbols.

    Args:
        root: absolute path of the project.
        plan: says which earlier task makes a file that isn't there.
        task: whose files they are.
    """
    first: list[Item] = []
    more: list[Item] = []
    for file in task.key_files[:_FILES_MAX]:
        head, symbols = _look(root, plan, task, file)
        shown = "\n".join([head, *(f"  {line}" for line in symbols[:_FIRST_SYMBOLS])])
        first.append(Item(shown, place=file.place))
        rest = symbols[_FIRST_SYMBOLS:]
        for start in range(0, len(rest), _FIRST_SYMBOLS):
            lines = rest[start : start + _FIRST_SYMBOLS]
            text = "\n".join([f"- `{plain_path(file.path)}`, more of it", *(f"  {line}" for line in lines)])
            more.append(Item(text, place=file.place))
    left = len(task.key_files) - _FILES_MAX
    return [*first, *more, *([Item(f"- and {left} more files", place=task.place)] if left > 0 else [])]


def symbol_lines(root: Path, path: str) -> list[str]:
    """The symbols of a file of the project, `12: def add(…)`; none for a file that isn't there or isn't source."""
    source = source_of(root, path)
    if source is None or not is_source(path):
        return []
    facts, _ = read_source(path, source, hashlib.sha256(source).hexdigest())
    symbols = [fact for fact in facts if fact.kind is FactKind.SYMBOL]
    return [f"{fact.place.line}: {_signature(fact)}" for fact in symbols]


def source_of(root: Path, path: str) -> bytes | None:
    """The bytes of a file of the project; None when it isn't there, is large, or lies outside."""
    full = _inside(root, path)
    try:
        if full is None or not full.is_file() or full.stat().st_size > SOURCE_MAX_BYTES:
            return None
        return full.read_bytes()
    except OSError:
        return None


def _look(root: Path, plan: Plan, task: Task, file: KeyFile) -> tuple[str, list[str]]:
    """A line about a file, and the symbols in it."""
    path = plain_path(file.path)
    purpose = f": {file.purpose}" if file.purpose else ""
    full = _inside(root, path)
    if full is None:
        return f"- `{path}` lies outside of the project, not read{purpose}", []
    if full.is_dir():
        return f"- `{path}/` holds {_listing(full)}{purpose}", []
    if not full.exists():
        return f"- `{path}` {_absent(plan, task, file)}{purpose}", []
    source = source_of(root, path)
    if source is None:
        return f"- `{path}` is there, too large to look into or unreadable{purpose}", []
    lines = source.count(b"\n") + (not source.endswith(b"\n") and bool(source))
    marked = ", marked (new) and there already" if file.new else ""
    symbols = symbol_lines(root, path)
    plural = "" if len(symbols) == 1 else "s"
    counted = f"{lines} lines" + (f", {len(symbols)} symbol{plural}" if symbols else "")
    return f"- `{path}` ({counted}{marked}){purpose}", symbols


def _absent(plan: Plan, task: Task, file: KeyFile) -> str:
    if file.new:
        return "(new, made by this task)"
    makers = (
        other.number
        for other in plan.tasks
        if other is not task
        and any(plain_path(each.path) == plain_path(file.path) and each.new for each in other.key_files)
    )
    maker = next(makers, None)
    return f"(not there yet, made by task {maker})" if maker is not None else "(not there, and not marked as new)"


def _listing(folder: Path) -> str:
    try:
        names = sorted(os.listdir(folder))
    except OSError:
        return "what can't be listed"
    more = f" and {len(names) - _ENTRIES_SHOWN} more" if len(names) > _ENTRIES_SHOWN else ""
    return ", ".join(names[:_ENTRIES_SHOWN]) + more if names else "nothing"


def _inside(root: Path, path: str) -> Path | None:
    """The path of a file inside of the project, links resolved; None for one outside or that is no path."""
    try:
        real = os.path.realpath(root / path)
    except (OSError, ValueError):
        return None
    base = os.path.realpath(root)
    return Path(real) if real.startswith(base + os.sep) else None


def _signature(fact: Fact) -> str:
    """A symbol's signature, with its owner where that doesn't say it; C's as a person writes it."""
    if not fact.value:
        return f"type {fact.name}"
    value = fact.value
    if fact.get("language") in ("c", "cpp"):
        value = re.sub(r" (?=[(),])|(?<=\() |(?<=\*) (?=[\w*(])", "", value)
    owner = fact.name.rpartition(".")[0]
    return f"{value}  ({owner})" if owner and owner not in value else value
