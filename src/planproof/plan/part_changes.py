"""What differs between two states of a plan, part by part: which task, test or figure was added, taken away or changed, and how.

    plan then, plan now ──► (kind, name) of each part ──► digests compared ──► fields that differ, with their words

Parts are compared by `plan.digest`, so a task that moved down the page or got another status has not changed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import msgspec

from planproof.plan.digest import part_digest, plan_digest
from planproof.plan.document import CodeBlock, Text
from planproof.plan.model import Command, Plan

__all__ = ["FieldChange", "PartChange", "part_changes"]

_NAMED: tuple[tuple[str, str, Callable[[Any], str]], ...] = (
    ("user story", "user_stories", lambda part: part.name or part.text),
    ("standard", "standards", lambda part: part.title),
    ("interface", "interfaces", lambda part: part.path or part.name),
    ("memory layout", "memory_layouts", lambda part: part.structure),
    ("shared field", "shared_fields", lambda part: part.name),
    ("performance target", "performance_targets", lambda part: part.name),
    ("coverage entry", "coverage_map", lambda part: part.interface),
    ("matrix row", "test_matrix", lambda part: f"{part.level} {part.what}"),
    ("test", "test_cases", lambda part: part.name),
    ("task", "tasks", lambda part: part.id),
    ("testing task", "testing_tasks", lambda part: part.name),
    ("risk", "risks", lambda part: part.text),
    ("gate", "gates", lambda part: f"{part.group}: {part.text}"),
    ("demo", "demo", lambda part: part.title or part.script),
    ("assumption", "assumptions", lambda part: part.name or part.text),
    ("out of scope", "out_of_scope", lambda part: part.text),
    ("decision", "decisions", lambda part: part.subject),
    ("checklist", "checklist", lambda part: part.text),
    ("diagram", "diagrams", lambda part: "diagram"),
    ("thread rule", "thread_rules", lambda part: part.value),
)
_SINGLE = ("goal", "context", "integration")
_PLACES = ("place", "expected_place", "end_line", "status", "id", "number", "found_at")


class FieldChange(msgspec.Struct, frozen=True):
    """One field of a part with its words before and after; empty where there were none."""

    name: str
    before: str
    after: str


class PartChange(msgspec.Struct, frozen=True):
    """One part that differs.

    Attributes:
        kind: `task`, `test`, `goal`, …; `document` for words that belong to no part.
        name: of the part: a task's id, a test's name.
        how: `added`, `removed` or `changed`.
        place: `file:line` where it stands, for what was removed where it stood.
        fields: of a part that changed, what differs in it.
    """

    kind: str
    name: str
    how: str
    place: str
    fields: tuple[FieldChange, ...] = ()


def part_changes(then: Plan, now: Plan) -> tuple[PartChange, ...]:
    """What differs between two states of one iteration's plan, in the order of kinds; empty when nothing does."""
    before, after = dict(_parts(then)), dict(_parts(now))
    found = []
    for key in dict.fromkeys((*before, *after)):
        old, new = before.get(key), after.get(key)
        if old is None or new is None:
            there = new if old is None else old
            found.append(PartChange(*key, "added" if old is None else "removed", _place(there)))
        elif part_digest(old) != part_digest(new):
            found.append(PartChange(*key, "changed", _place(new), tuple(_fields(old, new))))
    if not found and plan_digest(then) != plan_digest(now):
        found += _documents(then, now)
    return tuple(found)


def _parts(plan: Plan) -> Iterator[tuple[tuple[str, str], Any]]:
    """Every part under its kind and name; of several with one name the second is called `name (2)`."""
    for name in _SINGLE:
        if getattr(plan, name) is not None:
            yield (name, ""), getattr(plan, name)
    for kind, attribute, name_of in _NAMED:
        seen: dict[str, int] = {}
        for part in getattr(plan, attribute):
            name = " ".join(name_of(part).split())[:120]
            seen[name] = seen.get(name, 0) + 1
            yield (kind, f"{name} ({seen[name]})" if seen[name] > 1 else name), part


def _place(part: Any) -> str:
    return f"{part.place.path}:{part.place.line}"


def _fields(old: Any, new: Any) -> Iterator[FieldChange]:
    if isinstance(new, Text):
        yield FieldChange("text", old.value, new.value)
        return
    for name in new.__struct_fields__:
        before, after = getattr(old, name), getattr(new, name)
        if name not in _PLACES and part_digest(before) != part_digest(after):
            yield FieldChange(name, _words(before), _words(after))


def _words(value: Any) -> str:
    """The words of a part as a person wrote them."""
    if value is None:
        return ""
    if isinstance(value, Text):
        return value.value
    if isinstance(value, CodeBlock):
        return value.content
    if isinstance(value, Command):
        return value.script + (f"\n{value.expected}" if value.expected is not None else "")
    if isinstance(value, tuple):
        return "\n".join(map(_words, value))
    if isinstance(value, msgspec.Struct):
        return " ".join(_words(getattr(value, name)) for name in value.__struct_fields__ if name not in _PLACES)
    return str(value)


def _documents(then: Plan, now: Plan) -> Iterator[PartChange]:
    """Documents that differ in words which belong to no part."""
    before = {document.path: document.text for document in then.documents}
    after = {document.path: document.text for document in now.documents}
    for path in sorted({*before, *after}):
        if before.get(path) != after.get(path):
            how = "changed" if path in before and path in after else "added" if path in after else "removed"
            yield PartChange("document", path.rpartition("/")[2], how, f"{path}:1")
