"""Findings as data: the diagnostics of the one JSON document that `planproof check --json` prints.

{severity: "error", code: "PP108", message, target: "docs/…/ITERATION.md:5:1", fix: "what to do"}
"""

from __future__ import annotations

from typing import Any

from planproof.plan.check import CheckReport
from planproof.plan.rule import Finding

__all__ = ["diagnostic", "diagnostics", "summary"]


def diagnostics(report: CheckReport) -> list[dict[str, str]]:
    """One entry a finding, in the report's order."""
    return [diagnostic(finding) for finding in report.findings]


def summary(report: CheckReport) -> dict[str, Any]:
    """What the document holds beside the diagnostics: counts, what was silenced and why, the rules that ran."""
    return {
        "summary": {
            "errors": report.errors_count,
            "warnings": report.warnings_count,
            "silenced": len(report.silenced),
            "documents": len(report.texts),
            "iterations": report.plans_count,
            "foreignPlans": report.foreign_count,
        },
        "silenced": [{**diagnostic(item.finding), "reason": item.reason, "by": item.by} for item in report.silenced],
        "rules": [rule.code for rule in report.rules],
        "rulesSkipped": list(report.rules_skipped),
    }


def diagnostic(finding: Finding) -> dict[str, str]:
    """One finding as data."""
    return {
        "severity": str(finding.severity),
        "code": finding.code,
        "message": finding.message,
        "target": str(finding.place),
        "fix": finding.hint,
    }
