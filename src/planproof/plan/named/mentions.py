"""Code ticks in the fields of a plan: which of them say that something is there, which of them that something will be made."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import msgspec

from planproof.plan.document import Place, Text
from planproof.plan.late_pattern import late_pattern
from planproof.plan.latest import of_latest_plan
from planproof.plan.model import Plan
from planproof.plan.outline import outline_of

__all__ = [
    "Mention",
    "Ticked",
    "claims",
    "intentions",
    "place_of",
    "ticked_claims",
    "ticked_intentions",
    "ticked_used",
    "ticks",
    "used",
]

# What a pattern begins with letter for letter is found without trying it anywhere else, so the look behind the tick comes after it.
_TICKS = late_pattern(r"`(?<!``)([^`\n]{1,200})`(?!`)")
_LINES_BEYOND = 20  # a field's value may be several blocks, whose blank lines it doesn't keep


class Mention(msgspec.Struct, frozen=True, gc=False):
    """Something that a plan names, and where."""

    name: str
    place: Place


class Ticked(msgspec.Struct, frozen=True, gc=False):
    """A field in which there are code ticks, and what stands between them, as `ticks` gives it."""

    text: Text
    written: tuple[str, ...]


def ticks(text: str) -> tuple[str, ...]:
    """What stands between single code ticks, in order."""
    return tuple([match[1].strip() for match in _TICKS.finditer(text)]) if "`" in text else ()


@of_latest_plan
def ticked_claims(plan: Plan) -> tuple[Ticked, ...]:
    """Those of `claims` with code ticks in them."""
    return _ticked(claims(plan))


@of_latest_plan
def ticked_used(plan: Plan) -> tuple[Ticked, ...]:
    """Those of `used` with code ticks in them."""
    return _ticked(used(plan))


@of_latest_plan
def ticked_intentions(plan: Plan) -> tuple[Ticked, ...]:
    """Those of `intentions` with code ticks in them."""
    return _ticked(intentions(plan))


def _ticked(texts: Iterable[Text]) -> tuple[Ticked, ...]:
    return tuple([Ticked(text, ticks(text.value)) for text in texts if "`" in text.value])


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
    outline = outline_of(document)
    after = place.line + text.value.count("\n") + _LINES_BEYOND + 1
    end = outline.offset(after) if after <= len(outline.lines) else len(outline.text)
    start = outline.offset(min(place.line, len(outline.lines))) + place.column - 1
    found = outline.text.find(written, start, end)
    return outline.place(found) if found >= 0 else place
