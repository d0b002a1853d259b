"""The planning checklist, derived: a box is ticked when the rules that decide it find nothing in the plan as it is written."""

from __future__ import annotations

from collections.abc import Iterable

from planproof.plan.rule import Finding
from planproof.plan.write.page import template

__all__ = ["checklist_text"]

# A word of each line in the template -> the rules that decide it; a family stands for all of its rules.
_DECIDED_BY = {
    "Documents lie": ("PP101", "PP102", "PP103", "PP104", "PP105", "PP122"),
    "Interfaces are complete": ("PP2",),
    "Tests are named": ("PP301", "PP302", "PP303"),
    "Thread safety": ("PP801", "PP802", "PP803"),
    "performance target": ("PP305", "PP311"),
    "build-or-reuse": ("PP412",),
    "estimates add up": ("PP405", "PP409"),
}


def checklist_text(findings: Iterable[Finding], unanswered: Iterable[str]) -> str:
    """The section, each box ticked by what holds.

    Args:
        findings: of a check of the whole plan.
        unanswered: ids of open questions; an open question about tests or interfaces leaves its box open.
    """
    codes = {finding.code for finding in findings}
    groups = {question.split(".")[0] for question in unanswered}
    lines = []
    for line in template("checklist").split("\n"):
        rules = next((rules for words, rules in _DECIDED_BY.items() if words in line), None)
        broken = rules is not None and any(code.startswith(rules) for code in codes)
        is_open = rules is not None and bool(groups & _groups_of(rules))
        ticked = rules is not None and not broken and not is_open
        lines.append(line.replace("- [ ]", "- [x]", 1) if ticked else line)
    return "\n".join(lines)


def _groups_of(rules: tuple[str, ...]) -> set[str]:
    """The questions that have to be answered before a box about those rules can hold."""
    named = {
        "PP2": "interface",
        "PP301": "test",
        "PP801": "threads",
        "PP305": "target",
        "PP412": "decision",
        "PP405": "task",
    }
    return {group for rule, group in named.items() if rule in rules}
