"""Benchmark figures from pytest-benchmark, Google Benchmark, hyperfine and criterion, all in seconds.

    pytest-benchmark   {"benchmarks": [{"fullname", "stats": {"mean", …, "data": […]}}]}              seconds
    Google Benchmark   {"context": …, "benchmarks": [{"run_name", "real_time", "time_unit", …}]}      time_unit
    hyperfine          {"results": [{"command", "mean", …, "times": […]}]}                            seconds
    criterion          {"mean": {"point_estimate"}, "median": …, "std_dev": …}                      nanoseconds, a file a benchmark

A percentile is given only where enough samples carry it: 20 for p95, 100 for p99. A benchmark that failed is a problem.
"""

from __future__ import annotations

import math
import statistics
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from planproof.plan.quantity import Dimension, Quantity
from planproof.proof.results.guard import UnreadableResult, parse_json
from planproof.proof.results.model import Benchmark, BenchmarkResults, ResultProblem

__all__ = ["parse_benchmarks"]

_UNITS = {"ns": 1e-9, "us": 1e-6, "ms": 1e-3, "s": 1.0}
_FEWEST = {"p50": 2, "p95": 20, "p99": 100}
_RATES = {"items_per_second": ("rate", Dimension.RATE), "bytes_per_second": ("bytes_per_second", Dimension.THROUGHPUT)}
# What Google Benchmark writes about a run itself; every other number in it is a counter of the benchmark's own.
_OWN_KEYS = frozenset(
    [
        "family_index",
        "per_family_instance_index",
        "repetitions",
        "repetition_index",
        "threads",
        "iterations",
        "real_time",
        "cpu_time",
        "error_occurred",
        "skipped",
        "cpu_coefficient",
        "real_coefficient",
        "rms",
    ]
)


def parse_benchmarks(data: bytes, name: str = "", samples: bytes = b"") -> BenchmarkResults:
    """The benchmarks of one JSON file; the format is told from its keys.

    Args:
        data: the file's bytes.
        name: for criterion, whose files don't name the benchmark: the folder's name.
        samples: for criterion, the `sample.json` beside it; empty when there is none.

    Raises:
        UnreadableResult: no JSON, cut off, or none of the four formats.
    """
    report = parse_json(data)
    measured = parse_json(samples) if samples else {}
    for knows, read in _FORMATS:
        if isinstance(report, dict) and knows(report):
            try:
                return _criterion(report, name, measured) if read is None else read(report)
            except (AttributeError, KeyError, TypeError, ValueError, OverflowError) as error:
                raise UnreadableResult("wrong-format", f"the benchmark report lacks or misspells {error}") from error
    raise UnreadableResult(
        "wrong-format", "the JSON is no report of pytest-benchmark, Google Benchmark, hyperfine or criterion"
    )


def _pytest(report: dict[str, Any]) -> BenchmarkResults:
    results = []
    for entry in report["benchmarks"]:
        stats = entry["stats"]
        told = {key: stats[key] for key in ("mean", "median", "min", "max", "stddev")}
        samples = _samples(stats.get("data") or [])
        results.append(_result(str(entry["fullname"]), told, samples, int(stats["rounds"])))
    return BenchmarkResults(tuple(results))


def _hyperfine(report: dict[str, Any]) -> BenchmarkResults:
    results, problems = [], []
    for entry in report["results"]:
        name = str(entry["command"])
        told = {key: entry[key] for key in ("mean", "median", "min", "max", "stddev") if entry.get(key) is not None}
        samples = _samples(entry.get("times") or [])
        failed = [code for code in entry.get("exit_codes") or [] if code != 0]
        if failed:
            problems.append(
                ResultProblem("failed", f"{name}: {len(failed)} runs failed, the first with exit {failed[0]}")
            )
        results.append(_result(name, told, samples, len(samples) or 1))
    return BenchmarkResults(tuple(results), tuple(problems))


def _criterion(report: dict[str, Any], name: str, measured: dict[str, Any]) -> BenchmarkResults:
    told = {"mean": report["mean"], "median": report["median"], "stddev": report["std_dev"]}
    seconds = {key: float(estimate["point_estimate"]) * 1e-9 for key, estimate in told.items()}
    pairs = zip(measured.get("times", ()), measured.get("iters", ()), strict=True)
    samples = [float(time_ns) * 1e-9 / float(count) for time_ns, count in pairs if float(count) > 0]
    return BenchmarkResults((_result(name, seconds, samples, len(samples) or 1),))


def _google(report: dict[str, Any]) -> BenchmarkResults:
    runs: dict[str, list[dict[str, Any]]] = {}
    aggregates: dict[str, dict[str, float]] = {}
    problems = []
    for entry in report["benchmarks"]:
        name = str(entry.get("run_name") or entry["name"])
        if entry.get("error_occurred") or entry.get("skipped"):
            message = entry.get("error_message") or entry.get("skip_message") or "no message"
            problems.append(ResultProblem("failed", f"{name}: {message}"))
        elif entry.get("run_type") != "aggregate":
            runs.setdefault(name, []).append(entry)
        elif entry.get("aggregate_unit", "time") == "time" and "real_time" in entry:
            aggregates.setdefault(name, {})[str(entry["aggregate_name"])] = _seconds(entry)
    results = [_google_result(name, runs.get(name, []), aggregates.get(name, {})) for name in runs | aggregates]
    return BenchmarkResults(tuple(results), tuple(problems))


def _google_result(name: str, runs: list[dict[str, Any]], aggregates: dict[str, float]) -> Benchmark:
    """Each run is a mean over its iterations, and one sample; the tool's own aggregates go before what is worked out here."""
    samples = [_seconds(run) for run in runs]
    result = _result(name, aggregates, samples, len(samples) or 1)
    counters = _counters(runs)
    return Benchmark(name, {**counters, **result.statistics}, result.samples)


def _counters(runs: list[dict[str, Any]]) -> dict[str, Quantity]:
    """The mean over the runs of each rate and each counter of the benchmark's own."""
    names = {
        key
        for run in runs
        for key, value in run.items()
        if key not in _OWN_KEYS and isinstance(value, (int, float)) and not isinstance(value, bool)
    }
    counters = {}
    for key in sorted(names):
        name, dimension = _RATES.get(key, (key, Dimension.PLAIN))
        values = [float(run[key]) for run in runs if key in run]
        if all(map(math.isfinite, values)):
            counters[name] = Quantity.of(statistics.fmean(values), dimension)
    return counters


def _result(name: str, told: Mapping[str, Any], samples: Sequence[float], count: int) -> Benchmark:
    """A result from what the tool says and, where it says nothing, from the samples."""
    figures = {**_worked_out(samples), **{key: float(value) for key, value in told.items()}}
    finite = {key: Quantity.of(value, Dimension.TIME) for key, value in figures.items() if math.isfinite(value)}
    return Benchmark(name, finite, count)


def _worked_out(samples: Sequence[float]) -> dict[str, float]:
    """Statistics of samples in seconds; percentiles by the nearest rank, and only with enough samples."""
    if not samples:
        return {}
    ordered = sorted(samples)
    figures = {
        "mean": statistics.fmean(ordered),
        "median": statistics.median(ordered),
        "min": ordered[0],
        "max": ordered[-1],
    }
    if len(ordered) > 1:
        figures["stddev"] = statistics.stdev(ordered)
    for name, fewest in _FEWEST.items():
        if len(ordered) >= fewest:
            figures[name] = ordered[math.ceil(int(name[1:]) / 100 * len(ordered)) - 1]
    return figures


def _samples(values: Sequence[Any]) -> list[float]:
    return [float(value) for value in values]


def _seconds(entry: dict[str, Any]) -> float:
    return float(entry["real_time"]) * _UNITS[entry.get("time_unit", "ns")]


_FORMATS: tuple[tuple[Callable[[dict[str, Any]], bool], Callable[[dict[str, Any]], BenchmarkResults] | None], ...] = (
    (lambda report: "machine_info" in report and "benchmarks" in report, _pytest),
    (lambda report: "context" in report and "benchmarks" in report, _google),
    (lambda report: "results" in report, _hyperfine),
    (lambda report: {"mean", "median", "std_dev"} <= report.keys(), None),
)
