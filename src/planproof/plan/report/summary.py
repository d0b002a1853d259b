"""Findings as a page of Markdown, for the summary of a CI job: counts by rule, then the first findings with their places.

What a document holds is shown as text: characters that Markdown or HTML would take for markup are escaped.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from planproof.plan.check import CheckReport
from planproof.plan.report.text import summary_line, visible
from planproof.plan.rule import Finding

__all__ = ["markdown_text", "summary_markdown"]

_SHOWN = 25
_MARKUP = re.compile(r"([\\`*_\[\]|<>&#~])")


def summary_markdown(report: CheckReport) -> Iterator[str]:
    """The page, line by line."""
    yield "## planproof check"
    yield ""
    yield markdown_text(summary_line(report, lambda text, _: text))
    if not report.findings:
        return
    rules = Counter((finding.code, finding.name, str(finding.severity)) for finding in report.findings)
    yield from ("", "| rule | weight | findings |", "|---|---|---|")
    for (code, name, severity), count in sorted(rules.items(), key=lambda item: (-item[1], item[0])):
        yield f"| {code} {markdown_text(name)} | {severity} | {count} |"
    yield ""
    yield from (_finding(finding) for finding in report.findings[:_SHOWN])
    if len(report.findings) > _SHOWN:
        yield f"- and {len(report.findings) - _SHOWN} more"


def markdown_text(text: str) -> str:
    """One line of text that Markdown shows as it is."""
    return _MARKUP.sub(r"\\\1", " ".join(visible(text).split()))


def _finding(finding: Finding) -> str:
    hint = f" ({markdown_text(finding.hint)})" if finding.hint else ""
    return f"- {markdown_text(str(finding.place))} **{finding.code}** {markdown_text(finding.message)}{hint}"
