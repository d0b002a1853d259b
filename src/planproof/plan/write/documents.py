"""All documents of an iteration from answers and facts, and the way back from a line to the answers in it.

answers, look ── draft ── Draft: kind -> lines ── texts, and a Plan read from them as `check` would read it
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import msgspec
from msgspec.structs import replace

from planproof.plan.document import Place
from planproof.plan.interview.answers import Answers
from planproof.plan.interview.question import Look
from planproof.plan.markdown import read_document
from planproof.plan.model import Plan, Project
from planproof.plan.new import document_sections, document_title
from planproof.plan.read.plan import read_plan
from planproof.plan.write import design, overview, testing, work
from planproof.plan.write.page import Line, Page
from planproof.plan.write.standards import write_standards

__all__ = ["Draft", "draft"]

_WRITERS: dict[str, Callable[[Page], None]] = {
    "goal": overview.write_goal,
    "user_stories": overview.write_stories,
    "context": overview.write_context,
    "standards": write_standards,
    "integration": overview.write_integration,
    "architecture": overview.write_architecture,
    "demo": overview.write_demo,
    "interfaces": design.write_interfaces,
    "memory_layouts": design.write_layouts,
    "thread_safety": design.write_threads,
    "performance": design.write_performance,
    "decisions": design.write_decisions,
    "coverage_map": testing.write_coverage,
    "test_matrix": testing.write_matrix,
    "test_cases": testing.write_test_cases,
    "benchmarks": testing.write_benchmarks,
    "acceptance": testing.write_acceptance,
    "tasks": work.write_tasks,
    "task_types": work.write_task_types,
    "testing_tasks": work.write_testing_tasks,
    "risks": work.write_risks,
    "quality_gates": work.write_gates,
    "progress": work.write_progress,
    "assumptions": work.write_assumptions,
    "out_of_scope": work.write_out_of_scope,
}


class Draft(msgspec.Struct, frozen=True):
    """The documents as they would be written.

    Attributes:
        look: the project they are for.
        answers: what they were written from.
        pages: kind of document -> its lines.
    """

    look: Look
    answers: Answers
    pages: Mapping[str, tuple[Line, ...]]

    def text(self, kind: str) -> str:
        """One document as Markdown."""
        lines = [line.text for line in self.pages[kind]]
        return "\n".join(lines).rstrip("\n") + "\n"

    def path(self, kind: str) -> str:
        """Where it belongs, relative to the root."""
        return f"{self.look.folder}/{kind}.md"

    def sources(self, place: Place) -> tuple[str, ...]:
        """The questions whose answers stand on a line of a document; none for one that was derived."""
        for kind, lines in self.pages.items():
            if place.path == self.path(kind) and 0 < place.line <= len(lines):
                return self._at_column(lines[place.line - 1], place.column - 1)
        return ()

    def _at_column(self, line: Line, column: int) -> tuple[str, ...]:
        """Of the answers that share a line side by side, the one that stands at that column; all when none does."""
        if len(line.sources) < 2 or not line.side_by_side:
            return line.sources
        pieces = {source: " ".join(self.answers.text(source).replace("|", "\\|").split()) for source in line.sources}
        at = tuple(source for source, piece in pieces.items() if piece and _covers(line.text, piece, column))
        return at or line.sources

    def plan(self) -> Plan:
        """What the reader makes of the documents."""
        documents = tuple(
            read_document(self.path(kind), self.text(kind).encode("utf-8", "replace"), kind) for kind in self.pages
        )
        return read_plan(self.look.folder, self.look.folder.rpartition("/")[2], documents)

    def project(self) -> Project:
        """The project with this plan in the place of what is on the disk."""
        return replace(
            self.look.project,
            plans=(*self.look.others, self.plan()),
            strays=tuple(s for s in self.look.project.strays if not s.path.startswith(f"{self.look.folder}/")),
        )


def _covers(line: str, piece: str, column: int) -> bool:
    """Whether a piece of a line, wherever it occurs in it, holds that column (from 0)."""
    start = line.find(piece)
    while start >= 0:
        if start <= column < start + len(piece):
            return True
        start = line.find(piece, start + 1)
    return False


def draft(answers: Answers, look: Look, *, gaps: bool = True, checklist: str = "") -> Draft:
    """The documents of the configured set.

    Args:
        answers: what was answered.
        look: the project and its facts.
        gaps: whether open questions leave a placeholder that names them.
        checklist: the derived planning checklist, see `plan.write.checklist`; empty for none.
    """
    pages = {}
    title = answers.text("outcome") or look.name
    for kind, sections in document_sections(look.config.plans.documents).items():
        page = Page(answers, look, gaps=gaps)
        page.paragraph(document_title(kind, look.plan_id, title), "outcome")
        for section in sections:
            if section in _WRITERS:
                _WRITERS[section](page)
            elif checklist:
                page.paragraph(checklist)
        pages[kind] = tuple(page.lines)
    return Draft(look, answers, pages)
