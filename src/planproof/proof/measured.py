"""The lines that tests run, measured once: what an earlier stage of the same `prove` has measured isn't run again.

    wanted tests  =  measured by a run that passed, on this very tree   +   the rest, run now under coverage
                                        └────────────── one coverage data file ──────────────┘

Only runs that the workbench itself remembers are taken: they belong to this `prove`, and every row that rests on them is
unproved when the tree has changed since it began. Results of earlier processes are never used. Counters of compiled code are
reset before each run and say nothing about single tests, so there everything is run at once.
"""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import coverage

from planproof.proof.commands import disqualified
from planproof.proof.frameworks import settings_path
from planproof.proof.reconcile import CollectedTest
from planproof.proof.testing import TestRun, reconciled, run_tests
from planproof.proof.workbench import Workbench

__all__ = ["Measured", "measure"]


@dataclass(frozen=True, slots=True)
class Measured:
    """Tests with the lines they ran.

    Attributes:
        run: the run made now, or the earlier one when nothing was left to run; its coverage is that of all of `runs`.
        runs: every run that the lines come from, the one made now first.
        fault: why nothing could be run; empty when it could.
    """

    run: TestRun | None
    runs: tuple[TestRun, ...] = ()
    fault: str = ""

    @property
    def earlier(self) -> int:
        """How many results come from earlier stages."""
        return sum(len(run.results.cases) for run in self.runs if run is not self.runs[0])

    def sources(self) -> list[dict[str, object]]:
        """Where the lines come from, for the evidence: each command with the number of its results."""
        return [{"command": run.run.script, "tests": len(run.results.cases)} for run in self.runs]


def measure(bench: Workbench, wanted: Sequence[CollectedTest] | None) -> Measured:
    """Measures which lines these tests run.

    Args:
        bench: the run this belongs to.
        wanted: which tests; None for all, which are then run at once.
    """
    known = _measured_before(bench, wanted or ())
    seen = {name for _, names in known for name in names}
    left = None if wanted is None else [test for test in wanted if test.id not in seen]
    runs = [run for run, _ in known]
    if left or left is None:
        with bench.services(_services_for(bench, left)) as fault:
            if fault:
                return Measured(None, fault=fault)
            runs.insert(0, run_tests(bench, left, coverage=True))
    if not runs:
        return Measured(None, fault="there is no test to run")
    return Measured(replace(runs[0], coverage=_joined(bench, runs)), tuple(runs))


def _measured_before(bench: Workbench, wanted: Sequence[CollectedTest]) -> list[tuple[TestRun, frozenset[str]]]:
    """The runs of this `prove`, on its tree, that measured some of these tests and no others, and passed."""
    if bench.config.coverage.format != "coverage.py":
        return []
    allowed = {test.id for test in wanted}
    found = []
    for (_, folder, names, measured), run in bench.made("tests"):
        if not (measured and folder == bench.folder and isinstance(run, TestRun) and isinstance(names, tuple)):
            continue
        if run.coverage and allowed.issuperset(names) and run.run.exit_code == 0 and not disqualified(run.run):
            found.append((run, frozenset(names)))
    return found


def _services_for(bench: Workbench, tests: Sequence[CollectedTest] | None) -> str:
    """The stage whose services these tests need: system tests have them in Validate, and need them here as well."""
    system = {test.id for _, test in reconciled(bench, ("system",))[1].found}
    return "validate" if tests is None or any(test.id in system for test in tests) else ""


def _joined(bench: Workbench, runs: Sequence[TestRun]) -> Path | None:
    """One data file with the lines of all runs, its settings beside it; None when one of them wrote none."""
    files = [run.coverage for run in runs if run.coverage]
    if len(files) < len(runs):
        return None
    if len(files) == 1:
        return files[0]
    target = bench.scratch_file("coverage.data")
    shutil.copy(settings_path(files[0]), settings_path(target))
    joined = coverage.CoverageData(basename=str(target))
    for file in files:
        measured = coverage.CoverageData(basename=str(file))
        measured.read()
        joined.update(measured)
    joined.write()
    joined.close()
    return target
