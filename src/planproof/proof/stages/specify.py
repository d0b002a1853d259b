"""Stage 3, Specify: every planned test exists and fails for the right reason, before there is anything to pass it.

Unit tests have to exist now. Tests of higher levels may come with their own stage; those that exist already must be red too.
The body of each test that was seen red is fingerprinted in the same row of evidence, and Build holds later runs against
these fingerprints. What is specified must be committed: the replay, and Build's run against the stub, need that commit.

    right reason   assertion, not implemented
    wrong reason   import, syntax, compile, link, crash, timeout, fixture, anything else

A plan that gets another test after the code is there, or a test that has to change, takes the amendment: `prove ID --stage 3
--amend "reason"` runs today's tests over the sources of the commit at which the iteration was specified first.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from planproof.plan.digest import tests_digest
from planproof.proof.check import Check
from planproof.proof.commands import disqualified, outcome_of
from planproof.proof.counted import counted
from planproof.proof.failure import RIGHT_REASONS, FailureKind, classify
from planproof.proof.fingerprint import body_of, fingerprints_in
from planproof.proof.model import Outcome, Stage, Verdict
from planproof.proof.pytest_settings import pytest_settings
from planproof.proof.reconcile import CollectedTest, Reconciliation
from planproof.proof.results import TestCaseResult
from planproof.proof.runner import CommandRun, Ended
from planproof.proof.testing import Collection, TestRun, planned_tests, reconciled, run_tests, why_unbuilt
from planproof.proof.workbench import Workbench, unproved

__all__ = [
    "changed_settings",
    "checks",
    "red_outcome",
    "specified_bodies",
    "specified_settings",
    "specified_tests",
    "stub_commit",
]

# `subprocess.CalledProcessError: Command …`, `ZeroDivisionError`
_THROWN = re.compile(r"(?:[A-Za-z_]\w*\.)*([A-Z]\w{2,60})(?=:|\s*$)")
_EXITS_OF_SIGNALS = range(129, 160)
_LEVELS = ("unit", "integration", "system")


def checks(bench: Workbench) -> list[Check]:
    """The names and the red; both rest on the planned tests alone, so that building leaves them proved."""
    digest = tests_digest(bench.plan)
    return [
        Check("specify.names", Stage.SPECIFY, "every planned unit test exists", digest, _names),
        Check("specify.red", Stage.SPECIFY, "every planned test fails for the right reason", digest, _red),
    ]


def specified_tests(bench: Workbench) -> tuple[Collection, Reconciliation]:
    """The planned tests of every level that can be specified, held against what exists."""
    return reconciled(bench, _LEVELS)


def _missing_units(bench: Workbench, found: Reconciliation) -> list[str]:
    units = {case.name for case in planned_tests(bench, ("unit",))}
    return [case.name for case in found.missing if case.name in units]


def _names(bench: Workbench) -> Outcome:
    collection, found = specified_tests(bench)
    missing = _missing_units(bench, found)
    counts = {
        "planned": float(len(planned_tests(bench, _LEVELS))),
        "found": float(len(found.found)),
        "missing": float(len(missing)),
        "extra": float(len(found.extra)),
        "renamed": float(len(found.renamed)),
        "skipped": float(len(found.skipped)),
    }
    details = {
        "missing": missing,
        "extra": [test.id for test in found.extra],
        "renamed": [[planned.name, test.id] for planned, test, _ in found.renamed],
        "skipped": [test.id for test in found.skipped],
    }
    if collection.problem:
        return Outcome(Verdict.UNPROVED, collection.problem, counts=counts, details=details)
    if not planned_tests(bench, ("unit",)):
        return Outcome(Verdict.VACUOUS, "the plan names no unit test", counts=counts, details=details)
    if missing:
        return Outcome(Verdict.REFUTED, _missing_reason(missing, found), counts=counts, details=details)
    if found.skipped:
        return Outcome(Verdict.REFUTED, f"skipped: {found.skipped[0].id}", counts=counts, details=details)
    return Outcome(
        Verdict.PROVED,
        f"{counted(len(found.found), 'planned test exists', 'planned tests exist')}",
        counts=counts,
        details=details,
    )


def _missing_reason(missing: Sequence[str], found: Reconciliation) -> str:
    near = {planned.name: test.id for planned, test, _ in found.renamed}
    first = missing[0]
    hint = f", perhaps renamed to {near[first]}" if first in near else ""
    return f"{counted(len(missing), 'planned test is', 'planned tests are')} missing: {first}{hint}"


def stub_commit(bench: Workbench) -> str:
    """The commit whose sources the tests were red against; empty before Specify was proved."""
    row = bench.proved_row("specify.red")
    return str(row.details.get("stub_commit", "")) if row else ""


def specified_bodies(bench: Workbench) -> dict[str, str]:
    """Fingerprints of the tests that were seen red, by test id; empty before Specify was proved."""
    return _kept(bench, "fingerprints")


def specified_settings(bench: Workbench) -> dict[str, str]:
    """Digests of what told pytest how to run the tests that were seen red, by path; empty before Specify was proved."""
    return _kept(bench, "settings")


def _kept(bench: Workbench, name: str) -> dict[str, str]:
    row = bench.proved_row("specify.red")
    kept = row.details.get(name, {}) if row else {}
    return {str(key): str(digest) for key, digest in kept.items()}


def _red(bench: Workbench) -> Outcome:
    collection, found = specified_tests(bench)
    if collection.unbuilt:
        return _unbuilt_outcome(bench, collection.unbuilt)
    if collection.problem:
        return unproved(collection.problem)
    tests = [test for _, test in found.found]
    if not tests:
        return Outcome(Verdict.VACUOUS, "no planned test exists, so none was seen to fail")
    if bench.repository.dirty_digest():
        return unproved("commit first: what is specified must be a commit, so that it can be run again")
    bodies, lost = _bodies(bench, tests)
    if lost:
        return unproved(lost)
    differences = _differences(bench, bodies)
    changed = [*differences["changed"], *differences["settings_changed"]]
    if changed and not bench.amendment:
        return Outcome(
            Verdict.REFUTED,
            f"edited since it was seen red: {changed[0]}; a test that had to change takes --stage 3 --amend REASON",
            details=differences,
        )
    stub = stub_commit(bench) if bench.amendment or bench.folder != bench.root else ""
    tree = bench.tree_with(stub, bench.config.tests.folders) if stub else None
    if tree and not tree.ready:
        return unproved(tree.reason)
    outcome = red_outcome(run_tests(bench, tests, tree.folder if tree else None), tests)
    settings = pytest_settings(bench.folder) if bench.config.tests.framework == "pytest" else {}
    kept = {"fingerprints": bodies, "settings": settings, "stub_commit": stub or bench.repository.head()}
    if bench.amendment:
        kept |= {"amendment": bench.amendment.strip(), **differences}
    return replace(outcome, details={**outcome.details, **kept})


def _unbuilt_outcome(bench: Workbench, build: CommandRun) -> Outcome:
    """Tests that don't build are red, but for the wrong reason: they have shown nothing about the behaviour they name."""
    unfit = disqualified(build)
    if unfit:
        return outcome_of(build, Verdict.UNPROVED, unfit)
    kind = str(classify(None, (build.stdout + build.stderr).decode("utf-8", "replace")))
    names = [case.name for case in planned_tests(bench, _LEVELS)]
    reason = f"every test fails for the wrong reason: {kind} ({why_unbuilt(build)})"
    counts = {"tests": float(len(names)), "red": 0.0}
    return outcome_of(build, Verdict.REFUTED, reason, counts, {"kinds": dict.fromkeys(names, kind)})


def _differences(bench: Workbench, bodies: Mapping[str, str]) -> dict[str, list[str]]:
    """What differs from what was seen red, by name: tests, and the settings they run under."""
    before = specified_bodies(bench)
    return {
        "changed": [name for name, body in before.items() if name in bodies and bodies[name] != body],
        "added": [name for name in bodies if name not in before] if before else [],
        "removed": [name for name in before if name not in bodies],
        "settings_changed": changed_settings(bench) if before else [],
    }


def changed_settings(bench: Workbench) -> list[str]:
    """Files whose settings of pytest differ from those under which the tests were seen red."""
    if bench.config.tests.framework != "pytest" or not bench.proved_row("specify.red"):
        return []
    before, now = specified_settings(bench), pytest_settings(bench.folder)
    return sorted(path for path in {*before, *now} if before.get(path) != now.get(path))


def _bodies(bench: Workbench, tests: Sequence[CollectedTest]) -> tuple[dict[str, str], str]:
    """The fingerprint of each test, and why one of them has none."""
    bodies, problems = fingerprints_in(bench.folder, bench.config.tests.folders)
    kept = {test.id: body for test in tests if (body := body_of(test, bodies))}
    lost = next((test.id for test in tests if test.id not in kept), "")
    return kept, (problems[0] if problems else f"no body found for {lost}") if lost else ""


def red_outcome(run: TestRun, tests: Sequence[CollectedTest]) -> Outcome:
    """Whether every one of the tests failed, each for the right reason."""
    output = (run.run.stdout + run.run.stderr).decode("utf-8", "replace")
    kinds = {test.id: _kind(run.of(test), output, _ending(run.run)) for test in tests}
    unfit = disqualified(run.run)
    if unfit:
        return outcome_of(run.run, Verdict.UNPROVED, unfit, details={"kinds": kinds})
    passed = [name for name, kind in kinds.items() if kind == "passed"]
    wrong = {name: kind for name, kind in kinds.items() if kind not in ("passed", *RIGHT_REASONS)}
    counts = {"tests": float(len(tests)), "red": float(len(tests) - len(passed) - len(wrong))}
    details = {"kinds": kinds}
    if passed:
        reason = f"{counted(len(passed), 'test passes', 'tests pass')} before the work: {passed[0]}"
        return outcome_of(run.run, Verdict.REFUTED, reason, counts, details)
    if wrong:
        name, kind = next(iter(wrong.items()))
        first = next((result for test in tests if test.id == name for result in run.of(test)), None)
        reason = f"{name} fails for the wrong reason: {kind}{_thrown(first.message if first else '')}"
        return outcome_of(run.run, Verdict.REFUTED, reason, counts, details)
    return outcome_of(
        run.run,
        Verdict.PROVED,
        f"{counted(len(tests), 'test fails', 'tests fail')}, each for the right reason",
        counts,
        details,
    )


def _thrown(message: str) -> str:
    """The exception that a failure's message begins with, in brackets: the rest may hold paths of this machine, or a secret."""
    found = _THROWN.match(message)
    return f" ({found[1]})" if found else ""


def _ending(run: CommandRun) -> str:
    """What became of the tests that a run has no result of, where the way it ended says so: `timeout`, `crash`."""
    if run.ended is Ended.DEADLINE:
        return FailureKind.TIMEOUT
    # A shell reports a signal as 128 and its number.
    crashed = run.ended is Ended.SIGNALLED or (run.exit_code or 0) in _EXITS_OF_SIGNALS
    return FailureKind.CRASH if crashed else ""


def _kind(results: Sequence[TestCaseResult], output: str, ending: str) -> str:
    """One word for how a test with all its parameters ended; one that passed outweighs those that failed."""
    if not results:
        return ending or str(classify(None, output))
    if any(result.status in ("passed", "skipped") for result in results):
        return next(result.status for result in results if result.status in ("passed", "skipped"))
    kinds = [str(classify(result, output)) for result in results]
    return next((kind for kind in kinds if kind not in RIGHT_REASONS), kinds[0])
