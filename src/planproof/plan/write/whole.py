"""The whole of it: documents from an interview, checked as they would stand, their findings led back to questions."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from planproof.plan.check import check_project
from planproof.plan.interview.answers import Answers
from planproof.plan.interview.question import Look
from planproof.plan.rule import Finding
from planproof.plan.write.checklist import checklist_text
from planproof.plan.write.documents import Draft, draft
from planproof.plan.write.page import template

__all__ = ["Written", "write_plan"]


@dataclass(frozen=True, slots=True)
class Written:
    """A plan as it would be written.

    Attributes:
        draft: the documents.
        findings: what `check` says of them, each with the questions whose answers stand there.
    """

    draft: Draft
    findings: tuple[tuple[Finding, tuple[str, ...]], ...]

    @property
    def texts(self) -> dict[str, str]:
        """Kind of document -> its Markdown."""
        return {kind: self.draft.text(kind) for kind in self.draft.pages}


def write_plan(answers: Answers, look: Look, unanswered: Iterable[str]) -> Written:
    """All documents with their derived checklist, and what `check` says of them.

    Args:
        unanswered: ids of the open questions; they leave placeholders that name them.
    """
    unanswered = tuple(unanswered)
    first = draft(answers, look, checklist=template("checklist"))
    findings = _check(first)
    whole = draft(answers, look, checklist=checklist_text(findings, unanswered))
    return Written(whole, tuple((finding, whole.sources(finding.place)) for finding in findings))


def _check(written: Draft) -> tuple[Finding, ...]:
    """Findings of every rule in this plan, whose checklist has no box ticked yet: it is made of them."""
    project = written.project()
    plan = project.plans[-1]
    report = check_project(project, written.look.config, only=[plan.folder])
    return report.findings
