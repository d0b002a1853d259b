"""Stage 8, Prove: every performance target is met by a benchmark that ran here, and its spread is kept."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from functools import partial

from planproof.errors import ServiceFault
from planproof.plan.digest import target_digest, text_digest
from planproof.plan.model import PerformanceTarget
from planproof.plan.quantity import Target, parse_target
from planproof.proof.check import Check
from planproof.proof.commands import disqualified, outcome_of
from planproof.proof.frameworks import fill
from planproof.proof.model import Outcome, Stage, Verdict
from planproof.proof.results import Benchmark, BenchmarkResults, ResultProblem, read_benchmark_results
from planproof.proof.runner import CommandRun
from planproof.proof.stages.prepare import code_files
from planproof.proof.testing import built, why_unbuilt
from planproof.proof.workbench import Workbench, unproved

__all__ = ["checks"]

_SERVICES = "prove"
_PYTEST_BENCHMARK = (
    "python -m pytest -q -p no:cacheprovider --benchmark-only --benchmark-json={results} -k {benchmarks} {tests}"
)


def checks(bench: Workbench) -> list[Check]:
    """One check a target."""
    if not bench.plan.performance_targets:
        nothing = "the plan names no performance target"
        outcome = Outcome(Verdict.VACUOUS, nothing)
        return [Check("prove.target", Stage.PROVE, nothing, text_digest(), lambda _: outcome, commands=False)]
    covers = (*code_files(bench), *bench.config.tests.folders)
    return [
        Check(
            "prove.target",
            Stage.PROVE,
            f"{target.name} {target.figure.value}",
            target_digest(target),
            partial(_target, target=target),
            subject=target.name,
            covers=covers,
        )
        for target in bench.plan.performance_targets
    ]


def _target(bench: Workbench, target: PerformanceTarget) -> Outcome:
    wanted = parse_target(target.figure.value)
    if wanted is None:
        return unproved(f"{target.figure.place} `{target.figure.value}` is no comparison with a number and a unit")
    if target.benchmark is None:
        return unproved(f"{target.place} the target names no benchmark")
    command = _command(bench, target)
    if not command:
        return unproved("no benchmark command: neither the target nor [commands] benchmark names one")
    results, run = bench.once(("benchmark", command), lambda: _run(bench, command))
    unfit = disqualified(run)
    if unfit:
        return outcome_of(run, Verdict.UNPROVED, unfit)
    if run.exit_code != 0:
        return outcome_of(run, Verdict.REFUTED, f"the benchmark failed: {run.reason}")
    found = results.find_all(target.benchmark.value)
    if not found:
        problem = results.problems[0] if results.problems else f"no result named {target.benchmark.value}"
        return outcome_of(run, Verdict.VACUOUS, problem)
    return _held_against(target, wanted, found, run)


def _held_against(target: PerformanceTarget, wanted: Target, found: Sequence[Benchmark], run: CommandRun) -> Outcome:
    """Whether every benchmark of that name (one a parameter) meets the target; the worst is told."""
    counts: dict[str, float] = {}
    reasons: list[str] = []
    met = True
    for benchmark in found:
        measured = benchmark.statistic(wanted.statistic, wanted.quantity)
        if measured is None:
            have = ", ".join(sorted(benchmark.statistics))
            reason = f"{benchmark.name} gives no {wanted.statistic or 'figure'} of that kind (it gives {have})"
            return outcome_of(run, Verdict.UNPROVED, reason)
        prefix = f"{benchmark.name} " if len(found) > 1 else ""
        counts |= {prefix + name: value.base for name, value in benchmark.statistics.items()}
        counts[prefix + "samples"] = float(benchmark.samples)
        reason = f"{prefix}{measured} measured, {target.figure.value} planned{_spread(benchmark)}"
        met_here = wanted.met_by(measured)
        reasons.insert(len(reasons) if met_here else 0, reason)
        met = met and met_here
    return outcome_of(run, Verdict.PROVED if met else Verdict.REFUTED, reasons[0], counts)


def _spread(benchmark: Benchmark) -> str:
    """How many samples, and the fastest and slowest where the tool gives them."""
    ends = [benchmark.statistics.get(name) for name in ("min", "max")]
    between = f", {ends[0]} to {ends[1]}" if all(ends) else ""
    return f" ({benchmark.samples} samples{between})"


def _command(bench: Workbench, target: PerformanceTarget) -> str:
    if target.command:
        return target.command.value
    if bench.config.commands.benchmark:
        return bench.config.commands.benchmark
    return _PYTEST_BENCHMARK if bench.config.tests.framework == "pytest" else ""


def _run(bench: Workbench, command: str) -> tuple[BenchmarkResults, CommandRun]:
    """Runs one benchmark command; several targets that share it share the run."""
    path = bench.scratch_file("benchmark.json")
    names = [target.benchmark.value for target in bench.plan.performance_targets if target.benchmark]
    folders = " ".join(shlex.quote(folder) for folder in bench.config.tests.folders)
    script = fill(command, results=shlex.quote(str(path)), benchmarks=shlex.quote(" or ".join(names)), tests=folders)
    build = built(bench)
    if build and build.exit_code != 0:
        return BenchmarkResults((), (ResultProblem("missing", why_unbuilt(build)),)), build
    with bench.services(_SERVICES) as fault:
        if fault:
            raise ServiceFault(fault)
        run = bench.command(script, deadline_s=bench.config.limits.tests_s)
    if not path.exists() and run.exit_code == 0 and "{results}" not in command:
        reason = "results were not written: say where with {results}, for example --benchmark-json={results}"
        return BenchmarkResults((), (ResultProblem("missing", reason),)), run
    return read_benchmark_results(path), run
