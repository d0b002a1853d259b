"""The error-level findings in an iteration's own documents: stage 1 is refused for them, and so is a start."""

from __future__ import annotations

from collections.abc import Callable

from planproof.config import Config
from planproof.plan.check import check_project
from planproof.plan.folding import folded
from planproof.plan.model import Project
from planproof.plan.rule import Severity
from planproof.plan.sharing import cores

__all__ = ["plan_errors"]


def plan_errors(
    project: Project, config: Config, identifier: str, progress: Callable[[int, int], None] | None = None
) -> list[tuple[str, str, str]]:
    """What the rules say of one iteration.

    Args:
        project: all plans as read.
        config: the project's settings.
        identifier: the iteration's id.
        progress: called with the number of the repository's files read and of those to read.

    Returns:
        code, place and message of each finding that is an error, in the order of the report.
    """
    report = folded(check_project(project, config, only=[identifier], processes=cores(), progress=progress))
    return [
        (finding.code, str(finding.place), finding.message)
        for finding in report.findings
        if finding.severity is Severity.ERROR
    ]
