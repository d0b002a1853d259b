"""What `cargo test` prints, as a real cargo 1.95 printed it."""

from __future__ import annotations

from planproof.proof.failure import FailureKind, classify
from planproof.proof.results import TestStatus, read_test_results

PRINTED = b"""
running 1 test
test tests::it_works ... ok

test result: ok. 1 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.00s


running 4 tests
test add__w__then_y ... ignored, not now
test add__v__then_y - should panic ... FAILED
test add__z__then_y ... FAILED
test add__x__then_y ... FAILED

failures:

---- add__v__then_y stdout ----
note: test did not panic as expected at tests/a.rs:9:4
---- add__z__then_y stdout ----

thread 'add__z__then_y' (17492) panicked at tests/a.rs:5:23:
assertion `left == right` failed: no
  left: 1
 right: 2

---- add__x__then_y stdout ----

thread 'add__x__then_y' (17491) panicked at tests/a.rs:3:23:
not yet implemented: M1: show it


failures:
    add__v__then_y
    add__x__then_y
    add__z__then_y

test result: FAILED. 0 passed; 3 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.15s
"""


def test_libtest__two_programs__then_each_test_with_its_status_and_text() -> None:
    results = read_test_results(PRINTED, "libtest")
    found = {case.name: case for case in results.cases}
    assert {name: case.status for name, case in found.items()} == {
        "it_works": TestStatus.PASSED,
        "add__w__then_y": TestStatus.SKIPPED,
        "add__v__then_y": TestStatus.FAILED,
        "add__z__then_y": TestStatus.FAILED,
        "add__x__then_y": TestStatus.FAILED,
    }
    assert found["it_works"].class_name == "tests"
    assert results.problems == ()
    assert classify(found["add__v__then_y"]) is FailureKind.ASSERTION
    assert classify(found["add__z__then_y"]) is FailureKind.ASSERTION
    assert classify(found["add__x__then_y"]) is FailureKind.NOT_IMPLEMENTED


def test_libtest__program_ended_early__then_incomplete() -> None:
    results = read_test_results(PRINTED.partition(b"test add__x__then_y ... FAILED")[0], "libtest")
    assert [problem.slug for problem in results.problems] == ["truncated"]


def test_libtest__output_of_something_else__then_told() -> None:
    assert read_test_results(b"error: could not compile", "libtest").problems[0].slug == "wrong-format"


def test_libtest__nothing_selected__then_no_test_ran() -> None:
    nothing = b"running 0 tests\n\ntest result: ok. 0 passed; 0 failed; 0 ignored; 0 measured; 9 filtered out\n"
    assert read_test_results(nothing, "libtest").problems[0].slug == "no-tests"
