"""Reads a specification of Kiro or cc-sdd: `.kiro/specs/NAME/` with requirements.md, design.md, tasks.md and spec.json.

    requirements.md   `### Requirement 1: title`, its criteria as a numbered list (1.1, 1.2, … to the tasks)
    tasks.md          `- [ ] 1. Group`, `- [ ] 1.1 text` with a line `_Requirements: 1.1, 1.2_`; `- [ ]* 1.2` is optional
    spec.json         phase and approvals (cc-sdd)

Source of the form: the specifications that kiro.dev and gotalab/cc-sdd document.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import msgspec

from planproof.plan.document import Document, ListItem, Paragraph, Place, ReadingProblem, Section
from planproof.plan.foreign.boxes import sections_of
from planproof.plan.foreign.claims import claims_of
from planproof.plan.foreign.model import Claim, ForeignFormat, ForeignPlan, ForeignTask, Requirement, Scenario, State
from planproof.plan.foreign.sources import problems_of, shown_path, sources_below
from planproof.plan.foreign.tasks import TaskForm, boxed_tasks
from planproof.plan.foreign.words import commands_in_text

__all__ = ["read_kiro"]

_ROLES = {
    "requirements.md": "requirements",
    "design.md": "design",
    "tasks.md": "tasks",
    "research.md": "research",
    "spec.json": "settings",
}
_FORM = TaskForm(
    id_start=re.compile(r"\**(\d+(?:\.\d+)*)\**[.:)]?\s+"),
    id_inside=re.compile(r"(?<![\w.])(?<![A-Za-z]-)\d+(?:\.\d+)*(?!\.?\w|-[A-Za-z])"),
    requirement=re.compile(r"_\**(?:Requirements|要件)\**\s*[:：]\s*([^\n]{1,300})", re.IGNORECASE),
    requirement_list=re.compile(r"(?:^|\s)(\d+(?:\.\d+)*)(?:\s*[-–]\s*(\d+(?:\.\d+)*))?[\s_*.]*$"),
    dotted=True,
)
_REQUIREMENT = re.compile(r"(?:Requirement|要件)\s*(\d+)\s*[:：.-]?\s*(.*)", re.IGNORECASE)
_CRITERIA = re.compile(r"acceptance criteria|受け入れ基準|受入基準", re.IGNORECASE)
_CRITERION = re.compile(r"(?:WHEN|IF|WHILE|WHERE|THE|GIVEN)\b|.*\b(?:SHALL|MUST)\b", re.DOTALL)


def read_kiro(base: Path, folder: Path) -> ForeignPlan:
    """One specification.

    Args:
        base: what paths are shown relative to.
        folder: absolute path of the specification.
    """
    sources = sources_below(base, folder, _ROLES)
    documents = {source.role: source.document for source in reversed(sources)}
    tasks: tuple[ForeignTask, ...] = ()
    claims: list[Claim] = []
    problems = list(problems_of(sources))
    if "tasks" in documents:
        boxed = boxed_tasks(documents["tasks"], _FORM)
        tasks = boxed.tasks
        claims = [*boxed.repeats, *claims_of(documents["tasks"], tasks, boxed.sections)]
    if "settings" in documents:
        settings = _settings(documents["settings"], tasks)
        problems += [each for each in settings if isinstance(each, ReadingProblem)]
        claims += [each for each in settings if isinstance(each, Claim)]
    requirements = tuple(_requirements(documents["requirements"])) if "requirements" in documents else ()
    return ForeignPlan(
        ForeignFormat.KIRO,
        shown_path(base, folder),
        folder.name,
        folder.name.replace("-", " "),
        sources,
        requirements,
        tasks,
        tuple(claims),
        tuple(problems),
    )


def _settings(document: Document, tasks: tuple[ForeignTask, ...]) -> list[Claim | ReadingProblem]:
    """What spec.json says of progress: a phase that is complete, or that the tasks mustn't be begun yet."""
    try:
        data = msgspec.json.decode(document.text)
    except (msgspec.DecodeError, ValueError, RecursionError) as error:
        return [ReadingProblem("unreadable", f"is no JSON: {error}", Place(document.path, 1))]
    found: list[Claim | ReadingProblem] = []
    everything = tuple(task.key for task in tasks)
    if isinstance(data, dict):
        phase = data.get("phase")
        if isinstance(phase, str) and re.search(r"(?:implementation|tasks?)[-_ ](?:complete|done)|^completed?$", phase):
            found.append(Claim(State.DONE, phase, everything, "status", _line(document, "phase")))
        if data.get("ready_for_implementation") is False:
            place = _line(document, "ready_for_implementation")
            found.append(Claim(State.OPEN, "not ready for implementation", everything, "status", place, False))
    return found


def _line(document: Document, key: str) -> Place:
    return Place(document.path, document.text[: max(0, document.text.find(f'"{key}"'))].count("\n") + 1)


def _requirements(document: Document) -> Iterator[Requirement]:
    for section, _ in sections_of(document):
        found = _REQUIREMENT.match(section.title)
        if found:
            blocks = [block for block in section.all_blocks() if isinstance(block, Paragraph | ListItem)]
            criteria = list(_criteria(section))
            scenarios = tuple(
                Scenario(" ".join(item.text.split())[:120], tuple(commands_in_text(item.text, item.place)), item.place)
                for item in criteria
            )
            text = "\n".join(block.text for block in blocks)
            yield Requirement(found[1], found[2], text, scenarios, "requirement", True, section.place)


def _criteria(section: Section) -> Iterator[ListItem]:
    """The criteria of a requirement: every item of its list of criteria; without such a list, items that read like one."""
    listed = [inner for inner in section.walk() if inner is not section and _CRITERIA.search(inner.title)]
    for inner in listed or [section]:
        for block in inner.all_blocks():
            if isinstance(block, ListItem) and block.depth == 0 and (listed or _CRITERION.match(block.text)):
                yield block
