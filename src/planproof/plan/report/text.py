"""Findings for a person, in the manner of a linter.

    docs/…/TECH_DESIGN.md:12:21 PP601 vague word "properly": say what must be seen
       12 | The server handles errors properly.
          |                            ^
       hint: name the error, what the user sees, and what is logged
    1 warning in 4 documents of 1 iteration, 1 silenced

Where one rule fires more than GROUPED_OVER times in a document, its first place stands for all of them, and the next few are named:
a page of lines that say the same hides what else is wrong.

What a document holds is never sent to the terminal as it is: control characters are shown as `\\x1b`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence

from planproof.plan.check import CheckReport
from planproof.plan.rule import Finding, Severity

__all__ = ["GROUPED_OVER", "Style", "summary_line", "text_lines", "visible"]

Style = Callable[[str, str], str]  # (text, name of a colour or weight) -> text as the terminal shows it

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_WINDOW = 110
GROUPED_OVER = 5
_NAMED_PLACES = 6


def text_lines(report: CheckReport, style: Style, *, grouped: bool = False) -> Iterator[str]:
    """The whole report line by line, the summary last.

    Args:
        grouped: whether many findings of one rule in one document are told as one.
    """
    lines_of: dict[str, list[str]] = {}
    for group in _groups(report.findings) if grouped else ([finding] for finding in report.findings):
        path = group[0].place.path
        if path not in lines_of:
            lines_of[path] = report.texts.get(path, "").split("\n")
        yield from _finding_lines(group[0], lines_of[path], style)
        if len(group) > 1:
            yield f"   {style('also', 'cyan')} {_places(group[1:])}"
    yield summary_line(report, style)


def _groups(findings: Sequence[Finding]) -> Iterator[list[Finding]]:
    """Findings that are told together, at the place of the first of them."""
    count = Counter((finding.place.path, finding.code) for finding in findings)
    gathered: dict[tuple[str, str], list[Finding]] = {}
    for finding in findings:
        key = (finding.place.path, finding.code)
        if count[key] > GROUPED_OVER:
            gathered.setdefault(key, []).append(finding)
    for finding in findings:
        key = (finding.place.path, finding.code)
        if key not in gathered:
            yield [finding]
        elif gathered[key][0] is finding:
            yield gathered[key]


def _places(findings: Sequence[Finding]) -> str:
    """Where the others of a group are: the first few by line and column, the rest by their number."""
    named = [f"{finding.place.line}:{finding.place.column}" for finding in findings[:_NAMED_PLACES]]
    left = len(findings) - len(named)
    rest = f" and {left} more places" if left > 1 else " and 1 more place" if left else ""
    return f"at {', '.join(named)}{rest} (--all shows each)"


def summary_line(report: CheckReport, style: Style) -> str:
    """What was found and in how much, in one line."""
    errors, warnings = report.errors_count, report.warnings_count
    found = [_count(errors, "error")] * bool(errors) + [_count(warnings, "warning")] * bool(warnings)
    head = ", ".join(found) if found else "no findings"
    plans = [_count(report.plans_count, "iteration")] * bool(report.plans_count or not report.foreign_count)
    plans += [_count(report.foreign_count, "plan") + " of other tools"] * bool(report.foreign_count)
    parts = [f"{head} in {_count(len(report.texts), 'document')} of {' and '.join(plans)}"]
    if report.silenced:
        parts.append(f"{len(report.silenced)} silenced")
    if report.rules_skipped:
        parts.append(f"{_count(len(report.rules_skipped), 'rule')} left out with the compilers")
    return style(", ".join(parts), "red" if errors else "yellow" if warnings else "green")


def visible(text: str) -> str:
    """The text with control characters and direction marks written out, so that it can't steer a terminal."""
    return _CONTROL.sub(lambda match: repr(match.group())[1:-1], text)


def _finding_lines(finding: Finding, lines: list[str], style: Style) -> Iterator[str]:
    colour = "red" if finding.severity is Severity.ERROR else "yellow"
    yield f"{style(visible(str(finding.place)), 'bold')} {style(finding.code, colour)} {visible(finding.message)}"
    line = lines[finding.place.line - 1] if finding.place.line <= len(lines) else ""
    if line.strip():
        number = str(finding.place.line).rjust(5)
        shown, caret = _window(line, finding.place.column)
        yield style(f"{number} | ", "dim") + shown
        yield style("      | ", "dim") + " " * caret + style("^", colour)
    if finding.hint:
        yield f"   {style('hint:', 'cyan')} {visible(finding.hint)}"


def _window(line: str, column: int) -> tuple[str, int]:
    """The part of a line around a column, and how many cells the caret stands from its start."""
    index = min(column - 1, len(line))
    start = max(0, index - _WINDOW // 2) if len(line) > _WINDOW else 0
    lead = "…" if start else ""
    before = visible(lead + line[start:index].replace("\t", " "))
    after = visible(line[index : start + _WINDOW].replace("\t", " "))
    tail = "…" if start + _WINDOW < len(line) else ""
    return before + after + tail, sum(map(_cells, before))


def _cells(character: str) -> int:
    """How many terminal cells a character takes."""
    if character.isascii():
        return 1
    import unicodedata  # a table of its own, for what is rare

    if unicodedata.combining(character) or unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
