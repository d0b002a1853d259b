"""What a task depends on: where each stands by the evidence, and the signatures that it gave or will give."""

from __future__ import annotations

import re
from pathlib import Path

from planproof.plan.brief.about import About
from planproof.plan.brief.key_files import symbol_lines
from planproof.plan.brief.model import BriefTask, Item
from planproof.plan.model import Plan, Task
from planproof.plan.plain_path import plain_path
from planproof.plan.symbols import declared_symbols

__all__ = ["dependency_items"]

_SIGNATURES_MAX = 12
_FILES_MAX = 20
_NAME = re.compile(r"[A-Za-z_]\w*")


def dependency_items(root: Path, brief: BriefTask, about: About) -> tuple[Item, ...]:
    """A line each with its status, below it the signatures of its files, those that the task names first.

    Args:
        root: absolute path of the project.
        brief: the task with the standing of all that it depends on.
        about: which names the task uses.
    """
    tasks = {task.id: task for task in brief.plan.tasks}
    found = []
    for standing in brief.standings:
        task = tasks.get(standing.id)
        head = f"- {standing.id} {standing.name}: {standing.status or 'nothing has this id'}"
        lines = _signatures(root, brief.plan, task, about) if task else []
        found.append(Item("\n".join([head, *(f"  {line}" for line in lines)]), place=task.place if task else None))
    return tuple(found)


def _signatures(root: Path, plan: Plan, task: Task, about: About) -> list[str]:
    """The signatures of a task's files as they are, or as they are planned where a file isn't there yet."""
    found: list[str] = []
    for file in task.key_files[:_FILES_MAX]:
        lines = [f"{file.path}:{line}" for line in symbol_lines(root, file.path)] or _planned(plan, file.path)
        used = [line for line in lines if not about.names.isdisjoint(_NAME.findall(line.partition(": ")[2]))]
        found += used or lines
    more = f"and {len(found) - _SIGNATURES_MAX} more signatures"
    return found if len(found) <= _SIGNATURES_MAX else [*found[:_SIGNATURES_MAX], more]


def _planned(plan: Plan, path: str) -> list[str]:
    return [
        f"{path}, planned: {symbol.signature or f'type {symbol.name}'}"
        for interface in plan.interfaces
        if interface.path and plain_path(interface.path) == plain_path(path)
        for symbol in declared_symbols(interface)
    ]
