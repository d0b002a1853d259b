"""Findings as JUnit XML, for CI servers that show tests (the shape that Jenkins' junit plugin reads).

A document is a test suite; each rule that fired in it is a test case with one failure, which lists the places. What was
silenced is a skipped case, and a document without findings holds one case that passed.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeVar
from xml.sax.saxutils import escape, quoteattr

from planproof.plan.check import CheckReport, Silenced
from planproof.plan.report.text import visible
from planproof.plan.rule import Finding

__all__ = ["junit_lines"]

Item = TypeVar("Item")


def junit_lines(report: CheckReport) -> Iterator[str]:
    """The XML document line by line."""
    findings = _by_path_and_code([(finding.place.path, finding.code, finding) for finding in report.findings])
    silenced = _by_path_and_code([(item.finding.place.path, item.finding.code, item) for item in report.silenced])
    failures = sum(map(len, findings.values()))
    paths = dict.fromkeys([*report.texts, *findings, *silenced])
    suites = [list(_suite(path, findings.get(path, {}), silenced.get(path, {}))) for path in paths]
    tests = sum(line.startswith("    <testcase") for suite in suites for line in suite)
    yield '<?xml version="1.0" encoding="UTF-8"?>'
    yield f'<testsuites name="planproof check" tests="{tests}" failures="{failures}" errors="0">'
    for suite in suites:
        yield from suite
    yield "</testsuites>"


def _by_path_and_code(items: list[tuple[str, str, Item]]) -> dict[str, dict[str, list[Item]]]:
    found: dict[str, dict[str, list[Item]]] = {}
    for path, code, item in items:
        found.setdefault(path, {}).setdefault(code, []).append(item)
    return found


def _suite(path: str, findings: dict[str, list[Finding]], silenced: dict[str, list[Silenced]]) -> Iterator[str]:
    only_silenced = {code: items for code, items in silenced.items() if code not in findings}
    tests = len(findings) + len(only_silenced) or 1
    counts = f'tests="{tests}" failures="{len(findings)}" errors="0" skipped="{len(only_silenced)}"'
    yield f"  <testsuite name={_attribute(path)} {counts}>"
    for code, found in findings.items():
        first = found[0]
        yield f"    <testcase classname={_attribute(path)} name={_attribute(f'{code} {first.name}')}>"
        yield f"      <failure type={_attribute(str(first.severity))} message={_attribute(first.message)}>"
        for finding in found:
            hint = f" ({finding.hint})" if finding.hint else ""
            yield escape(visible(f"{finding.place}: {finding.message}{hint}"))
        yield "      </failure>"
        yield "    </testcase>"
    for code, items in only_silenced.items():
        name = f"{code} {items[0].finding.name}"
        yield f"    <testcase classname={_attribute(path)} name={_attribute(name)}>"
        yield f"      <skipped message={_attribute(items[0].reason)}/>"
        yield "    </testcase>"
    if not findings and not only_silenced:
        yield f'    <testcase classname={_attribute(path)} name="no findings"/>'
    yield "  </testsuite>"


def _attribute(text: str) -> str:
    return quoteattr(visible(text).encode("utf-8", "replace").decode("utf-8"))
