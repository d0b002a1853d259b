"""One defect said once: where every part of its kind in a plan lacks the same, one finding instead of one a part.

    rule ── alike ── a finding a part, each knowing what is said of all ── allow, --since, baseline ── folded ── a face

Findings stay one a part until the last step, so that a remark at one task silences that task alone, and a baseline written
today still holds the other tasks when the first of them is mended. Only what is left in full is folded:

    good   14 tasks, no smoke test in any             one finding at the first task
    bad    14 tasks, 13 without, or one of 14 allowed 13 findings: somebody knows the form, and each task is its own slip

Where no task has any of the fields that the form knows, PP421 says that, and what each field lacks isn't said beside it.
"""

from __future__ import annotations

from collections import Counter

from msgspec.structs import replace

from planproof.plan.alike import TASKS
from planproof.plan.check import CheckReport
from planproof.plan.document import Place
from planproof.plan.rule import Finding, Severity

__all__ = ["folded"]

_OTHER_FORM = "PP421"


def folded(report: CheckReport) -> CheckReport:
    """The report with one finding for each group of findings that is there in full; what was silenced stays as it is."""
    counts = Counter(_group(finding) for finding in report.findings if finding.alike)
    if not counts:
        return report
    told = {
        finding.place
        for finding in report.findings
        if finding.code == _OTHER_FORM and finding.severity is Severity.ERROR
    }
    kept: list[Finding] = []
    for finding in report.findings:
        shared = finding.alike
        if shared is None or counts[_group(finding)] != shared.count:
            kept.append(finding)
        elif finding.place == shared.first and not (shared.kind == TASKS and shared.first in told):
            kept.append(replace(finding, message=shared.message, hint=shared.hint, alike=None))
    return replace(report, findings=tuple(kept))


def _group(finding: Finding) -> tuple[str, Place, str] | None:
    shared = finding.alike
    return (finding.code, shared.first, shared.message) if shared else None
