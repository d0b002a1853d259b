"""Code ticks in the fields of a plan: which of them say that something is there, which of them that something will be made."""

from __future__ import annotations

import re
from bisect import bisect
from collections.abc import Iterator
from functools import lru_cache

import msgspec

from planproof.plan.document import Place, Text
from planproof.plan.model import Plan
from planproof.plan.syntax import line_breaks

__all__ = ["Mention", "claims", "intentions", "place_of", "ticks", "used"]

_TICKS = re.compile(r"(?<!`)`([^`\n]{1,200})`(?!`)")
_LINES_BEYOND = 20  # a field's value may be several blocks, whose blank lines it doesn't keep


class Mention(msgspec.Struct, frozen=True, gc=False):
    """Something that a plan names, and where."""

    name: str
    place: Place


def ticks(text: str) -> tuple[str, ...]:
    """What stands between single code ticks, in order."""
    return _ticks(text) if "`" in text else ()


@lru_cache(maxsize=256)  # rules run plan by plan, and several ask about each field
def _ticks(text: str) -> tuple[str, ...]:
    return tuple([match[1].strip() for match in _TICKS.finditer(text)])


def claims(plan: Plan) -> Iterator[Text]:
    """The fields that say what is there already: built, current state, infrastructure, existing services."""
    if context := plan.context:
        yield from _present(context.built, context.current_state, context.infrastructure)
    if integration := plan.integration:
        yield from _present(integration.existing_services)


def used(plan: Plan) -> Iterator[Text]:
    """The fields that name what is worked with, whether it is there or will be: data flow, integration points, standards."""
    if integration := plan.integration:
        yield from _present(integration.data_flow, integration.dependencies)
    for task in plan.tasks:
        yield from _present(task.receives, task.sends, task.database)
    for standard in plan.standards:
        yield from standard.rules


def intentions(plan: Plan) -> Iterator[Text]:
    """The fields that say what will be made: now building, new integration points, what each task builds and leaves behind."""
    if context := plan.context:
        yield from _present(context.now_building)
    if integration := plan.integration:
        yield from _present(integration.new_points)
    for task in plan.tasks:
        yield from _present(task.what, task.deliverable)


def _present(*texts: Text | None) -> Iterator[Text]:
    return (text for text in texts if text is not None)


def place_of(plan: Plan, text: Text, written: str) -> Place:
    """Where something of a field stands: a field may span several blocks, so it is looked for in the document.

    Args:
        written: as it stands there, for instance between code ticks.
    """
    place = text.place
    document = next((each for each in plan.documents if each.path == place.path), None)
    if document is None:
        return place
    starts = _line_starts(document.text)
    last = min(place.line + text.value.count("\n") + _LINES_BEYOND, len(starts) - 1)
    found = document.text.find(written, starts[min(place.line - 1, last)] + place.column - 1, starts[last])
    if found < 0:
        return place
    line = bisect(starts, found)
    return Place(place.path, line, found - starts[line - 1] + 1)


@lru_cache(maxsize=64)
def _line_starts(text: str) -> list[int]:
    """Where each line begins, and where the text ends."""
    return [0, *line_breaks(text), len(text) + 1]
