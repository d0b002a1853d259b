"""Why a test is red, from what the real tools wrote (`results/samples`) and from compilers and frameworks at hand."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planproof.proof.failure import RIGHT_REASONS, FailureKind, classify
from planproof.proof.results import TestCaseResult, TestStatus, read_test_results

SAMPLES = Path(__file__).parent / "results" / "samples"


def kinds(sample: str, format: str, output: str = "") -> dict[str, str]:
    results = read_test_results(SAMPLES / sample, format)  # type: ignore[arg-type]
    return {
        case.name.split(":")[-1]: classify(case, output).value
        for case in results.cases
        if case.status in ("failed", "error")
    }


def failed(message: str, *, kind: str = "", output: str = "", status: TestStatus = TestStatus.FAILED) -> TestCaseResult:
    return TestCaseResult("t", "", "", status, message=message, kind=kind, text=message, output=output)


def test_classify__pytest__then_every_kind() -> None:
    assert kinds("pytest.xml", "junit") == {
        "test_total__wrong__then_assertion": "assertion",
        "test_total__bare__then_assertion": "assertion",
        "test_discount__not_there__then_not_implemented": "not_implemented",
        "test_discount__missing_name__then_attribute_error": "import",
        "test_discount__undefined__then_name_error": "import",
        "test_discount__no_raise__then_failed": "assertion",
        "test_discount__import__then_import_error": "import",
        "test_discount__value__then_value_error": "other",
        "test_fixture__asserts__then_error": "fixture_error",
        "test_fixture__raises__then_error": "fixture_error",
        "test_param__each__then_positive[1]": "assertion",
        "test_group__in_class__then_named": "assertion",
    }


def test_classify__pytest_collection__then_import_and_syntax() -> None:
    assert kinds("pytest-collection.xml", "junit") == {"test_bad_import": "import", "test_bad_syntax": "syntax"}


@pytest.mark.parametrize(("sample", "format"), [("gtest.xml", "junit"), ("gtest.json", "gtest-json")])
def test_classify__gtest__then_assertion_marker_and_exception(sample: str, format: str) -> None:
    assert kinds(sample, format) == {
        "claim__full__then_refused": "assertion",
        "release__any__then_zero": "not_implemented",
        "claim__throws__then_crash": "crash",
        "claim__each__then_less/1": "assertion",
    }


def test_classify__meson_log__then_by_signal_and_text() -> None:
    told = kinds("meson-testlog.json", "meson")
    assert (told["assert_test"], told["segv_test"], told["slow_test"]) == ("assertion", "crash", "timeout")


def test_classify__meson_junit__then_its_own_lines_help() -> None:
    output = "3/5 registry:segv_test      FAIL            0.01s   killed by signal 11 SIGSEGV\n"
    told = kinds("meson-junit.xml", "junit", output)
    assert told["claim__full__then_refused"] == told["assert_test"] == told["2 - release"] == "assertion"
    assert (told["segv_test"], told["slow_test"]) == ("crash", "timeout")


def test_classify__ctest__then_its_own_lines_help() -> None:
    output = (
        "2/5 Test #2: segv_test ...***Exception: SegFault  0.1 sec\n4/5 Test #4: slow_test ...***Timeout   1.00 sec\n"
    )
    told = kinds("ctest.xml", "junit", output)
    assert told == {"assert_test": "assertion", "segv_test": "crash", "slow_test": "timeout", "gone_test": "other"}


def test_classify__tap__then_not_ok_is_an_assertion() -> None:
    assert kinds("tap.out", "tap") == {"release": "assertion"}


@pytest.mark.parametrize(
    ("result", "kind"),
    [
        (failed("AttributeError: 'NoneType' object has no attribute 'id'"), "other"),
        (failed("AttributeError: 'Store' object has no attribute 'add'"), "import"),
        (failed("AttributeError: type object 'Store' has no attribute 'add'"), "import"),
        (failed("TypeError: add() takes 1 positional argument but 2 were given"), "other"),
        (failed("Failed: Timeout >1.0s"), "timeout"),
        (failed("sqlalchemy.exc.OperationalError: no such table"), "other"),
        (failed("ValueError: this operation is not implemented"), "other"),
        (failed("shop.errors.NotImplementedError: later"), "not_implemented"),
        (failed("ExceptionGroup: errors (2 sub-exceptions)"), "other"),
        (failed("assert None is not None"), "assertion"),
        (failed("", kind="AssertionError"), "assertion"),
        (failed("AssertionError: x", status=TestStatus.ERROR), "fixture_error"),
        (failed('C++ exception with description "boom" thrown in SetUp().'), "fixture_error"),
        (failed('C++ exception with description "not implemented" thrown in the test body.'), "not_implemented"),
        (failed("a.cpp:3\nFailed\nby hand"), "assertion"),
        (failed("a.cpp:3\nExpected: f() throws an exception of type E.\n  Actual: it throws nothing."), "assertion"),
        (failed("FAIL (signal 6)", kind="signal 6"), "crash"),
        (failed("FAIL (signal 6)", kind="signal 6", output="t: a.c:3: main: Assertion `x == 3' failed."), "assertion"),
        (failed("FAIL (signal 11)", kind="signal 11", output="not implemented"), "crash"),
        (failed("FAIL (exit 38)", kind="exit 38", output="registry_claim: ENOSYS"), "not_implemented"),
        (failed("FAIL (exit 1)", kind="exit 1"), "other"),
        (failed("==1==ERROR: AddressSanitizer: heap-use-after-free"), "crash"),
        (failed("thread 'main' panicked at src/lib.rs:3:5:\nassertion `left == right` failed"), "assertion"),
        (failed("thread 'main' panicked at src/lib.rs:3:5:\nnot yet implemented"), "not_implemented"),
        (failed("Test did not finish before configured timeout."), "timeout"),
        (failed(""), "other"),
        (failed("assert 1", status=TestStatus.PASSED), "other"),
    ],
)
def test_classify__one_result__then_kind(result: TestCaseResult, kind: str) -> None:
    assert classify(result).value == kind


def test_classify__fixture_meets_stub__then_not_implemented() -> None:
    message = 'failed on setup with "NotImplementedError"'
    in_source = TestCaseResult(
        "t", "", "", TestStatus.ERROR, message=message, text="src/shop.py:3: NotImplementedError"
    )
    in_fixture = TestCaseResult(
        "t", "", "", TestStatus.ERROR, message=message, text="tests/conftest.py:3: NotImplementedError"
    )
    assert classify(in_source) is FailureKind.NOT_IMPLEMENTED
    assert classify(in_fixture) is FailureKind.FIXTURE_ERROR


@pytest.mark.parametrize(
    ("output", "kind"),
    [
        ((SAMPLES / "compile.err").read_text(), "compile"),
        ((SAMPLES / "link.err").read_text(), "link"),
        ("a.c:1:10: fatal error: gone.h: No such file or directory", "compile"),
        ("clang: error: linker command failed with exit code 1", "link"),
        ("error[E0425]: cannot find function `f`\n --> src/lib.rs:3:5", "compile"),
        ("./t: error while loading shared libraries: libx.so.1", "link"),
        ("E   ModuleNotFoundError: No module named 'shop'", "import"),
        ('E     File "a.py", line 1\nE   SyntaxError: invalid syntax', "syntax"),
        ("Segmentation fault (core dumped)", "crash"),
        ("Fatal Python error: Aborted", "crash"),
        ("collected 0 items", "other"),
        ("", "other"),
    ],
)
def test_classify__no_result__then_from_output(output: str, kind: str) -> None:
    assert classify(None, output).value == kind


def test_classify__real_gcc__then_compile_and_link(tmp_path: Path) -> None:
    if not shutil.which("gcc"):
        pytest.skip("gcc is not installed")
    (tmp_path / "compile.c").write_text("int main(void) { return x; }\n")
    (tmp_path / "link.c").write_text("int missing(void);\nint main(void) { return missing(); }\n")
    for name in ("compile", "link"):
        ran = subprocess.run(
            ["gcc", f"{name}.c"], cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False
        )
        assert classify(None, ran.stderr).value == name


def test_right_reasons__all_kinds__then_two() -> None:
    assert {kind.value for kind in RIGHT_REASONS} == {"assertion", "not_implemented"}


@given(st.text(max_size=200), st.text(max_size=200), st.sampled_from(list(TestStatus)))
def test_classify__any_text__then_some_kind(message: str, output: str, status: TestStatus) -> None:
    assert classify(failed(message, status=status), output) in FailureKind
    assert classify(None, output) in FailureKind
