"""Which sections of an iteration's documents hold which part of a plan.

A section with a known title starts a part; its subsections belong to it until one starts a part of its own. Some parts keep
whatever is below them: a task called "Benchmarks" is a task, a standard called "Architecture" is a standard.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from planproof.plan.document import Block, Document, Section
from planproof.plan.late_pattern import late_pattern

__all__ = ["Outline", "is_called_task", "is_labelled_task", "task_label", "task_number"]

_KEEP_ALL = frozenset(("standards", "user_stories", "quality_gates", "context", "integration"))
_TASK = late_pattern(
    r"(?:Task(?:[ \t]+|-?(?=\d))|T(?=\d{1,4}:))?(\d{1,6})(?=[.:)\s–—-])(?!\.\d)|Task\b(?![ \t]+\d)", re.IGNORECASE
)
_LABEL = late_pattern(
    r"(?:Task[ \t]+(\d{1,6}(?:\.\d{1,6}){1,3})(?=[.:)\s–—-])|([A-Z][A-Z0-9]{0,9}(?:-[A-Z0-9]{1,9}){0,3}-\d{2,6})(?=:|[ \t]+[–—-]))"
)
_CALLED_TASK = late_pattern(r"Task(?:[ \t]+|-)?\d", re.IGNORECASE)
# Decisions, risks, stories, requirements, criteria, test cases and questions are labelled so, too.
_LABEL_OF_OTHERS = late_pattern(r"(?:ADR|AC|BR|D|DEC|FR|NFR|OQ|Q|R|REQ|RISK|SC|TC|UC|US)-", re.IGNORECASE)
_WITH_TASKS = frozenset(("BACKLOGS", "ITERATION"))


def task_number(title: str) -> int | None:
    """Number of a task by its heading: `3. Name`, `Task 3: Name`, `T3: Name`; 0 for `Task: Name`, None when it is none's."""
    match = _TASK.match(title)
    return int(match.group(1) or 0) if match else None


def task_label(title: str) -> str | None:
    """What a task is called that has no plain number: `1.2` of `Task 1.2: Name`, `ABC-012` of `ABC-012: Name`; else None."""
    match = _LABEL.match(title)
    return (match.group(1) or match.group(2)) if match else None


def is_called_task(title: str) -> bool:
    """Whether a heading names a task wherever it stands: `Task 3: Name`, `Task 1.2: Name`, but not `3. Name`."""
    return bool(_CALLED_TASK.match(title))


def is_labelled_task(title: str) -> bool:
    """Whether a heading of a backlog is called by a label of work: `TI-001: Name`, but not `ADR-001: Name`, `US-2: Name`."""
    label = task_label(title)
    return label is not None and not _LABEL_OF_OTHERS.match(label)


class Outline:
    """The parts of one iteration: canonical key -> the sections that start it, in order of the documents."""

    def __init__(self, documents: Iterable[Document]) -> None:
        self._parts: dict[str, list[Section]] = {}
        self._starts: set[int] = set()
        self.tops: list[Section] = []
        self.backlogs: list[Section] = []
        for document in documents:
            for section in document.sections:
                self.tops.append(section)
                if document.kind in _WITH_TASKS:
                    self.backlogs.append(section)
                self._sort_in(section, "")

    def parts(self, *keys: str) -> Iterator[Section]:
        """The sections that start a part with one of these keys."""
        for key in keys:
            yield from self._parts.get(key, ())

    def own(self, section: Section) -> Iterator[Section]:
        """The section and those below it that belong to the same part, in order."""
        yield section
        for below in section.subsections:
            if id(below) not in self._starts:
                yield from self.own(below)

    def blocks(self, *keys: str) -> Iterator[tuple[Section, Block]]:
        """Every block of these parts with the section it stands in."""
        for part in self.parts(*keys):
            for section in self.own(part):
                for block in section.blocks:
                    yield section, block

    def _sort_in(self, section: Section, around: str) -> None:
        is_task = around == "tasks" and (
            task_number(section.title) is not None or task_label(section.title) is not None
        )
        if section.key and section.key != around and around not in _KEEP_ALL and not is_task:
            self._parts.setdefault(section.key, []).append(section)
            self._starts.add(id(section))
            around = section.key
        for below in section.subsections:
            self._sort_in(below, "standards" if is_task else around)
