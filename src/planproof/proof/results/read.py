"""Reads a results file of any format we know into the one shape; whatever is wrong with it becomes a problem, never an exception.

read_test_results(path, format) -> TestResults         junit, gtest-json, tap, libtest, meson
read_coverage(path, format)     -> Coverage            coverage.py, lcov, cobertura
read_benchmarks(path)           -> BenchmarkResults    pytest-benchmark, Google Benchmark, hyperfine, criterion (a folder)
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Literal

from planproof.proof.results.benchmarks import parse_benchmarks
from planproof.proof.results.coverage import parse_cobertura, parse_coverage_json, parse_lcov
from planproof.proof.results.gtest import parse_gtest_json
from planproof.proof.results.guard import UnreadableResult, read_bytes
from planproof.proof.results.junit import parse_junit
from planproof.proof.results.libtest import parse_libtest
from planproof.proof.results.meson import parse_meson
from planproof.proof.results.model import (
    BenchmarkResults,
    Coverage,
    FileCoverage,
    ResultProblem,
    TestCaseResult,
    TestResults,
    TestStatus,
)
from planproof.proof.results.tap import parse_tap

__all__ = [
    "CoverageFormat",
    "TestFormat",
    "read_benchmark_results",
    "read_coverage",
    "read_test_results",
]

TestFormat = Literal["junit", "gtest-json", "tap", "libtest", "meson"]
CoverageFormat = Literal["coverage.py", "lcov", "cobertura"]

_WORST_FIRST = (TestStatus.ERROR, TestStatus.FAILED, TestStatus.SKIPPED, TestStatus.PASSED)
_TEST_PARSERS: dict[str, Callable[[bytes], list[TestCaseResult]]] = {
    "junit": parse_junit,
    "gtest-json": parse_gtest_json,
    "meson": parse_meson,
}
_COVERAGE_PARSERS: dict[str, Callable[[bytes], dict[str, FileCoverage]]] = {
    "coverage.py": parse_coverage_json,
    "lcov": parse_lcov,
    "cobertura": parse_cobertura,
}


def read_test_results(source: Path | bytes, format: TestFormat) -> TestResults:
    """The tests of a results file, or of what a tool printed (TAP, libtest).

    A file that can't be used gives no tests and a problem that says why.
    """
    problems: list[ResultProblem] = []
    try:
        data = _bytes(source)
        if format == "tap":
            cases, problems = parse_tap(data)
        elif format == "libtest":
            cases, problems = parse_libtest(data)
        else:
            cases = _TEST_PARSERS[format](data)
    except UnreadableResult as error:
        return TestResults((), (error.problem,))
    if not cases:
        problems.append(ResultProblem("no-tests", "no test ran: the results hold none"))
    return TestResults(_each_once(cases), tuple(problems))


def read_coverage(source: Path | bytes, format: CoverageFormat) -> Coverage:
    """The coverage of a report; one that can't be used gives no files and a problem that says why."""
    try:
        files = _COVERAGE_PARSERS[format](_bytes(source))
    except UnreadableResult as error:
        return Coverage({}, (error.problem,))
    if not any(coverage.covered or coverage.missing for coverage in files.values()):
        return Coverage(files, (ResultProblem("no-lines", "the coverage report holds no line of code"),))
    return Coverage(files)


def read_benchmark_results(source: Path | bytes) -> BenchmarkResults:
    """The benchmarks of a report, or of every `estimates.json` in criterion's folder (`target/criterion`)."""
    if isinstance(source, bytes):
        parts = [_read_one(source, "", b"")]
    else:
        parts = [_read_one(file, name, file.with_name("sample.json")) for file, name in _benchmark_files(source)]
    benchmarks = tuple(benchmark for part in parts for benchmark in part.benchmarks)
    problems = [problem for part in parts for problem in part.problems]
    if not benchmarks and not problems:
        problems.append(ResultProblem("no-benchmarks", "no benchmark ran: the report holds none"))
    return BenchmarkResults(benchmarks, tuple(problems))


def _read_one(source: Path | bytes, name: str, beside: Path | bytes) -> BenchmarkResults:
    try:
        has_samples = isinstance(source, Path) and source.name == "estimates.json"
        samples = _bytes(beside) if has_samples and isinstance(beside, Path) and beside.exists() else b""
        return parse_benchmarks(_bytes(source), name, samples)
    except UnreadableResult as error:
        return BenchmarkResults((), (error.problem,))


def _bytes(source: Path | bytes) -> bytes:
    return source if isinstance(source, bytes) else read_bytes(source)


def _benchmark_files(path: Path) -> Iterable[tuple[Path, str]]:
    """The files to read with the names their folders give: `criterion/lane/push/new/estimates.json` is `lane/push`."""
    if not path.is_dir():
        # A single estimates.json is named after its folders, up to `criterion` or one above `new`.
        folders = [folder.name for folder in path.absolute().parents]
        above = folders[1:] if folders[:1] == ["new"] else folders
        upto = above.index("criterion") if "criterion" in above else 1
        return [(path, "/".join(reversed(above[:upto])))]
    found = sorted(path.glob("**/new/estimates.json"))
    return [(file, file.parent.parent.relative_to(path).as_posix()) for file in found]


def _each_once(cases: Iterable[TestCaseResult]) -> tuple[TestCaseResult, ...]:
    """Each test once; one that is reported twice (a teardown that failed, a repeated run) keeps its worse status."""
    kept: dict[tuple[str, str, str], TestCaseResult] = {}
    for case in cases:
        key = (case.file, case.class_name, case.name)
        before = kept.get(key)
        if before is None or _WORST_FIRST.index(case.status) < _WORST_FIRST.index(before.status):
            kept[key] = case
    return tuple(kept.values())
