"""Meson's `meson-logs/testlog.json`: one JSON object a line, one line a test program.

    {"name": "registry:claim", "result": "FAIL", "returncode": -11, "duration": 0.01, "stdout": "", "stderr": ""}

Beside the JUnit file of the same run it has the exit code, so that a crash can be told from a failure.
"""

from __future__ import annotations

from typing import Any

from planproof.proof.results.guard import UnreadableResult, number, parse_json
from planproof.proof.results.model import TestCaseResult, TestStatus

__all__ = ["parse_meson"]

_STATUSES = {
    "OK": TestStatus.PASSED,
    "EXPECTEDFAIL": TestStatus.PASSED,
    "UNEXPECTEDPASS": TestStatus.FAILED,
    "FAIL": TestStatus.FAILED,
    "TIMEOUT": TestStatus.ERROR,
    "ERROR": TestStatus.ERROR,
    "INTERRUPT": TestStatus.ERROR,
    "SKIP": TestStatus.SKIPPED,
    "IGNORED": TestStatus.SKIPPED,
}


def parse_meson(data: bytes) -> list[TestCaseResult]:
    """The tests of a meson test log, in its order.

    Raises:
        UnreadableResult: a line is no JSON, cut off, or not of this form.
    """
    if not data.strip():
        raise UnreadableResult("empty", "the file is empty")
    return [_case(parse_json(line)) for line in data.splitlines() if line.strip()]


def _case(record: Any) -> TestCaseResult:
    if not isinstance(record, dict) or str(record.get("result")) not in _STATUSES or "name" not in record:
        raise UnreadableResult("wrong-format", "the JSON is no meson test log: a line has no `name` or known `result`")
    suite, _, name = str(record["name"]).rpartition(":")
    output = "\n".join(str(record[key]) for key in ("stdout", "stderr") if record.get(key))
    return TestCaseResult(
        name=name,
        class_name=suite,
        file="",
        status=_STATUSES[str(record["result"])],
        message=_message(record),
        kind=_kind(record),
        text=output,
        output=output,
        duration_s=number(record.get("duration", 0)),
    )


def _kind(record: dict[str, Any]) -> str:
    if record["result"] == "TIMEOUT":
        return "timeout"
    code = record.get("returncode")
    if not isinstance(code, int) or isinstance(code, bool) or not code:
        return ""
    return f"signal {-code}" if code < 0 else f"exit {code}"


def _message(record: dict[str, Any]) -> str:
    kind = _kind(record)
    return f"{record['result']}{f' ({kind})' if kind else ''}" if record["result"] != "OK" else ""
