"""From a command that ran to an outcome: what every check that runs a command of its own says about it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from planproof.proof.model import Outcome, Verdict
from planproof.proof.runner import CommandRun, Ended

__all__ = ["command_outcome", "disqualified"]


def disqualified(run: CommandRun) -> str:
    """Why a run decides nothing, whatever it printed; empty when it counts.

    A command that was ended, could not start, left processes behind, printed more than is kept, or changed the tree that it
    should have looked at shows nothing.
    """
    if run.ended in (Ended.DEADLINE, Ended.NOT_STARTED, Ended.LOST) or run.problems or run.exit_code in (126, 127):
        return run.reason
    return ""


def command_outcome(
    run: CommandRun, *, fine: str, counts: Mapping[str, float] | None = None, details: Mapping[str, Any] | None = None
) -> Outcome:
    """The outcome of a command whose exit code decides: 0 proves, anything else refutes.

    Args:
        run: what happened.
        fine: the reason to write down when it passed.
        counts, details: kept as they are.
    """
    unfit = disqualified(run)
    if unfit:
        return outcome_of(run, Verdict.UNPROVED, unfit, counts, details)
    if run.exit_code == 0:
        return outcome_of(run, Verdict.PROVED, fine, counts, details)
    return outcome_of(run, Verdict.REFUTED, run.reason, counts, details)


def outcome_of(
    run: CommandRun,
    verdict: Verdict,
    reason: str,
    counts: Mapping[str, float] | None = None,
    details: Mapping[str, Any] | None = None,
) -> Outcome:
    """An outcome that carries a run's command, exit code, time and output."""
    figures = dict(counts or {})
    if run.overflow_bytes:
        figures["overflow_bytes"] = float(run.overflow_bytes)
    return Outcome(
        verdict,
        reason,
        command=run.script,
        exit_code=run.exit_code,
        duration_s=run.duration_s,
        counts=figures,
        output=run.output,
        details=details or {},
    )
