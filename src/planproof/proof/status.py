"""What is proved, derived from evidence each time it is asked for and typed nowhere.

    checks of the plan as it stands now  x  newest row of each  ->  a state each  ->  stages, tasks, the next thing to do

A row that says proved counts only while the part of the plan and the files it rests on are what they were: else it is stale.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from planproof.proof.check import Check, Key
from planproof.proof.model import Evidence, Origin, Stage, Verdict

__all__ = ["State", "by_stage", "derive", "stage_verdict", "task_status"]

_WORST_FIRST = (Verdict.REFUTED, Verdict.VACUOUS, Verdict.STALE, Verdict.UNPROVED, Verdict.PROVED)


@dataclass(frozen=True, slots=True)
class State:
    """One check and where it stands.

    Attributes:
        check: what is looked at.
        verdict: derived; `UNPROVED` when there is no row.
        reason: of the newest row, or why it is stale.
        row: the newest row; None when the check never ran.
    """

    check: Check
    verdict: Verdict
    reason: str
    row: Evidence | None


def derive(check: Check, row: Evidence | None, code_digest: str, *, origins: Iterable[Origin] = tuple(Origin)) -> State:
    """Where a check stands.

    Args:
        check: as the plan asks for it now.
        row: its newest row of evidence.
        code_digest: digest of the files it covers, now.
        origins: the origins that a gate accepts.
    """
    if row is None:
        return State(check, Verdict.UNPROVED, "not run yet", None)
    if row.verdict is not Verdict.PROVED:
        return State(check, row.verdict, row.reason, row)
    if row.origin not in set(origins):
        return State(check, Verdict.UNPROVED, f"proved {row.origin.value} only", row)
    if row.plan_digest != check.plan_digest:
        return State(check, Verdict.STALE, "the plan it rests on has changed since", row)
    if row.code_digest != code_digest:
        return State(check, Verdict.STALE, "the files it covers have changed since", row)
    return State(check, Verdict.PROVED, row.reason, row)


def stage_verdict(states: Iterable[State]) -> Verdict:
    """One verdict for a stage: proved when every check is, else the one that says most; vacuous without checks."""
    verdicts = {state.verdict for state in states}
    return next((verdict for verdict in _WORST_FIRST if verdict in verdicts), Verdict.VACUOUS)


def by_stage(states: Iterable[State]) -> dict[Stage, list[State]]:
    """The states of each of the nine stages."""
    grouped: dict[Stage, list[State]] = {stage: [] for stage in Stage}
    for state in states:
        grouped[state.check.stage].append(state)
    return grouped


def task_status(task_id: str, verdicts: Mapping[Key, Verdict], started: bool) -> str:
    """`Planned`, `In Progress` or `Proved`: a task is proved by its smoke test and its success verification.

    Args:
        task_id: the task.
        verdicts: of each check that was run: as written down, or as it stands now.
        started: whether the iteration was started.
    """
    own = {
        check: verdict
        for (_, check, subject), verdict in verdicts.items()
        if subject == task_id and check.startswith(("accept", "validate"))
    }
    if "accept.task" in own and all(verdict is Verdict.PROVED for verdict in own.values()):
        return "Proved"
    return "In Progress" if started else "Planned"
