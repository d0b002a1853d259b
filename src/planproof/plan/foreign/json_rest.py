"""What a `tasks.json` holds beside the tasks that were imported: metadata, cancelled tasks, tasks that couldn't be read."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

import msgspec

from planproof.plan.document import Place
from planproof.plan.foreign.import_tasks import imported_tasks
from planproof.plan.foreign.json_places import JsonPlaces
from planproof.plan.foreign.model import ForeignPlan
from planproof.plan.foreign.taskmaster import tag_lists

__all__ = ["DecodedJson", "decoded_sources", "json_left", "json_tasks"]

DecodedJson = tuple[str, Any, JsonPlaces]  # path, values, where they stand


def json_left(plan: ForeignPlan, decoded: Iterable[DecodedJson]) -> dict[str, str]:
    """For each JSON source what remains of it without the imported tasks, as indented JSON; empty when nothing does.

    A source that isn't JSON at all is left out of the answer: its text is kept line by line.

    Args:
        decoded: what `decoded_sources` gives.
    """
    places = {task.place for task in imported_tasks(plan)}
    return {
        path: json.dumps(rest, ensure_ascii=False, indent=2) if (rest := _rest(data, where, places)) else ""
        for path, data, where in decoded
    }


def json_tasks(decoded: Iterable[DecodedJson]) -> dict[Place, str]:
    """Each task of the JSON sources with all its values, as indented JSON, by its place."""
    found: dict[Place, str] = {}
    for _, data, where in decoded:
        for tag, tasks in tag_lists(data).items():
            path = (*((tag,) if tag else ()), "tasks")
            for number, task in enumerate(tasks if isinstance(tasks, list) else []):
                found.setdefault(where.place(*path, number), json.dumps(task, ensure_ascii=False, indent=2))
    return found


def decoded_sources(plan: ForeignPlan) -> tuple[DecodedJson, ...]:
    """The JSON sources of tasks with their values and places; those that can't be decoded are left out."""
    return tuple(_decoded(plan))


def _decoded(plan: ForeignPlan) -> Iterator[DecodedJson]:
    for source in plan.sources:
        if source.role != "tasks" or not source.path.endswith(".json") or not source.document.text:
            continue
        where = JsonPlaces(source.path, source.document.text)
        if where.too_deep:
            continue
        try:
            yield source.path, msgspec.json.decode(source.document.text), where
        except (msgspec.DecodeError, ValueError, RecursionError):
            continue  # the reader has named it as a problem


def _rest(data: Any, where: JsonPlaces, imported: set[Any]) -> Any:
    if not isinstance(data, dict):
        return data
    lists = tag_lists(data)
    rest: dict[str, Any] = {}
    for tag, tasks in lists.items():
        path = (*((tag,) if tag else ()), "tasks")
        left = tasks
        if isinstance(tasks, list):
            left = [task for number, task in enumerate(tasks) if where.place(*path, number) not in imported]
        around = data[tag] if tag else data
        inner = {key: value for key, value in around.items() if key != "tasks"} | ({"tasks": left} if left else {})
        if tag and inner:
            rest[tag] = inner
        elif not tag:
            rest |= inner
    if "" not in lists:
        rest |= {key: value for key, value in data.items() if key not in lists}
    return rest
