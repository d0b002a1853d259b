"""The framework's name of a test leads to the fingerprint of its body, and never to another one's."""

from __future__ import annotations

import pytest

from planproof.proof.fingerprint import body_of
from planproof.proof.reconcile import CollectedTest

BODIES = {
    "tests/test_a.py": {"test_x": "1", "test_y": "2"},
    "tests/test_b.py": {"test_x": "3"},
    "tests/reg.cpp": {"Param.claim__each__then_less": "4", "Reg.claim": "5", "Typed.claim": "6"},
    "tests/claim_test.c": {"claim_test": "7", "test_one": "8"},
}


@pytest.mark.parametrize(
    ("test", "body"),
    [
        (CollectedTest("tests/test_a.py::test_x", "test_x", "tests/test_a.py"), "1"),
        (CollectedTest("tests/test_b.py::TestB::test_x[1-a/b]", "test_x", "tests/test_b.py"), "3"),
        (CollectedTest("test_y", "test_y"), "2"),
        (CollectedTest("Reg.claim", "claim"), "5"),
        (CollectedTest("Sizes/Param.claim__each__then_less/1", "claim__each__then_less/1"), "4"),
        (CollectedTest("Typed/0.claim", "claim"), "6"),
        (CollectedTest("registry:claim_test", "registry:claim_test"), "7"),
        (CollectedTest("registry:claim_test", "claim_test"), "7"),
        (CollectedTest("1 - test_one", "1 - test_one"), "8"),
        (CollectedTest("Other.claim", "claim"), ""),
        (CollectedTest("gone", "gone"), ""),
        (CollectedTest("tests/test_b.py::test_y", "test_y", "tests/test_b.py"), ""),
    ],
)
def test_body_of__names_of_frameworks__then_the_tests_own_body(test: CollectedTest, body: str) -> None:
    assert body_of(test, BODIES) == body


def test_body_of__same_name_in_two_files_and_no_file__then_over_both() -> None:
    both = body_of(CollectedTest("test_x", "test_x"), BODIES)
    assert len(both) == 64
    edited = {**BODIES, "tests/test_b.py": {"test_x": "9"}}
    assert body_of(CollectedTest("test_x", "test_x"), edited) != both
