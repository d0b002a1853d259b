"""Runs a project's tests and reads what they wrote; every stage that needs tests comes through here.

collect -> CollectedTest …        run_tests -> results (JUnit, TAP, …) + the command's own run + coverage
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from planproof.plan.model import TestCase
from planproof.proof.commands import disqualified
from planproof.proof.frameworks import (
    collect_command,
    parse_collected,
    test_command,
    write_coverage_settings,
)
from planproof.proof.reconcile import CollectedTest, Reconciliation, reconcile
from planproof.proof.results import TestCaseResult, TestResults, read_test_results
from planproof.proof.runner import CommandRun
from planproof.proof.workbench import Workbench

__all__ = ["Collection", "TestRun", "collect", "earlier_run", "planned_tests", "reconciled", "run_tests"]


@dataclass(frozen=True, slots=True)
class Collection:
    """The tests that exist in a tree.

    Attributes:
        tests: in the framework's order.
        run: the command that listed them; None when the framework can't list (the results then say what exists).
        problem: why the list can't be trusted; empty when it can.
    """

    tests: tuple[CollectedTest, ...]
    run: CommandRun | None
    problem: str


@dataclass(frozen=True, slots=True)
class TestRun:
    """One run of tests.

    Attributes:
        results: what the framework wrote.
        run: the command itself.
        coverage: the coverage data file; None when none was asked for or written.
    """

    __test__ = False

    results: TestResults
    run: CommandRun
    coverage: Path | None

    def of(self, test: CollectedTest) -> list[TestCaseResult]:
        """The results of one test, one for each of its parameters; empty when it did not run."""
        return [case for case in self.results.cases if _same(case, test)]


def _same(case: TestCaseResult, test: CollectedTest) -> bool:
    name = case.name.split("[", 1)[0]
    if name != test.name and name.rsplit(".", 1)[-1] != test.name:
        return False
    # JUnit names the file by a dotted class name: `tests.unit.test_links` is `tests/unit/test_links.py`.
    stem = test.file.removesuffix(".py").replace("/", ".")
    return not stem or not case.class_name or case.class_name.startswith(stem) or stem.endswith(case.class_name)


def collect(bench: Workbench, folder: Path | None = None) -> Collection:
    """The tests that exist in a tree, by the framework's own list; asked once for each tree."""
    where = folder or bench.folder
    return bench.once(("collect", where), lambda: _collect(bench, where))


def _collect(bench: Workbench, folder: Path) -> Collection:
    script = collect_command(bench.config)
    if not script:
        ran = run_tests(bench, None, folder)
        named = [CollectedTest(id=case.name, name=case.name, file=case.file) for case in ran.results.cases]
        return Collection(tuple(named), ran.run, "" if named else _why_nothing(ran))
    run = bench.command(script, folder=folder, deadline_s=bench.config.limits.tests_s)
    tests = parse_collected(bench.config, run.stdout.decode("utf-8", "replace"))
    problem = disqualified(run)
    if not problem and run.exit_code not in (0, 5):  # pytest exits with 5 when it collected nothing
        problem = f"listing the tests failed: {_last_line(run)}"
    return Collection(tuple(tests), run, problem)


def _why_nothing(run: TestRun) -> str:
    return run.results.problems[0] if run.results.problems else f"no test ran: {run.run.reason}"


def _last_line(run: CommandRun) -> str:
    lines = (run.stdout + run.stderr).decode("utf-8", "replace").strip().splitlines()
    return lines[-1].strip() if lines else run.reason


def run_tests(
    bench: Workbench,
    tests: Sequence[CollectedTest] | None,
    folder: Path | None = None,
    *,
    coverage: bool = False,
) -> TestRun:
    """Runs tests in a tree, once for each choice of tests.

    Args:
        bench: the run this belongs to.
        tests: which; None for all.
        folder: the tree; the one that is being proved by default.
        coverage: whether to record which lines ran, for each test.
    """
    where = folder or bench.folder
    names = None if tests is None else tuple(test.id for test in tests)
    return bench.once(("tests", where, names, coverage), lambda: _run_tests(bench, tests, where, coverage))


def earlier_run(bench: Workbench, tests: Sequence[CollectedTest]) -> TestRun | None:
    """A run of this very `prove`, on the tree that is being proved, that held all of these tests; None when there is none."""
    for key, run in bench.made("tests"):
        if key[1] == bench.folder and isinstance(run, TestRun) and all(run.of(test) for test in tests):
            return run
    return None


def _run_tests(bench: Workbench, tests: Sequence[CollectedTest] | None, folder: Path, coverage: bool) -> TestRun:
    config = bench.config
    results = bench.scratch_file("results")
    data = bench.scratch_file("coverage.data") if coverage else None
    if data and config.tests.framework == "pytest":
        write_coverage_settings(folder, data, config.coverage.sources)
    script = test_command(config, tests, results, data)
    run = bench.command(script, folder=folder, deadline_s=config.limits.tests_s)
    if config.tests.results == "tap" and not results.exists():  # TAP goes to standard output by nature
        read = read_test_results(run.stdout, "tap")
    else:
        read = read_test_results(results, config.tests.results)
    return TestRun(read, run, data if data and data.exists() else None)


def planned_tests(bench: Workbench, levels: Iterable[str]) -> list[TestCase]:
    """The planned tests of those levels."""
    wanted = set(levels)
    return [case for case in bench.plan.test_cases if case.level in wanted]


def reconciled(bench: Workbench, levels: Iterable[str]) -> tuple[Collection, Reconciliation]:
    """What exists, and how it meets the planned tests of those levels."""
    collection = collect(bench)
    return collection, reconcile(planned_tests(bench, levels), collection.tests)
