"""A verdict is derived: evidence counts only while what it rests on is what it was."""

from __future__ import annotations

from dataclasses import replace

import pytest

from planproof.proof.check import Check
from planproof.proof.ledger.row import Draft, seal
from planproof.proof.model import Evidence, Origin, Outcome, Stage, Verdict
from planproof.proof.status import by_stage, derive, stage_verdict, task_status

CHECK = Check("build.green", Stage.BUILD, "tests pass", "plan-1", lambda bench: Outcome(Verdict.PROVED, ""))
PROVED = seal(
    Draft(
        stage=4,
        check="build.green",
        verdict=Verdict.PROVED,
        reason="3 tests pass",
        plan_digest="plan-1",
        code_digest="code-1",
        started_at="2026-01-01T00:00:00.000Z",
    ),
    iteration="M1_E1_I1",
    previous=(),
)


def row(**changes: object) -> Evidence:
    return replace(PROVED, **changes)  # type: ignore[arg-type]


def test_derive__no_row__then_unproved() -> None:
    assert derive(CHECK, None, "code-1").verdict is Verdict.UNPROVED


def test_derive__same_plan_and_code__then_proved() -> None:
    assert derive(CHECK, PROVED, "code-1").verdict is Verdict.PROVED


def test_derive__plan_changed__then_stale() -> None:
    state = derive(replace(CHECK, plan_digest="plan-2"), PROVED, "code-1")
    assert (state.verdict, state.reason) == (Verdict.STALE, "the plan it rests on has changed since")


def test_derive__code_changed__then_stale() -> None:
    assert derive(CHECK, PROVED, "code-2").verdict is Verdict.STALE


@pytest.mark.parametrize("verdict", [Verdict.REFUTED, Verdict.VACUOUS, Verdict.UNPROVED])
def test_derive__not_proved__then_verdict_stands_whatever_changed(verdict: Verdict) -> None:
    assert derive(CHECK, row(verdict=verdict), "code-2").verdict is verdict


def test_derive__gate_wants_ci_and_row_is_local__then_unproved() -> None:
    state = derive(CHECK, PROVED, "code-1", origins=[Origin.CI])
    assert (state.verdict, state.reason) == (Verdict.UNPROVED, "proved local only")


def test_stage_verdict__one_refuted_among_proved__then_refuted() -> None:
    states = [derive(CHECK, each, "code-1") for each in (PROVED, row(verdict=Verdict.REFUTED), None)]
    assert stage_verdict(states) is Verdict.REFUTED


def test_stage_verdict__no_check__then_vacuous() -> None:
    assert stage_verdict([]) is Verdict.VACUOUS


def test_by_stage__one_state__then_nine_stages_in_order() -> None:
    grouped = by_stage([derive(CHECK, PROVED, "code-1")])
    assert list(grouped) == list(Stage)
    assert len(grouped[Stage.BUILD]) == 1


@pytest.mark.parametrize(
    ("rows", "started", "status"),
    [
        ({}, False, "Planned"),
        ({}, True, "In Progress"),
        ({"accept.task": Verdict.PROVED}, True, "Proved"),
        ({"accept.task": Verdict.REFUTED}, True, "In Progress"),
        ({"accept.task": Verdict.PROVED, "validate.smoke": Verdict.REFUTED}, True, "In Progress"),
        ({"validate.smoke": Verdict.PROVED}, True, "In Progress"),
    ],
)
def test_task_status__rows_about_it__then_derived(rows: dict[str, Verdict], started: bool, status: str) -> None:
    task = "M1_E1_I1_T1"
    verdicts = {(7, check, task): verdict for check, verdict in rows.items()}
    verdicts[(7, "accept.task", "M1_E1_I1_T2")] = Verdict.REFUTED
    assert task_status(task, verdicts, started=started) == status
