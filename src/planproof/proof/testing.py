"""Builds a project, runs its tests and reads what they wrote; every stage that needs tests comes through here.

    built -> [commands] build, once a tree        collect -> CollectedTest …
    run_tests -> results (JUnit, TAP, …) + the command's own run + coverage

Tests are listed and run only in a tree that has been built: in a worktree nothing is built yet, and in the project's own tree
an old program would answer for code that has changed since.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from planproof.config import CONFIG_NAME
from planproof.errors import ConfigurationError
from planproof.plan.model import TestCase
from planproof.plan.own_packages import own_packages
from planproof.proof.commands import disqualified
from planproof.proof.counters import forget_counters, write_report
from planproof.proof.frameworks import (
    SETTINGS_FILES,
    collect_command,
    parse_collected,
    test_command,
    write_coverage_settings,
)
from planproof.proof.process_coverage import join_processes
from planproof.proof.reconcile import CollectedTest, Reconciliation, reconcile
from planproof.proof.results import ResultProblem, TestCaseResult, TestResults, read_test_results
from planproof.proof.runner import CommandRun
from planproof.proof.workbench import Workbench

__all__ = [
    "Collection",
    "TestRun",
    "built",
    "collect",
    "earlier_run",
    "planned_tests",
    "reconciled",
    "run_tests",
    "why_unbuilt",
]

_PYTEST_ERROR = re.compile(r"^E[ \t]+(\S.{0,300})$", re.MULTILINE)
_MISSING_MODULE = re.compile(r"No module named '(\w+)")
_COMPLAINT = re.compile(r"\berror\b|undefined reference|cannot find -l|multiple definition", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Collection:
    """The tests that exist in a tree.

    Attributes:
        tests: in the framework's order.
        run: the command that listed them; None when the framework can't list (the results then say what exists).
        problem: why the list can't be trusted; empty when it can.
        unbuilt: the build that failed, so that there is nothing to list; None when it passed or there is none.
    """

    tests: tuple[CollectedTest, ...]
    run: CommandRun | None
    problem: str
    unbuilt: CommandRun | None = None


@dataclass(frozen=True, slots=True)
class TestRun:
    """One run of tests.

    Attributes:
        results: what the framework wrote.
        run: the command itself; the build, when that failed and so nothing ran.
        coverage: coverage.py's data file, or the report of `[coverage] command`; None when none was asked for or written.
        unmeasured: why there is no coverage, where it was asked for and the reason is known.
        unbuilt: True when the build failed.
    """

    __test__ = False

    results: TestResults
    run: CommandRun
    coverage: Path | None
    unmeasured: str = ""
    unbuilt: bool = False

    def of(self, test: CollectedTest) -> list[TestCaseResult]:
        """The results of one test, one for each of its parameters; empty when it did not run."""
        return [case for case in self.results.cases if _same(case, test)]


def _same(case: TestCaseResult, test: CollectedTest) -> bool:
    name = _bare_name(case.name.split("[", 1)[0])  # a parameter may hold a colon, too
    if "." in test.id and not test.file and case.class_name:  # GoogleTest: two suites may hold tests of one name
        return case.id == test.id
    if name != test.name and name.rsplit(".", 1)[-1] != test.name:
        return False
    # JUnit names the file by a dotted class name: `tests.unit.test_links` is `tests/unit/test_links.py`.
    stem = test.file.removesuffix(".py").replace("/", ".")
    return not stem or not case.class_name or case.class_name.startswith(stem) or stem.endswith(case.class_name)


def _bare_name(name: str) -> str:
    """A name without what meson puts before it.

    `slots:claim` is the program `claim` of the project `slots`; `3 - claim` is a test of a TAP program, and the number is its
    place, which changes when a test is added.
    """
    return re.sub(r"^(?:[^\s:]+:(?!:)|\d+ - )", "", name)


def built(bench: Workbench, folder: Path | None = None) -> CommandRun | None:
    """How `[commands] build` went in a tree, where it runs once; None when the project has no such command."""
    where = folder or bench.folder
    script = bench.config.commands.build
    if not script.strip():
        return None
    return bench.once(
        ("build", where), lambda: bench.command(script, folder=where, deadline_s=bench.config.limits.setup_s)
    )


def _failed(build: CommandRun | None) -> CommandRun | None:
    return build if build and (build.exit_code != 0 or disqualified(build)) else None


def why_unbuilt(build: CommandRun) -> str:
    """One line: that the project doesn't build, and the first thing a compiler or linker said about it."""
    output = (build.stdout + build.stderr).decode("utf-8", "replace").splitlines()
    said = next((line.strip() for line in output if _COMPLAINT.search(line)), "")
    return f"the project doesn't build: {said or build.reason}"


def collect(bench: Workbench, folder: Path | None = None) -> Collection:
    """The tests that exist in a tree, by the framework's own list; asked once for each tree."""
    where = folder or bench.folder
    return bench.once(("collect", where), lambda: _collect(bench, where))


def _collect(bench: Workbench, folder: Path) -> Collection:
    unbuilt = _failed(built(bench, folder))
    if unbuilt:
        return Collection((), unbuilt, why_unbuilt(unbuilt), unbuilt)
    script = collect_command(bench.config)
    if not script:
        ran = run_tests(bench, None, folder)
        named = [(_bare_name(case.name), case.file) for case in ran.results.cases]
        tests = tuple(CollectedTest(id=name, name=name, file=file) for name, file in named)
        return Collection(tests, ran.run, "" if tests else _why_nothing(ran))
    run = bench.command(script, folder=folder, deadline_s=bench.config.limits.tests_s)
    listed = parse_collected(bench.config, run.stdout.decode("utf-8", "replace"))
    problem = disqualified(run)
    if not problem and run.exit_code not in (0, 5):  # pytest exits with 5 when it collected nothing
        problem = f"listing the tests failed: {_unlisted(bench, run)}"
    return Collection(tuple(listed), run, problem)


def _unlisted(bench: Workbench, run: CommandRun) -> str:
    """Why tests could not be listed: the first error that pytest shows, else the last line.

    A module that is missing and is the project's own isn't missing: nobody said where it lies.
    """
    found = _PYTEST_ERROR.search((run.stdout + run.stderr).decode("utf-8", "replace"))
    if not found:
        return _last_line(run)
    missing = _MISSING_MODULE.search(found[1])
    if missing and missing[1] in own_packages(bench.folder, bench.config):
        place = "src" if (bench.folder / "src").is_dir() else "."
        return f'{found[1]}, which lies in this project: set pytest\'s pythonpath = ["{place}"]'
    return found[1]


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
    unbuilt = _failed(built(bench, folder))
    if unbuilt:
        return TestRun(_nothing("missing", why_unbuilt(unbuilt)), unbuilt, None, why_unbuilt(unbuilt), unbuilt=True)
    results = bench.scratch_file("results")
    data = bench.scratch_file("coverage.data") if coverage else None
    if data and config.tests.framework == "pytest":
        write_coverage_settings(folder, data, config.coverage.sources, _settings_before(bench, folder))
    script = test_command(config, tests, results, data)
    if not script:
        raise ConfigurationError(
            f"[commands] test doesn't say how the tests of framework {config.tests.framework!r} are run",
            place=CONFIG_NAME,
            hint="docs/guide/c-projects.md shows the commands of a C project",
        )
    if coverage and config.coverage.format != "coverage.py":
        forget_counters(folder)
    run = bench.command(script, folder=folder, deadline_s=config.limits.tests_s)
    unmeasured = ""
    if data and config.coverage.format == "coverage.py":
        join_processes(data, folder)
    if coverage and config.coverage.format != "coverage.py":
        # At once: whatever runs next adds to the same counters.
        data, unmeasured = write_report(bench, folder)
    return TestRun(_read(bench, results, run), run, data if data and data.exists() else None, unmeasured)


def _read(bench: Workbench, results: Path, run: CommandRun) -> TestResults:
    """The results that one run wrote, or printed."""
    if bench.config.tests.results == "tap" and not results.exists():  # TAP goes to standard output by nature
        return read_test_results(run.stdout, "tap")
    if bench.config.tests.framework == "cargo" and not results.exists():  # stable Rust has no other form of its results
        return read_test_results(run.stdout, "libtest")
    return read_test_results(results, bench.config.tests.results)


def _nothing(slug: str, reason: str) -> TestResults:
    return TestResults((), (ResultProblem(slug, reason),))


def _settings_before(bench: Workbench, folder: Path) -> Path:
    """A folder with the coverage settings of the base commit; the tree's own before `planproof start`."""
    if not bench.base_commit:
        return folder
    before = bench.scratch_file("before")
    before.mkdir()
    for name in SETTINGS_FILES:
        content = bench.repository.file_at(bench.base_commit, name)
        if content is not None:
            (before / name).write_bytes(content)
    return before


def planned_tests(bench: Workbench, levels: Iterable[str]) -> list[TestCase]:
    """The planned tests of those levels."""
    wanted = set(levels)
    return [case for case in bench.plan.test_cases if case.level in wanted]


def reconciled(bench: Workbench, levels: Iterable[str]) -> tuple[Collection, Reconciliation]:
    """What exists, and how it meets the planned tests of those levels."""
    collection = collect(bench)
    return collection, reconcile(planned_tests(bench, levels), collection.tests)
