"""Where a project stands as a page of Markdown, for the summary of a CI job."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from planproof.cli.progress_text import strip, tally_text
from planproof.plan.report.summary import markdown_text
from planproof.proof.roll_up import Progress, Tally

__all__ = ["status_markdown"]


def status_markdown(found: Iterable[Progress], total: Tally) -> Iterator[str]:
    """The page, line by line: the sum, then a row each for milestones, epics and iterations."""
    yield "## planproof status"
    yield ""
    yield markdown_text(tally_text(total))
    yield from ("", "| what | stages proved | tasks proved | stale |", "|---|---|---|---|")
    yield from _rows(found)


def _rows(found: Iterable[Progress]) -> Iterator[str]:
    for progress in found:
        title = markdown_text(f"{progress.id} {progress.name}".strip())
        leaf = progress.level == "iteration"
        stages = (
            f"`{strip(progress.stages)}`" if leaf else f"{progress.tally.closed} of {progress.tally.iterations} closed"
        )
        shown = title if leaf else f"**{title}**"
        yield f"| {shown} | {stages} | {progress.tally.proved} of {progress.tally.tasks} | {progress.stale or ''} |"
        yield from _rows(progress.below)
