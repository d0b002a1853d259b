"""Result files that tools already write, read into one shape: `model` is the shape, `read` the door, the rest one format each."""

from __future__ import annotations

from planproof.proof.results.model import (
    Benchmark,
    BenchmarkResults,
    Coverage,
    FileCoverage,
    ResultProblem,
    TestCaseResult,
    TestResults,
    TestStatus,
)
from planproof.proof.results.read import read_benchmark_results, read_coverage, read_test_results

__all__ = [
    "Benchmark",
    "BenchmarkResults",
    "Coverage",
    "FileCoverage",
    "ResultProblem",
    "TestCaseResult",
    "TestResults",
    "TestStatus",
    "read_benchmark_results",
    "read_coverage",
    "read_test_results",
]
