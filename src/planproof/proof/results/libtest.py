"""What `cargo test` prints: libtest's own lines, the one form of its results that stable Rust has.

    running 2 tests                             once for each test program
    test add__two__then_sum ... ok              passed; also `FAILED`, `ignored, reason`, `- should panic ... FAILED`
    ---- tests::add__none__then_zero stdout ----
    thread '…' panicked at src/lib.rs:5:9:      text of the test named above, up to the next such line or `failures:`
    not yet implemented: M1_E1_I1: add

A program that ends before it has reported all of its tests is a problem, because the missing tests may be the failing ones.
"""

from __future__ import annotations

import re

from planproof.proof.results.guard import UnreadableResult
from planproof.proof.results.model import ResultProblem, TestCaseResult, TestStatus

__all__ = ["parse_libtest"]

_RUNNING = re.compile(r"running (\d{1,9}) tests?")
_TEST = re.compile(r"test (.{1,1000}?)(?: - should panic)? \.\.\. (ok|FAILED|ignored)\b.*")
_TEXT = re.compile(r"---- (.{1,1000}?)(?: - should panic)? stdout ----")
_STATUSES = {"ok": TestStatus.PASSED, "FAILED": TestStatus.FAILED, "ignored": TestStatus.SKIPPED}
_NO_PANIC = "test did not panic as expected"
_LONGEST_TEXT = 20_000


def parse_libtest(data: bytes) -> tuple[list[TestCaseResult], list[ResultProblem]]:
    """The tests in what `cargo test` printed, in its order.

    Returns:
        the tests (module as class name, the function's bare name), and what makes them incomplete.

    Raises:
        UnreadableResult: nothing in it is libtest's.
    """
    promised, statuses, texts = 0, dict[str, TestStatus](), dict[str, list[str]]()
    text: list[str] | None = None
    for line in data.decode("utf-8", "replace").splitlines():
        running, test, heading = _RUNNING.fullmatch(line), _TEST.fullmatch(line), _TEXT.fullmatch(line)
        if running:
            promised, text = promised + int(running[1]), None
        elif heading:
            text = texts.setdefault(heading[1], [])
        elif test:
            # Two programs may hold tests of one name; the worse counts.
            failed = statuses.get(test[1]) is TestStatus.FAILED
            promised -= test[1] in statuses
            statuses[test[1]] = TestStatus.FAILED if failed else _STATUSES[test[2]]
        elif line == "failures:":
            text = None
        elif text is not None:
            text.append(line)
    if not statuses and not promised and "test result:" not in data.decode("utf-8", "replace"):
        raise UnreadableResult("wrong-format", "the output holds no line of libtest, so no test program ran")
    problems = []
    if len(statuses) < promised:
        said = f"{promised} tests were begun and {len(statuses)} reported: a test program ended before its time"
        problems.append(ResultProblem("truncated", said))
    return [_case(name, status, "\n".join(texts.get(name, ()))) for name, status in statuses.items()], problems


def _case(name: str, status: TestStatus, text: str) -> TestCaseResult:
    module, _, bare = name.rpartition("::")
    text = text.strip()[:_LONGEST_TEXT]
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("stack backtrace")]
    return TestCaseResult(
        name=bare,
        class_name=module,
        file="",
        status=status,
        message="\n".join(lines[:2]),
        # libtest itself looked, and says so.
        kind="not ok" if _NO_PANIC in text else "",
        text=text,
    )
