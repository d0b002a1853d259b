"""IMPORT_REPORT.md: where every line of every source went, what it claimed, and what couldn't be read."""

from __future__ import annotations

from collections.abc import Sequence

from planproof.plan.document import ReadingProblem
from planproof.plan.foreign.account import Entry, Fate
from planproof.plan.foreign.model import ForeignPlan
from planproof.plan.foreign.quoting import plain_line

__all__ = ["by_source", "counts", "report_text"]


def report_text(
    plan: ForeignPlan,
    identifier: str,
    entries: Sequence[Entry],
    claims: Sequence[str],
    problems: Sequence[ReadingProblem],
) -> str:
    """The report as a document.

    Args:
        identifier: of the new iteration.
        entries: in order of source and line.
        claims: what the plan claims of progress.
        problems: what couldn't be read.
    """
    lines = [f"# {identifier}: what became of `{plan.path}`", "", f"Format: {plan.format}. {counts(entries)}.", ""]
    lines += ["| source | lines | section | what | where |", "|---|---|---|---|---|"]
    lines += [f"| {' | '.join(_cell(cell) for cell in _row(entry))} |" for entry in entries]
    if claims:
        lines += [
            "",
            "## Claims",
            "",
            "Imported as claims. Status is derived from evidence, and there is none yet.",
            "",
        ]
        lines += [f"- {plain_line(claim)}" for claim in claims]
    if problems:
        lines += ["", "## Not read", ""]
        lines += [f"- {problem.place}: {plain_line(problem.message)}" for problem in problems]
    return "\n".join(lines) + "\n"


def counts(entries: Sequence[Entry]) -> str:
    """How many stretches of text were moved, kept and left out, in words."""
    found = {fate: sum(entry.fate is fate for entry in entries) for fate in Fate}
    return ", ".join(f"{count} {fate}" for fate, count in found.items() if count) or "nothing to import"


def by_source(entries: Sequence[Entry]) -> dict[str, str]:
    """For each source in words how much of it was moved, kept and left out."""
    found: dict[str, list[Entry]] = {}
    for entry in entries:
        found.setdefault(entry.source, []).append(entry)
    return {source: counts(own) for source, own in found.items()}


def _row(entry: Entry) -> tuple[str, str, str, str, str]:
    one = entry.first_line == entry.last_line
    lines = "" if not entry.first_line else str(entry.first_line) if one else f"{entry.first_line}-{entry.last_line}"
    where = ", ".join(part for part in (entry.target, entry.reason) if part)
    return entry.source, lines, plain_line(entry.section), str(entry.fate), where


def _cell(text: str) -> str:
    return text.replace("|", "\\|")
