"""Reads a feature folder of spec-kit: `specs/NNN-name/` with spec.md, plan.md, tasks.md and what stands beside them.

    spec.md    `### User Story 1 - Title (Priority: P1)`, numbered Given/When/Then, `- **FR-001**: …`, `- **SC-001**: …`, Status
    tasks.md   `- [ ] T001 [P] [US1] Description with path (depends on T002)`, by phases

Source of the form: the templates of github/spec-kit (`templates/spec-template.md`, `templates/tasks-template.md`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from planproof.plan.document import Block, CodeBlock, Document, ListItem, Paragraph, Place, Section
from planproof.plan.foreign.boxes import sections_of
from planproof.plan.foreign.claims import claims_of
from planproof.plan.foreign.model import Claim, ForeignFormat, ForeignPlan, ForeignTask, Requirement, Scenario
from planproof.plan.foreign.sources import problems_of, shown_path, sources_below
from planproof.plan.foreign.tasks import TaskForm, boxed_tasks
from planproof.plan.foreign.words import commands_in_code, commands_in_text

__all__ = ["read_spec_kit"]

_ROLES = {
    "spec.md": "spec",
    "plan.md": "plan",
    "tasks.md": "tasks",
    "research.md": "research",
    "data-model.md": "design",
    "quickstart.md": "quickstart",
    "contracts/": "contract",
    "checklists/": "checklist",
}
_FORM = TaskForm(
    id_start=re.compile(r"\**(T\d{2,4}[a-z]?(?:\.\d+)*)\**(?!\w)[ \t:.-]*"),
    id_inside=re.compile(r"\bT\d{2,4}[a-z]?(?:\.\d+)*\b"),
    requirement=re.compile(r"\b((?:FR|NFR|SC|REQ)-\d+[a-z]?|US\d+)\b"),
)
_STORY = re.compile(r"User Story (\d+)\s*[-–—:]\s*(.+?)\s*(?:\(Priority:?\s*P?\d+\).*)?$")
_NUMBERED = re.compile(r"\*\*((?:FR|NFR|SC|REQ)-\d+[a-z]?)\*\*\s*:?\s*")


def read_spec_kit(base: Path, folder: Path) -> ForeignPlan:
    """One feature folder.

    Args:
        base: what paths are shown relative to.
        folder: absolute path of the feature.
    """
    sources = sources_below(base, folder, _ROLES)
    documents = {source.role: source.document for source in reversed(sources)}
    tasks: tuple[ForeignTask, ...] = ()
    sections: dict[str, tuple[str, ...]] = {}
    claims: list[Claim] = []
    if "tasks" in documents:
        boxed = boxed_tasks(documents["tasks"], _FORM)
        tasks, sections = boxed.tasks, boxed.sections
        claims += boxed.repeats
    for role in ("spec", "plan", "tasks"):
        if role in documents:
            claims += claims_of(documents[role], tasks, sections if role == "tasks" else {})
    spec = documents.get("spec")
    return ForeignPlan(
        ForeignFormat.SPEC_KIT,
        shown_path(base, folder),
        folder.name,
        _title(spec) or folder.name,
        sources,
        tuple(_requirements(spec)) if spec else (),
        tasks,
        tuple(claims),
        problems_of(sources),
    )


def _title(spec: Document | None) -> str:
    first = next((section.title for section in spec.sections if section.title), "") if spec else ""
    return re.sub(r"^Feature Specification:\s*", "", first).strip()


def _requirements(spec: Document) -> Iterator[Requirement]:
    for section, _ in sections_of(spec):
        story = _STORY.match(section.title)
        if story:
            text = "\n".join(block.text for block in section.all_blocks() if isinstance(block, Paragraph | ListItem))
            scenarios = tuple(_scenarios(section))
            yield Requirement(f"US{story[1]}", story[2], text, scenarios, "story", True, section.place)
        for block in section.blocks:
            found = _NUMBERED.match(block.text) if isinstance(block, ListItem | Paragraph) else None
            if found and isinstance(block, ListItem | Paragraph):
                kind = "success" if found[1].startswith("SC") else "functional"
                words = block.text[found.end() :]
                yield Requirement(found[1], words.split("\n")[0], words, (), kind, False, block.place)


def _scenarios(story: Section) -> Iterator[Scenario]:
    """Given/When/Then items of a story; code right below one belongs to it."""
    item: ListItem | None = None
    code: list[CodeBlock] = []
    for block in (*story.all_blocks(), None):
        if isinstance(block, CodeBlock) and item:
            code.append(block)
        if block is None or (isinstance(block, ListItem) and _is_scenario(block)):
            if item:
                yield _scenario(item, code)
            item, code = block, []


def _is_scenario(block: Block) -> bool:
    return isinstance(block, ListItem) and bool(re.match(r"\**Given\b", block.text, re.IGNORECASE))


def _scenario(item: ListItem, code: list[CodeBlock]) -> Scenario:
    place = Place(item.place.path, item.place.line, item.place.column)
    commands = (*commands_in_text(item.text, item.place), *commands_in_code(code))
    return Scenario(" ".join(item.text.split())[:120], commands, place)
