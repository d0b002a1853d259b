"""Stage 8: benchmarks that ran here, held against the figures of the plan."""

from __future__ import annotations

import pytest

from planproof.proof.model import Verdict
from tests.proof.small_project import SmallProject

MEASURE = "python tests/measure.py {results}"


def test_target__met__then_proved_with_samples_and_spread(built: SmallProject) -> None:
    state = built.stands("prove.target")
    assert state.verdict is Verdict.PROVED
    assert "50 samples" in state.reason
    assert " to " in state.reason


@pytest.mark.parametrize(
    ("old", "new", "verdict", "word"),
    [
        ("mean <= 5 ms", "mean <= 1 ns", Verdict.REFUTED, "measured"),
        ("mean <= 5 ms", "fast enough", Verdict.UNPROVED, "no comparison"),
        ("mean <= 5 ms", "p95 <= 5 ms", Verdict.PROVED, "measured"),
        ("mean <= 5 ms", "p99 <= 5 ms", Verdict.UNPROVED, "gives no p99"),
        ("mean <= 5 ms", "mean <= 5 MB", Verdict.UNPROVED, "of that kind"),
        ("| `greeting` |\n\n## Test Coverage", "| `another` |\n\n## Test Coverage", Verdict.VACUOUS, "another"),
        ("| `greeting` |\n\n## Test Coverage", "|  |\n\n## Test Coverage", Verdict.UNPROVED, "names no benchmark"),
        ("| a greeting | mean <= 5 ms | `greeting` |\n", "", Verdict.VACUOUS, "no performance target"),
    ],
)
def test_target__another_figure_or_benchmark__then_verdict(
    built: SmallProject, old: str, new: str, verdict: Verdict, word: str
) -> None:
    built.edit_plan(old, new)
    state = built.check("prove.target")
    assert state.verdict is verdict, state.reason
    assert word in state.reason


@pytest.mark.parametrize(
    ("command", "verdict", "word"),
    [
        ("true", Verdict.VACUOUS, "not written"),
        ("false", Verdict.REFUTED, "exit 1"),
        ("no-such-benchmark {results}", Verdict.UNPROVED, "is not installed"),
        ("echo '{' > {results}", Verdict.VACUOUS, ""),
        ("python tests/measure.py {results}; touch left.txt", Verdict.UNPROVED, "left.txt"),
    ],
)
def test_target__command_that_measures_nothing__then_never_proved(
    built: SmallProject, command: str, verdict: Verdict, word: str
) -> None:
    built.settings(MEASURE, command)
    state = built.check("prove.target")
    assert state.verdict is verdict, state.reason
    assert word in state.reason


def test_target__no_command_anywhere__then_unproved(built: SmallProject) -> None:
    built.settings(f'benchmark = "{MEASURE}"\n', "")
    built.settings("[limits]", '[tests]\nframework = "other"\n\n[limits]')
    assert "no benchmark command" in built.check("prove.target").reason


def test_target__service_can_not_start__then_unproved(built: SmallProject) -> None:
    built.add_settings('\n[services.helper]\nstart = "exit 3"\nready = "false"\nstages = ["prove"]\n')
    assert "helper" in built.check("prove.target").reason


def test_target__figure_edited_after_proof__then_stale(built: SmallProject) -> None:
    built.edit_plan("mean <= 5 ms", "mean <= 50 ms")
    assert built.stands("prove.target").verdict is Verdict.STALE
