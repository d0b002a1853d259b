"""Reads a change of OpenSpec: `openspec/changes/NAME/` with proposal.md, design.md, tasks.md and deltas in specs/.

    tasks.md             `## 1. Group` with `- [ ] 1.1 text`
    specs/NAME/spec.md   `## ADDED Requirements`, `### Requirement: title`, `#### Scenario: title` with WHEN and THEN
    archive/             a change that was applied: its place alone says that it is done

Source of the form: docs/concepts.md of Fission-AI/OpenSpec.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from planproof.plan.document import CodeBlock, Document, ListItem, Paragraph, Place, Section
from planproof.plan.foreign.boxes import sections_of
from planproof.plan.foreign.claims import claims_of
from planproof.plan.foreign.model import Claim, ForeignFormat, ForeignPlan, ForeignTask, Requirement, Scenario, State
from planproof.plan.foreign.sources import problems_of, shown_path, sources_below
from planproof.plan.foreign.tasks import TaskForm, boxed_tasks
from planproof.plan.foreign.words import commands_in_code, commands_in_text

__all__ = ["read_openspec"]

_ROLES = {
    "proposal.md": "proposal",
    "design.md": "design",
    "tasks.md": "tasks",
    "specs/": "requirements",
    ".openspec.yaml": "settings",
}
_FORM = TaskForm(
    id_start=re.compile(r"\**(\d+(?:\.\d+)+|\d+\.)\**[.:)]?\s+"),
    id_inside=re.compile(r"(?<![\w.])(?<![A-Za-z]-)\d+(?:\.\d+)+(?!\.?\w|-[A-Za-z])"),
    dotted=True,
)
_DELTA = re.compile(r"(ADDED|MODIFIED|REMOVED|RENAMED)\s+Requirements", re.IGNORECASE)
_REQUIREMENT = re.compile(r"Requirement:\s*(.+)", re.IGNORECASE)
_SCENARIO = re.compile(r"Scenario:\s*(.+)", re.IGNORECASE)


def read_openspec(base: Path, folder: Path) -> ForeignPlan:
    """One change.

    Args:
        base: what paths are shown relative to.
        folder: absolute path of the change.
    """
    sources = sources_below(base, folder, _ROLES)
    tasks: tuple[ForeignTask, ...] = ()
    claims: list[Claim] = []
    title = folder.name
    requirements: list[Requirement] = []
    for source in sources:
        if source.role == "tasks":
            boxed = boxed_tasks(source.document, _FORM)
            tasks = boxed.tasks
            claims += boxed.repeats
            claims += claims_of(source.document, tasks, boxed.sections)
            if folder.parent.name == "archive" and tasks:
                everything = tuple(task.key for task in tasks)
                claims.append(Claim(State.DONE, "archived", everything, "archive", Place(source.path, 1)))
        elif source.role == "requirements":
            requirements += _requirements(source.document)
        elif source.role == "proposal":
            heading = next((section.title for section in source.document.sections if section.level == 1), "")
            title = re.sub(r"^(?:Proposal|Change):\s*", "", heading) or title
    for source in sources:
        if source.role == "proposal":
            claims += claims_of(source.document, tasks, {})
    return ForeignPlan(
        ForeignFormat.OPENSPEC,
        shown_path(base, folder),
        folder.name,
        title,
        sources,
        tuple(requirements),
        tasks,
        tuple(claims),
        problems_of(sources),
    )


def _requirements(document: Document) -> Iterator[Requirement]:
    for section, titles in sections_of(document):
        found = _REQUIREMENT.match(section.title)
        delta = next((match[1].upper() for title in titles if (match := _DELTA.match(title))), "")
        if found:
            text = "\n".join(block.text for block in section.blocks if isinstance(block, Paragraph | ListItem))
            scenarios = tuple(_scenario(inner) for inner in section.subsections if _SCENARIO.match(inner.title))
            needs = delta in ("ADDED", "MODIFIED")
            yield Requirement(found[1], found[1], text, scenarios, "requirement", needs, section.place)


def _scenario(section: Section) -> Scenario:
    blocks = list(section.all_blocks())
    words = [block for block in blocks if isinstance(block, Paragraph | ListItem)]
    commands = [command for block in words for command in commands_in_text(block.text, block.place)]
    commands += commands_in_code(block for block in blocks if isinstance(block, CodeBlock))
    return Scenario(section.title.partition(":")[2].strip(), tuple(commands), section.place)
