"""Lines are measured once: Close takes what Validate measured in the same run, and nothing from any other."""

from __future__ import annotations

import pytest

from planproof.proof.model import Verdict
from planproof.proof.prove import ProveReport
from tests.proof.small_plan import BUILT, CLOSED
from tests.proof.small_project import SmallProject, found

UNIT_AND_INTEGRATION = ("test_words.py", "test_program.py")


def proved_in_one_run(project: SmallProject) -> ProveReport:
    project.write({**BUILT, **CLOSED})
    return project.prove()


def measured_by(report: ProveReport) -> list[dict[str, object]]:
    row = found(report.states, "close.coverage").row
    assert row
    return list(row.details["measured"])


def test_measure__after_validate_in_one_run__then_its_tests_are_not_run_again(specified: SmallProject) -> None:
    report = proved_in_one_run(specified)
    state = found(report.states, "close.coverage")
    assert state.verdict is Verdict.PROVED
    assert "some by 1 tests that an earlier stage of this run measured" in state.reason
    now, before = measured_by(report)
    assert (now["tests"], before["tests"]) == (3, 1)
    assert all(name in str(now["command"]) for name in UNIT_AND_INTEGRATION)
    assert "test_system.py" not in str(now["command"])
    assert "test_system.py" in str(before["command"])


def test_measure__in_a_run_of_its_own__then_every_test_runs(closed: SmallProject) -> None:
    closed.check("close.coverage")
    report = closed.prove(checks=("close.coverage",))
    (only,) = measured_by(report)
    assert only["tests"] == 4


def test_measure__line_that_neither_run_reached__then_refuted(specified: SmallProject) -> None:
    words = f"{BUILT['src/greet/words.py']}\n\ndef shout(name: str) -> str:\n    return name.upper()\n"
    specified.write({**BUILT, **CLOSED, "src/greet/words.py": words})
    report = specified.prove()
    state = found(report.states, "close.coverage")
    assert len(measured_by(report)) == 2
    assert state.verdict is Verdict.REFUTED
    assert "changed line not covered: src/greet/words.py:" in state.reason


def test_measure__tests_that_need_a_service__then_it_runs_around_them(closed: SmallProject) -> None:
    closed.add_settings(
        '[services.mark]\nstart = "touch .up; sleep 60"\nready = "test -e .up"\nstages = ["validate"]\n'
    )
    closed.write({".gitignore": ".planproof/\n__pycache__/\n.up\n"})
    needing = "import os\nassert os.path.exists('.up')\n"
    test = closed.root / "tests/test_system.py"
    closed.write({"tests/test_system.py": needing + test.read_text(encoding="utf-8")})
    assert closed.check("close.coverage").verdict is Verdict.PROVED


@pytest.mark.parametrize("name", ["built", "closed"])
def test_measure__no_test_at_all__then_not_proved(name: str, request: pytest.FixtureRequest) -> None:
    project: SmallProject = request.getfixturevalue(name)
    project.write({f"tests/{file}": "" for file in ("test_words.py", "test_program.py", "test_system.py")})
    assert project.check("close.coverage").verdict is not Verdict.PROVED
