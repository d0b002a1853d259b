"""Findings as SARIF 2.1.0 (OASIS standard, March 2020), for code scanning and editors.

One run; every rule that ran stands in the tool's driver with its help text, every finding is a result, and what was
silenced is a result with a suppression, so that a viewer can show it and a gate can count it.
"""

from __future__ import annotations

import hashlib
from typing import Any
from urllib.parse import quote

from planproof import __version__
from planproof.plan.check import CheckReport
from planproof.plan.rule import Finding, Rule
from planproof.plan.rulebook import page_of, page_text

__all__ = ["sarif_document"]

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"


def sarif_document(report: CheckReport) -> dict[str, Any]:
    """The SARIF log of one check, ready for `json.dumps`."""
    index = {rule.code: number for number, rule in enumerate(report.rules)}
    results = [_result(finding, index) for finding in report.findings]
    for item in report.silenced:
        kind = "inSource" if item.inline else "external"
        suppression = {"kind": kind, "justification": item.reason}
        results.append({**_result(item.finding, index), "suppressions": [suppression]})
    driver = {"name": "planproof", "version": __version__, "rules": [_rule(rule) for rule in report.rules]}
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {"ROOT": {"description": {"text": "The project's root."}}},
        "results": results,
    }
    return {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}


def _rule(rule: Rule) -> dict[str, Any]:
    page = page_of(rule.code)
    return {
        "id": rule.code,
        "name": rule.name,
        "shortDescription": {"text": f"{page.title}."},
        "fullDescription": {"text": page.why},
        "help": {"text": f"{page.why}\n\n{page.fix}", "markdown": page_text(page)},
        "helpUri": f"docs/rules/{rule.code}.md",
        "defaultConfiguration": {"level": str(rule.severity)},
    }


def _result(finding: Finding, index: dict[str, int]) -> dict[str, Any]:
    place = finding.place
    text = f"{finding.message}. {finding.hint}" if finding.hint else finding.message
    location = {
        "artifactLocation": {"uri": quote(place.path), "uriBaseId": "ROOT"},
        "region": {"startLine": place.line, "startColumn": place.column},
    }
    return {
        "ruleId": finding.code,
        "ruleIndex": index[finding.code],
        "level": str(finding.severity),
        "message": {"text": text},
        "locations": [{"physicalLocation": location}],
        "partialFingerprints": {"planproofFinding/v1": _fingerprint(finding)},
    }


def _fingerprint(finding: Finding) -> str:
    """Stays the same when the finding moves to another line."""
    parts = "\0".join((finding.code, finding.place.path, finding.message))
    return hashlib.sha256(parts.encode("utf-8", "replace")).hexdigest()
