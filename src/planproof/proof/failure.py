"""Says why a test is red. Only an assertion or "not implemented" is a right reason to be red before the work.

    right   assertion          it ran, looked, and found otherwise
            not_implemented    it met a stub: NotImplementedError, ENOSYS, PLANPROOF_NOT_IMPLEMENTED, todo!()
    wrong   import, syntax, compile, link, crash, timeout, fixture_error, other

A test that can't be imported, linked or set up has shown nothing about the behaviour that it names. What isn't recognised
is `other`, which is wrong: a reason has to be seen, never assumed. Knows pytest and unittest, GoogleTest, plain `assert` in C,
TAP, meson, ctest, Rust panics, vitest and node:test, and the messages of gcc, clang, ld and rustc.
"""

from __future__ import annotations

import re
from enum import StrEnum

from planproof.proof.results.model import TestCaseResult, TestStatus

__all__ = ["RIGHT_REASONS", "FailureKind", "classify"]


class FailureKind(StrEnum):
    """Why a test is red."""

    ASSERTION = "assertion"
    NOT_IMPLEMENTED = "not_implemented"
    IMPORT = "import"
    SYNTAX = "syntax"
    COMPILE = "compile"
    LINK = "link"
    CRASH = "crash"
    TIMEOUT = "timeout"
    FIXTURE_ERROR = "fixture_error"
    OTHER = "other"


# The reason stands at the start of a failure; the limit bounds the time that a hostile message can cost.
_LONGEST_TEXT = 100_000

RIGHT_REASONS = frozenset({FailureKind.ASSERTION, FailureKind.NOT_IMPLEMENTED})

_EXCEPTIONS = {
    "AssertionError": FailureKind.ASSERTION,
    "NotImplementedError": FailureKind.NOT_IMPLEMENTED,
    **dict.fromkeys(("ImportError", "ModuleNotFoundError", "NameError", "UnboundLocalError"), FailureKind.IMPORT),
    **dict.fromkeys(("SyntaxError", "IndentationError", "TabError"), FailureKind.SYNTAX),
    **dict.fromkeys(("TimeoutError", "Timeout", "TimeoutExpired"), FailureKind.TIMEOUT),
}
_EXCEPTION = re.compile(
    r"(?:[A-Za-z_]\w*\.)*([A-Z]\w*(?:Error|Exception|Failed|Timeout|Expired|Group|Exit|Interrupt)|Failed|Exit)(?::|$)"
)
_LAST_PLACE = re.compile(r"^(\S+\.py):\d+: (?:[a-z_]\w*\.)*([A-Z]\w*)\s*$", re.MULTILINE)
_EXCEPTION_LINE = re.compile(r"^(?:E[ \t]+)?(?:[A-Za-z_]\w*\.)*([A-Z]\w*Error)\b(?::|$)", re.MULTILINE)
# `'NoneType' object has no attribute …` is a stub's None being used, and no missing name.
_MISSING_NAME = re.compile(r"AttributeError: (?!'NoneType').*has no attribute")
_PYTEST_TIMEOUT = re.compile(r"Failed: Timeout|Timeout \(?>")
_IN_FIXTURE = re.compile(
    r"failed on (?:setup|teardown) with|thrown in (?:SetUp|TearDown|the test fixture)|^(?:SetUp|TearDown)TestSuite",
    re.MULTILINE,
)
_TEST_FILE = re.compile(r"(?:^|/)(?:conftest|test_[^/]*|[^/]*_test)\.py$")

_NOT_IMPLEMENTED = re.compile(
    r"PLANPROOF_NOT_IMPLEMENTED|\bENOSYS\b|function not implemented|not (?:yet )?implemented|\bunimplemented\b",
    re.IGNORECASE,
)
_GTEST = re.compile(
    r"^(?:Expected equality of these values|Expected: |Value of: |  ?Actual: |The difference between |Failed$|Death test: "
    r"|Expected .* throws? |.*\bto throw|Expect?ed: .* throws)",
    re.MULTILINE,
)
_C_ASSERT = re.compile(
    r"Assertion [`'\"‘(]?.{0,500}?(?:failed|FAILED)|Assertion failed[:,]|panicked at .{0,200}?assertion", re.DOTALL
)
_RUST_ASSERT = re.compile(r"^assertion [`(].* failed", re.MULTILINE)
_NODE_ASSERT = re.compile(r"\bAssertionError \[ERR_ASSERTION\]|code: 'ERR_ASSERTION'")
_EXCEPTION_IN_BODY = re.compile(r"C\+\+ exception|Unknown C\+\+ exception")
_TIMED_OUT = re.compile(
    r"\*\*\*Timeout|\bTIMEOUT\b|did not finish before configured timeout|timed out (?:after|at)|Timeout \(?>",
    re.IGNORECASE,
)
_CRASHED = re.compile(
    r"Segmentation fault|SegFault|SIG(?:SEGV|BUS|FPE|ILL|ABRT|KILL)\b|Bus error|Floating point exception|Illegal instruction"
    r"|(?:Address|Thread|Memory|UndefinedBehavior|Leak)Sanitizer|runtime error: |Fatal Python error|core dumped|Subprocess aborted"
    r"|terminate called|stack smashing detected|double free|Aborted\b"
)
_DEADLY = re.compile(r"signal (?:4|5|7|8|11)\b|Segmentation fault|SegFault|SIG(?:SEGV|BUS|FPE|ILL)\b|Sanitizer:")
_COMPILE = re.compile(
    r"^\S+:\d+(?::\d+)?: (?:fatal )?error: |^error(?:\[E\d+\])?: .*\n\s+--> |error TS\d+:", re.MULTILINE
)
_LINK = re.compile(
    r"undefined reference to|undefined symbol|Undefined symbols for|ld returned \d+ exit|linker command failed"
    r"|multiple definition of|cannot find -l|error while loading shared libraries|linking with .{0,200} failed"
)


def classify(result: TestCaseResult | None, output: str = "", language: str = "") -> FailureKind:
    """Why a test is red.

    Args:
        result: the test's own result; None when it has none, because the program that holds it was not built or did not start.
        output: what the command that ran it printed; looked at where the result alone doesn't say.
        language: `python`, `c`, `cpp`, `rust`; empty when it isn't known.

    Returns:
        the kind; `OTHER` for a test that isn't red, or is for a reason that can't be recognised.
    """
    if result is None:
        return _without_result(output)
    if result.status in (TestStatus.PASSED, TestStatus.SKIPPED):
        return FailureKind.OTHER
    text = "\n".join(filter(None, (result.message, result.text)))[:_LONGEST_TEXT]
    if result.kind == "timeout" or _PYTEST_TIMEOUT.search(text):
        return FailureKind.TIMEOUT
    if language in ("", "python"):
        python = _python(result, text)
        if python or language == "python":
            return python or FailureKind.OTHER
    return _native(result, text) or _from_lines_about(result, output)


def _python(result: TestCaseResult, text: str) -> FailureKind | None:
    """The kind of a Python test from its exception and where that was raised; None when there is no Python in it."""
    if result.message == "collection failure":
        return _collection(text)
    name, file = _exception(result)
    if not name:
        return None
    kind = _EXCEPTIONS.get(name, FailureKind.OTHER)
    if _IN_FIXTURE.match(result.message):
        # A fixture may meet the stub, and that is right; an assertion of the fixture's own is not the test's.
        met_stub = kind is FailureKind.NOT_IMPLEMENTED and not _TEST_FILE.search(file)
        return FailureKind.NOT_IMPLEMENTED if met_stub else FailureKind.FIXTURE_ERROR
    if result.status is TestStatus.ERROR and kind is FailureKind.ASSERTION:
        return FailureKind.FIXTURE_ERROR
    if name == "AttributeError" and _MISSING_NAME.search(text):
        return FailureKind.IMPORT
    # `pytest.fail(…)` and `DID NOT RAISE`: the test looked, and says so.
    return FailureKind.ASSERTION if name == "Failed" else kind


def _exception(result: TestCaseResult) -> tuple[str, str]:
    """Name of the exception that ended a test, and the file it was raised in; empty where there is none."""
    places = _LAST_PLACE.findall(result.text)
    file = places[-1][0] if places else ""
    message = re.sub(r'^failed on (?:setup|teardown) with "', "", result.message).split("\n")[0].rstrip('"')
    if places and places[-1][1] in ("AssertionError", "Failed"):
        return places[-1][1], file
    named = _EXCEPTION.match(message) or _EXCEPTION.match(result.kind.rsplit(".", 1)[-1])
    if named:
        return named.group(1), file
    if message.startswith("assert "):
        return "AssertionError", file
    return (places[-1][1] if places else ""), file


def _collection(text: str) -> FailureKind:
    names = _EXCEPTION_LINE.findall(text)
    return _EXCEPTIONS.get(names[-1], FailureKind.OTHER) if names else FailureKind.OTHER


def _native(result: TestCaseResult, text: str) -> FailureKind | None:
    """The kind of a compiled test from its failure text, its signal and what it printed; None when these don't say."""
    whole = "\n".join(filter(None, (text, result.output[:_LONGEST_TEXT], result.kind)))
    if _DEADLY.search(whole):
        return FailureKind.CRASH
    if _IN_FIXTURE.search(text):
        return FailureKind.FIXTURE_ERROR
    if _NOT_IMPLEMENTED.search(whole):
        return FailureKind.NOT_IMPLEMENTED
    if _C_ASSERT.search(whole) or _RUST_ASSERT.search(whole) or _NODE_ASSERT.search(whole):
        return FailureKind.ASSERTION
    if _EXCEPTION_IN_BODY.search(text):
        return FailureKind.CRASH
    if _GTEST.search(text):
        return FailureKind.ASSERTION
    if _TIMED_OUT.search(text):
        return FailureKind.TIMEOUT
    if _CRASHED.search(whole) or re.search(r"signal \d+", result.kind):
        return FailureKind.CRASH
    # TAP: the program itself said "not ok", so it ran and looked.
    return FailureKind.ASSERTION if result.kind == "not ok" else None


def _from_lines_about(result: TestCaseResult, output: str) -> FailureKind:
    """What the runner printed on the test's own lines: `2/5 Test #2: segv_test ...***Exception: SegFault`."""
    name = re.compile(rf"(?<!\w){re.escape(result.name.rsplit(':', 1)[-1])}(?!\w)")
    lines = "\n".join(line for line in output.splitlines() if name.search(line))
    if _TIMED_OUT.search(lines):
        return FailureKind.TIMEOUT
    return FailureKind.CRASH if _CRASHED.search(lines) else FailureKind.OTHER


def _without_result(output: str) -> FailureKind:
    """The kind when there is no result at all: what kept the program from being built or from starting."""
    if _COMPILE.search(output):
        return FailureKind.COMPILE
    if _LINK.search(output):
        return FailureKind.LINK
    names = set(_EXCEPTION_LINE.findall(output))
    for name in ("SyntaxError", "IndentationError", "TabError", "ModuleNotFoundError", "ImportError", "NameError"):
        if name in names:
            return _EXCEPTIONS[name]
    if _TIMED_OUT.search(output):
        return FailureKind.TIMEOUT
    return FailureKind.CRASH if _CRASHED.search(output) else FailureKind.OTHER
