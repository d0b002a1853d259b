"""Stage 4, Build: the same tests pass, their bodies as they were when they were red, and none passes against the stub."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from planproof.plan.digest import tests_digest
from planproof.proof.check import Check
from planproof.proof.commands import disqualified, outcome_of
from planproof.proof.counted import counted
from planproof.proof.fingerprint import body_of, fingerprints_in
from planproof.proof.model import Outcome, Stage, Verdict
from planproof.proof.reconcile import CollectedTest
from planproof.proof.stages.prepare import code_files
from planproof.proof.stages.specify import changed_settings, specified_bodies, stub_commit
from planproof.proof.testing import Collection, TestRun, collect, reconciled, run_tests, why_unbuilt
from planproof.proof.workbench import Workbench, unproved

__all__ = ["checks", "green_outcome", "stub_outcome", "unlisted_outcome"]


def checks(bench: Workbench) -> list[Check]:
    """Bodies first: a test that was edited makes the green that follows worth nothing."""
    digest = tests_digest(bench.plan)
    tests = bench.config.tests.folders
    everything = (*code_files(bench), *tests)
    return [
        Check(
            "build.bodies",
            Stage.BUILD,
            "test bodies are as they were when red",
            digest,
            _bodies,
            covers=tests,
        ),
        Check("build.green", Stage.BUILD, "every planned unit test passes", digest, _green, covers=everything),
        Check(
            "build.stub",
            Stage.BUILD,
            "no planned test passes against the stub",
            digest,
            partial(stub_outcome, level="unit"),
            covers=tests,
        ),
    ]


def _bodies(bench: Workbench) -> Outcome:
    specified = specified_bodies(bench)
    if not specified:
        return unproved("Specify has not written down the bodies of the tests")
    now, problems = fingerprints_in(bench.folder, bench.config.tests.folders)
    collection = collect(bench)
    if collection.problem:
        return unproved(collection.problem)
    by_id = {test.id: test for test in collection.tests}
    gone = [name for name in specified if name not in by_id]
    changed = [name for name, body in specified.items() if name in by_id and body_of(by_id[name], now) != body]
    counts = {"tests": float(len(specified)), "changed": float(len(changed)), "gone": float(len(gone))}
    if gone:
        return Outcome(Verdict.REFUTED, f"specified test is gone: {gone[0]}", counts=counts, details={"gone": gone})
    if changed:
        cause = f" ({problems[0]})" if problems else ""
        reason = f"{counted(len(changed), 'test')} edited since Specify: {changed[0]}{cause}"
        return Outcome(Verdict.REFUTED, reason, counts=counts, details={"changed": changed})
    settings = changed_settings(bench)
    if settings:
        reason = f"settings of pytest changed since Specify: {settings[0]}"
        return Outcome(Verdict.REFUTED, reason, counts=counts, details={"settings": settings})
    return Outcome(
        Verdict.PROVED, f"{counted(len(specified), 'test body', 'test bodies')} unchanged since Specify", counts=counts
    )


def _green(bench: Workbench) -> Outcome:
    collection, found = reconciled(bench, ("unit",))
    if collection.problem:
        return unlisted_outcome(collection)
    if found.missing:
        return Outcome(Verdict.REFUTED, f"planned test is missing: {found.missing[0].name}")
    tests = [test for _, test in found.found]
    if not tests:
        return Outcome(Verdict.VACUOUS, "the plan names no unit test, so none ran")
    return green_outcome(run_tests(bench, tests), tests)


def unlisted_outcome(collection: Collection) -> Outcome:
    """The outcome where the tests can't be listed: code that doesn't build refutes, anything else leaves it open."""
    build = collection.unbuilt
    if build and not disqualified(build):
        return outcome_of(build, Verdict.REFUTED, collection.problem)
    return unproved(collection.problem)


def green_outcome(run: TestRun, tests: Sequence[CollectedTest]) -> Outcome:
    """Whether every one of the tests ran and passed; one that was skipped or did not run refutes."""
    unfit = disqualified(run.run)
    if unfit:
        return outcome_of(run.run, Verdict.UNPROVED, unfit)
    if run.unbuilt:
        return outcome_of(run.run, Verdict.REFUTED, why_unbuilt(run.run))
    problems = run.results.problems
    not_green = []
    for test in tests:
        results = run.of(test)
        worst = next((result for result in results if result.status != "passed"), None)
        if not results:
            not_green.append(f"{test.id} did not run" + (f" ({_why(run, str(problems[0]))})" if problems else ""))
        elif worst:
            message = worst.message.strip().splitlines()
            not_green.append(f"{test.id} {worst.status}" + (f": {message[0]}" if message else ""))
    counts = {"tests": float(len(tests)), "passed": float(len(tests) - len(not_green))}
    if not_green:
        return outcome_of(run.run, Verdict.REFUTED, not_green[0], counts, {"failed": not_green})
    if run.run.exit_code != 0 and all(case.status == "passed" for case in run.results.cases):
        return outcome_of(run.run, Verdict.REFUTED, f"every test passed, yet {run.run.reason}", counts)
    return outcome_of(run.run, Verdict.PROVED, counted(len(tests), "test passes", "tests pass"), counts)


def _why(run: TestRun, problem: str) -> str:
    """Why there is no result: what the file lacks, how the command ended and the last thing it said."""
    said = run.run.output.decode("utf-8", "replace").strip().splitlines()
    return "; ".join((problem, run.run.reason, *said[-1:]))


def stub_outcome(bench: Workbench, level: str) -> Outcome:
    """Whether every planned test of that level fails when today's tests meet the sources of Specify."""
    commit = stub_commit(bench)
    if not commit:
        return unproved("Specify has not been proved, so there is no stub to run against")
    _, found = reconciled(bench, (level,))
    tests = [test for _, test in found.found]
    if not tests:
        return Outcome(Verdict.VACUOUS, f"no planned {level} test exists")
    tree = bench.tree_with(commit, bench.config.tests.folders)
    if not tree.ready:
        return unproved(tree.reason)
    everything = [test for _, test in reconciled(bench, ("unit", "integration", "system"))[1].found]
    run = run_tests(bench, everything, tree.folder)  # one run serves the stages of all levels
    unfit = disqualified(run.run)
    if unfit:
        return outcome_of(run.run, Verdict.UNPROVED, unfit)
    if run.unbuilt:
        return outcome_of(run.run, Verdict.UNPROVED, f"today's tests against the stub: {why_unbuilt(run.run)}")
    passing = [test.id for test in tests if any(result.status == "passed" for result in run.of(test))]
    counts = {"tests": float(len(tests)), "passed": float(len(passing))}
    if passing:
        return outcome_of(run.run, Verdict.REFUTED, f"passes against the stub: {passing[0]}", counts)
    return outcome_of(run.run, Verdict.PROVED, f"{_all(len(tests))} against the stub", counts)


def _all(count: int) -> str:
    return "the test fails" if count == 1 else f"all {count} tests fail"
