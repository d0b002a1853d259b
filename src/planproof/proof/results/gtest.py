"""GoogleTest's own JSON (`--gtest_output=json:FILE`); its XML is JUnit enough for `junit`.

{"testsuites": [{"name": "Registry", "testsuite": [{"name": …, "classname": …, "status": "RUN"|"NOTRUN",
    "result": "COMPLETED"|"SKIPPED"|"SUPPRESSED", "failures": [{"failure": "file:line\\ntext", "type": ""}]}]}]}
"""

from __future__ import annotations

from typing import Any

from planproof.proof.results.guard import UnreadableResult, number, parse_json
from planproof.proof.results.model import TestCaseResult, TestStatus

__all__ = ["parse_gtest_json"]


def parse_gtest_json(data: bytes) -> list[TestCaseResult]:
    """The tests of a GoogleTest JSON report, in its order.

    Raises:
        UnreadableResult: no JSON, cut off, or not of this form.
    """
    report = parse_json(data)
    suites = report.get("testsuites") if isinstance(report, dict) else None
    if not isinstance(suites, list):
        raise UnreadableResult("wrong-format", "the JSON is no GoogleTest report: it has no `testsuites`")
    tests = [test for suite in suites for test in _tests_of(suite)]
    return [_case(test) for test in tests]


def _tests_of(suite: Any) -> list[dict[str, Any]]:
    tests = suite.get("testsuite") if isinstance(suite, dict) else None
    if not isinstance(tests, list) or not all(isinstance(test, dict) for test in tests):
        raise UnreadableResult("wrong-format", "the JSON is no GoogleTest report: a suite has no `testsuite`")
    return tests


def _case(test: dict[str, Any]) -> TestCaseResult:
    failures = test.get("failures") or []
    if not isinstance(failures, list):
        raise UnreadableResult("wrong-format", "the JSON is no GoogleTest report: `failures` is no list")
    text = "\n".join(str(failure.get("failure", "")) for failure in failures if isinstance(failure, dict))
    skipped = test.get("status") != "RUN" or test.get("result") != "COMPLETED"
    status = TestStatus.FAILED if failures else TestStatus.SKIPPED if skipped else TestStatus.PASSED
    return TestCaseResult(
        name=str(test.get("name", "")),
        class_name=str(test.get("classname", "")),
        file=str(test.get("file", "")),
        status=status,
        message=text,
        text=text,
        duration_s=number(test.get("time", 0)),
    )
