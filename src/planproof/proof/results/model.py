"""The one shape that every result file is read into: tests, coverage, benchmarks, and what was wrong with the file.

A file that is missing, empty, cut off or of another format gives problems and a verdict, never an empty pass:

    problems say "ran and checked nothing"    verdict VACUOUS     empty file, zero tests, zero lines, zero benchmarks
    problems say anything else                verdict UNPROVED    missing, truncated, unsafe, too large, plan not kept
    no problems                               verdict None        the caller decides by what is in it
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from planproof.plan.quantity import Dimension, Quantity
from planproof.proof.model import Verdict

__all__ = [
    "Benchmark",
    "BenchmarkResults",
    "Coverage",
    "FileCoverage",
    "ResultProblem",
    "TestCaseResult",
    "TestResults",
    "TestStatus",
]

_VACUOUS = frozenset({"empty", "no-tests", "no-lines", "no-benchmarks"})


class ResultProblem(str):
    """One line that says what is wrong with a result file; a text that knows its kind.

    Attributes:
        slug: `missing`, `empty`, `too-large`, `truncated`, `wrong-format`, `unsafe`, `no-tests`, `no-lines`, `no-benchmarks`,
            `plan-mismatch`, `bail-out`, `failed`, `other`.
    """

    slug: str

    def __new__(cls, slug: str, message: str) -> ResultProblem:
        problem = super().__new__(cls, message)
        problem.slug = slug
        return problem


class TestStatus(StrEnum):
    """How one test ended; `ERROR` is a test that could not run as a test (fixture, collection, crash of its program)."""

    __test__ = False

    PASSED = "passed"
    FAILED = "failed"
    ERROR = "error"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class TestCaseResult:
    """One test as a tool reported it.

    Attributes:
        name: as reported, parameters included: `test_total__two_items__then_sum[1]`.
        class_name: class, suite or module; empty when the tool gives none.
        file: as reported; empty when the tool gives none.
        message: the tool's one message of a failure, or the reason of a skip.
        kind: type of the failure when the tool names one: `AssertionError`, `timeout`, `signal 11`.
        text: traceback or failure text.
        output: what the test printed, when the file holds it.
    """

    __test__ = False

    name: str
    class_name: str
    file: str
    status: TestStatus
    message: str = ""
    kind: str = ""
    text: str = ""
    output: str = ""
    duration_s: float = 0.0

    @property
    def id(self) -> str:
        """Suite and name, `Registry.claim__full__then_refused`; the name alone without a suite."""
        return f"{self.class_name}.{self.name}" if self.class_name else self.name


@dataclass(frozen=True, slots=True)
class TestResults:
    """All tests of one results file, each once: a test reported twice keeps its worse status."""

    __test__ = False

    cases: tuple[TestCaseResult, ...]
    problems: tuple[ResultProblem, ...] = ()

    @property
    def verdict(self) -> Verdict | None:
        """VACUOUS or UNPROVED when the file can't carry a proof, None when it can."""
        return _verdict(self.problems)

    @property
    def counts(self) -> dict[str, float]:
        """`tests` and a count a status, for the evidence row."""
        counted = {status.value: float(sum(case.status is status for case in self.cases)) for status in TestStatus}
        return {"tests": float(len(self.cases)), **counted}


@dataclass(frozen=True, slots=True)
class FileCoverage:
    """Lines of one file that ran and that did not; a line in neither can't be covered (blank, comment, excluded).

    Attributes:
        contexts: line -> names of the tests that ran it; empty when the tool recorded none.
    """

    covered: frozenset[int]
    missing: frozenset[int]
    contexts: Mapping[int, frozenset[str]] = field(default_factory=dict)

    def merged(self, other: FileCoverage) -> FileCoverage:
        """Both runs together: a line that ran in one of them is covered."""
        covered = self.covered | other.covered
        lines = self.contexts.keys() | other.contexts.keys()
        nothing: frozenset[str] = frozenset()
        contexts = {line: self.contexts.get(line, nothing) | other.contexts.get(line, nothing) for line in lines}
        return FileCoverage(covered, (self.missing | other.missing) - covered, contexts)


@dataclass(frozen=True, slots=True)
class Coverage:
    """Coverage by file, paths as the tool wrote them (see `relative_to`)."""

    files: Mapping[str, FileCoverage]
    problems: tuple[ResultProblem, ...] = ()

    @property
    def verdict(self) -> Verdict | None:
        """VACUOUS or UNPROVED when the file can't carry a proof, None when it can."""
        return _verdict(self.problems)

    def relative_to(self, root: Path) -> Coverage:
        """The same with paths relative to a folder and `/` between folders; files outside of it are left out."""
        files: dict[str, FileCoverage] = {}
        for name, coverage in self.files.items():
            path = (root / name).resolve()
            if path.is_relative_to(root.resolve()):
                key = path.relative_to(root.resolve()).as_posix()
                files[key] = files[key].merged(coverage) if key in files else coverage
        return Coverage(files, self.problems)


@dataclass(frozen=True, slots=True)
class Benchmark:
    """One benchmark.

    Attributes:
        name: as reported, parameters included.
        statistics: `mean`, `median`, `min`, `max`, `stddev`, `p50`, `p95`, `p99` as far as they are known (times in seconds),
            `rate` (per second) and counters under their own names. A p95 needs 20 samples and a p99 100; with fewer it is left out.
        samples: how many measurements the statistics rest on.
    """

    name: str
    statistics: Mapping[str, Quantity]
    samples: int

    def statistic(self, name: str, like: Quantity) -> Quantity | None:
        """The measured value that a target speaks of.

        Args:
            name: the target's statistic; empty means the mean.
            like: the target's quantity, whose dimension is wanted.

        Returns:
            the value; None when this benchmark didn't measure it. A rate comes from the tool's own `rate`, else from the time.
        """
        wanted = name or "mean"
        if like.dimension is Dimension.RATE:
            return self._rate(wanted)
        measured = self.statistics.get(wanted)
        if measured and measured.dimension is like.dimension:
            return measured
        others = [value for value in self.statistics.values() if value.dimension is like.dimension]
        return others[0] if not name and like.dimension is not Dimension.TIME and len(others) == 1 else None

    def _rate(self, statistic: str) -> Quantity | None:
        if "rate" in self.statistics and statistic == "mean":
            return self.statistics["rate"]
        measured = self.statistics.get(statistic)
        usable = measured and statistic in ("mean", "median", "p50") and measured.dimension is Dimension.TIME
        return Quantity.of(1.0 / measured.base, Dimension.RATE) if usable and measured and measured.base > 0 else None


@dataclass(frozen=True, slots=True)
class BenchmarkResults:
    """All benchmarks of one file, in its order."""

    benchmarks: tuple[Benchmark, ...]
    problems: tuple[ResultProblem, ...] = ()

    @property
    def verdict(self) -> Verdict | None:
        """VACUOUS or UNPROVED when the file can't carry a proof, None when it can."""
        return _verdict(self.problems)

    def with_problem(self, message: str) -> BenchmarkResults:
        """The same with one more problem, for what was seen outside of the file; they then prove nothing."""
        return BenchmarkResults(self.benchmarks, (*self.problems, ResultProblem("other", message)))

    def find_all(self, name: str) -> tuple[Benchmark, ...]:
        """The benchmarks that a plan's name means: the one of that name, else all that differ in parameters or module only.

        Where there are several (`test_claim[1]`, `test_claim[64]`), each of them has to meet the target.
        """
        exact = tuple(benchmark for benchmark in self.benchmarks if benchmark.name == name)
        return exact or tuple(benchmark for benchmark in self.benchmarks if _bare(benchmark.name) == _bare(name))


def _bare(name: str) -> str:
    """`bench.py::test_claim[64]`, `claim/64/repeats:3` and `claim` all give `claim`."""
    return name.rsplit("::", 1)[-1].split("[", 1)[0].split("/", 1)[0].strip().removeprefix("test_")


def _verdict(problems: Iterable[ResultProblem]) -> Verdict | None:
    slugs = {problem.slug for problem in problems}
    if not slugs:
        return None
    return Verdict.VACUOUS if slugs <= _VACUOUS else Verdict.UNPROVED
