"""Which sections a plan lacks, and how sure that is: what is read, what only comes near, what is nowhere.

    read      a heading that means the section, or its part elsewhere (a goal under the title, tests under their level)
    near      a heading, a bold lead, a column or a task has a word for it: a person may well find the section there
    nowhere   neither; only this is certain

A document that leaves out most of what its kind asks for is written in another form; counting its missing sections one by one
would say the same thing a dozen times.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec

from planproof.plan.document import Document, ListItem, Paragraph, Section, Table
from planproof.plan.late_pattern import late_pattern
from planproof.plan.latest import of_latest_plan
from planproof.plan.model import Plan
from planproof.plan.sections import REQUIRED_SECTIONS, comes_near
from planproof.plan.task_types import is_testing

__all__ = ["Presence", "presence_of"]

_LEVELS = frozenset(("unit_tests", "integration_tests", "system_tests"))
_BOLD_LEAD = late_pattern(r"^[ \t>]*\*\*([^*\n]{1,80})\*\*", re.MULTILINE)
_PLAIN_LEAD = late_pattern(r"^[ \t>]*([A-Z][A-Za-z &/-]{1,40}):(?=\s|$)", re.MULTILINE)
_BARE = {"BACKLOGS": "tasks", "ITERATION": "tasks", "TEST_PLAN": "test cases"}
_ITEM_LENGTH = 120


class Presence(msgspec.Struct, frozen=True):
    """What one document of a plan holds of the sections that its kind asks for.

    Attributes:
        document: of a kind that asks for sections.
        read: keys that are read somewhere in the plan.
        near: keys that aren't read, and of which a title somewhere in the plan has a word.
        nowhere: keys that the plan has in no form.
    """

    document: Document
    read: tuple[str, ...]
    near: tuple[str, ...]
    nowhere: tuple[str, ...]

    @property
    def is_our_form(self) -> bool:
        """Whether at least half of what the document's kind asks for was recognised."""
        return 2 * len(self.read) >= len(self.read) + len(self.near) + len(self.nowhere)


@of_latest_plan
def presence_of(plan: Plan) -> tuple[Presence, ...]:
    """Each document of a plan that asks for sections; a section that two kinds ask for is counted with the first."""
    return tuple(_presence_of(plan))


def _presence_of(plan: Plan) -> Iterator[Presence]:
    read = {section.key for document in plan.documents for section in document.walk()} | _told_otherwise(plan)
    words: str | None = None
    asked: set[str] = set()
    for document in plan.documents:
        keys = [key for key in REQUIRED_SECTIONS.get(document.kind, ()) if key not in asked]
        if not keys or (document.problems and not document.sections):
            continue  # PP100 says of the latter that it can't be read; a list of what it lacks would add nothing
        asked.update(keys)
        absent = [key for key in keys if key not in read]
        if absent and words is None:
            words = "\n".join(_titles(plan))
        near = tuple([key for key in absent if comes_near(key, words or "")])
        nowhere = tuple([key for key in absent if key not in near])
        yield Presence(document, tuple([key for key in keys if key in read]), near, nowhere)


def _told_otherwise(plan: Plan) -> set[str]:
    """Sections whose part stands elsewhere: a goal under the title, tests under their level or as a task among the tasks."""
    told = {"goal"} if plan.goal else set()
    if plan.tasks:
        told.add("tasks")
    if any(section.key in _LEVELS for document in plan.documents for section in document.walk()):
        told.add("test_cases")
    if any(is_testing(task) for task in plan.tasks):
        told.add("testing_tasks")
    return told


def _titles(plan: Plan) -> Iterator[str]:
    """What a reader's eye finds in a plan, a line each: headings but for the documents' own, leads, columns, items of tasks."""
    for document in plan.documents:
        for number, section in enumerate(document.walk()):
            if section.level > 1 or number > 1:
                yield section.title
            elif any(isinstance(block, (ListItem, Table)) for block in section.blocks):
                yield _BARE.get(document.kind, "")  # a document that is, or begins with, a bare list of them
            if document.kind == "TEST_PLAN" and not section.key and section.blocks:
                yield _BARE["TEST_PLAN"]  # whatever the title, lists of a test plan tell what is tested
            yield from _leads(section)


def _leads(section: Section) -> Iterator[str]:
    for block in section.blocks:
        if isinstance(block, Table):
            yield from (cell.text for cell in block.header)
        elif isinstance(block, (Paragraph, ListItem)):
            yield from _BOLD_LEAD.findall(block.text)
            yield from _PLAIN_LEAD.findall(block.text)
            if section.key == "tasks" and isinstance(block, ListItem):
                yield block.text[:_ITEM_LENGTH].partition("\n")[0]
