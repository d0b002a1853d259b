"""Keeps of a report what lies on changed lines: `check --since REV`.

A finding on a heading speaks of its section, one on an opening fence of its block, one on the first line or of a rule about the
project as a whole of the document: each is kept when a line of that has changed. All others need their own line changed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache

from msgspec.structs import replace

from planproof.plan.check import CheckReport
from planproof.plan.document import Document
from planproof.plan.markdown import read_document
from planproof.plan.outline import outline_of
from planproof.plan.rule import Finding

__all__ = ["LineRange", "on_changed_lines"]

LineRange = tuple[int, int]  # first and last line, from 1


def on_changed_lines(report: CheckReport, changed: Mapping[str, Sequence[LineRange]]) -> CheckReport:
    """The report with the findings on changed lines alone, silenced ones narrowed likewise.

    Args:
        report: of the tree as it lies there.
        changed: path relative to the project's root -> ranges of lines that are new or differ; a file without any
            was only renamed.
    """
    whole = {rule.code for rule in report.rules if rule.check_project}

    @cache
    def read(path: str) -> Document:
        return read_document(path, report.texts[path].encode("utf-8", "replace"))

    def touched(finding: Finding) -> bool:
        path, line = finding.place.path, finding.place.line
        if path not in report.texts:  # a folder: what is below it counts
            return any(name == path or name.startswith(f"{path}/") for name in changed)
        if path not in changed:
            return False
        if line == 1 or finding.code in whole:
            return True
        first, last = _speaks_of(read(path), line)
        return any(start <= last and first <= end for start, end in changed[path])

    return replace(
        report,
        findings=tuple(finding for finding in report.findings if touched(finding)),
        silenced=tuple(item for item in report.silenced if touched(item.finding)),
    )


def _speaks_of(document: Document, line: int) -> LineRange:
    """The lines that a finding on this line is about."""
    outline = outline_of(document)
    section = outline.heading_at(line)
    if section is not None:
        return line, section.end_line
    if line <= len(outline.lines) and outline.lines[line - 1].lstrip(" >\t-*").startswith(("```", "~~~")):
        return line, max(line, outline.block_end(line))
    return line, line
