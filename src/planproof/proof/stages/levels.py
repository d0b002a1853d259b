"""What Verify and Validate have in common: the tests of one level pass here, fail against the stub, and the matrix runs."""

from __future__ import annotations

from functools import partial

from planproof.plan.digest import text_digest
from planproof.plan.model import MatrixRow
from planproof.proof.check import Check
from planproof.proof.commands import command_outcome, outcome_of
from planproof.proof.model import Outcome, Stage, Verdict
from planproof.proof.stages.build import green_outcome, stub_outcome, unlisted_outcome
from planproof.proof.stages.prepare import code_files
from planproof.proof.testing import planned_tests, reconciled, run_tests
from planproof.proof.workbench import Workbench, unproved

__all__ = ["level_checks"]


def level_checks(bench: Workbench, stage: Stage, level: str, *, services: str = "") -> list[Check]:
    """The checks of one level of tests.

    Args:
        bench: the run.
        stage: the stage they belong to.
        level: `integration` or `system`.
        services: name of the stage whose services must run around the tests; empty for none.
    """
    name = stage.name.lower()
    digest = text_digest(level, *(case.name for case in planned_tests(bench, (level,))))
    tests = bench.config.tests.folders
    covers = (*code_files(bench), *tests)
    green = Check(
        f"{name}.green",
        stage,
        f"every planned {level} test passes",
        digest,
        partial(_green, level=level, services=services),
        covers=covers,
    )
    stub = Check(
        f"{name}.stub",
        stage,
        f"no {level} test passes against the stub",
        digest,
        partial(stub_outcome, level=level),
        covers=tests,
    )
    rows = [row for row in bench.plan.test_matrix if row.level == level and row.command]
    return [green, stub, *(_matrix_check(stage, row, covers, services) for row in rows)]


def _green(bench: Workbench, level: str, services: str) -> Outcome:
    collection, found = reconciled(bench, (level,))
    if collection.problem:
        return unlisted_outcome(collection)
    if found.missing:
        return Outcome(Verdict.REFUTED, f"planned {level} test is missing: {found.missing[0].name}")
    tests = [test for _, test in found.found]
    if not tests:
        return Outcome(Verdict.VACUOUS, f"the plan names no {level} test, so none ran")
    with bench.services(services) as fault:
        if fault:
            return unproved(fault)
        return green_outcome(run_tests(bench, tests, coverage=level == "system"), tests)


def _matrix_check(stage: Stage, row: MatrixRow, covers: tuple[str, ...], services: str) -> Check:
    script = row.command.value if row.command else ""
    return Check(
        f"{stage.name.lower()}.matrix",
        stage,
        f"matrix: {row.what or row.level}",
        text_digest(script),
        partial(_matrix, script=script, services=services),
        subject=row.what or script,
        covers=covers,
    )


def _matrix(bench: Workbench, script: str, services: str) -> Outcome:
    with bench.services(services) as fault:
        if fault:
            return unproved(fault)
        run = bench.command(script, deadline_s=bench.config.limits.tests_s)
    if run.exit_code == 0 and not (run.stdout + run.stderr).strip():
        return outcome_of(run, Verdict.VACUOUS, "the command passed and printed nothing: what it checked can't be seen")
    return command_outcome(run, fine="the command passed")
