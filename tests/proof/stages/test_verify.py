"""Stage 5: integration tests pass here, fail against the stub, and the matrix runs."""

from __future__ import annotations

import pytest

from planproof.proof.model import Verdict
from tests.proof.small_project import SmallProject

TESTS = "tests/test_program.py"
MATRIX = "`python -m pytest -q tests/test_program.py`"


def test_verify__built__then_three_checks_are_proved(built: SmallProject) -> None:
    assert [built.stands(f"verify.{name}").verdict for name in ("green", "stub", "matrix")] == [Verdict.PROVED] * 3


def test_green__planned_test_is_missing__then_refuted(built: SmallProject) -> None:
    built.edit(TESTS, "def test_greeting", "def other")
    assert "planned integration test is missing" in built.check("verify.green").reason


def test_green__none_planned__then_vacuous(built: SmallProject) -> None:
    built.edit_plan("### Integration tests", "### Unit tests of the program")
    assert built.check("verify.green").verdict is Verdict.VACUOUS


def test_green__tests_can_not_be_listed__then_unproved(built: SmallProject) -> None:
    built.write({"tests/test_broken.py": "import nothing_of_that_name\n"})
    assert built.check("verify.green").verdict is Verdict.UNPROVED


def test_green__service_of_the_stage_can_not_start__then_unproved(built: SmallProject) -> None:
    built.add_settings(
        '\n[services.helper]\nstart = "exit 3"\nready = "false"\nstages = ["verify"]\nready_within_s = 5\n'
    )
    for name in ("verify.green", "verify.matrix"):
        state = built.check(name)
        assert state.verdict is Verdict.UNPROVED
        assert "helper" in state.reason


@pytest.mark.parametrize(
    ("command", "verdict", "word"),
    [
        ("true", Verdict.VACUOUS, "printed nothing"),
        ("false", Verdict.REFUTED, "exit 1"),
        ("no-such-tests", Verdict.UNPROVED, "is not installed"),
        ("touch left.txt; echo fine", Verdict.UNPROVED, "left.txt"),
        ("head -c 3000000 /dev/zero", Verdict.UNPROVED, "beyond the limit"),
    ],
)
def test_matrix__command_that_shows_nothing__then_never_proved(
    built: SmallProject, command: str, verdict: Verdict, word: str
) -> None:
    built.edit_plan(MATRIX, f"`{command}`")
    state = built.check("verify.matrix")
    assert state.verdict is verdict
    assert word in state.reason


def test_matrix__two_rows_of_one_name__then_two_checks(built: SmallProject) -> None:
    row = f"| integration | the command line | {MATRIX} |\n"
    built.edit_plan(row, row + "| integration | the command line | `false` |\n")
    assert built.check("verify.matrix", subject="the command line").verdict is Verdict.PROVED
    assert built.stands("verify.matrix", "the command line (2)").verdict is Verdict.REFUTED
