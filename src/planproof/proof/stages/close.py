"""Stage 9, Close: changed lines covered, linters pass, the diff as declared, assumptions answered, nothing stale."""

from __future__ import annotations

from functools import partial

from planproof.plan.digest import plan_digest, text_digest
from planproof.proof.check import Check
from planproof.proof.commands import command_outcome, disqualified, outcome_of
from planproof.proof.counted import counted
from planproof.proof.coverage_data import changed_line_coverage
from planproof.proof.measured import measure
from planproof.proof.model import Outcome, Stage, Verdict
from planproof.proof.own_changes import declared_paths, is_declared, own_changes
from planproof.proof.reconcile import CollectedTest
from planproof.proof.stages.prepare import code_files
from planproof.proof.testing import reconciled, why_unbuilt
from planproof.proof.workbench import Workbench, unproved

__all__ = ["checks"]

_DOCUMENTS = (".md", ".rst", ".adoc")
_MOST_NAMED = 2000  # a command line has its limit


def checks(bench: Workbench) -> list[Check]:
    """Coverage, each linter and formatter, the diff, the docs, the assumptions, and that the eight stages before still stand."""
    config, plan = bench.config, bench.plan
    everything = ("**",)
    sources = (*code_files(bench), *config.tests.folders)
    tools = [("lint", script) for script in config.commands.lint] + [
        ("format", script) for script in config.commands.format
    ]
    outcomes = [assumption.outcome.value if assumption.outcome else "" for assumption in plan.assumptions]
    return [
        Check(
            "close.coverage",
            Stage.CLOSE,
            "every changed line is covered",
            text_digest(bench.base_commit),
            _coverage,
            covers=sources,
        ),
        *(
            Check(
                f"close.{kind}",
                Stage.CLOSE,
                f"{kind}: {script}",
                text_digest(script),
                partial(_tool, script=script),
                subject=script,
                covers=everything,
            )
            for kind, script in tools
        ),
        Check(
            "close.scope",
            Stage.CLOSE,
            "the diff touches only what the plan declared",
            text_digest(bench.base_commit, *declared_paths(plan, config)),
            _scope,
            covers=everything,
            commands=False,
        ),
        Check(
            "close.docs",
            Stage.CLOSE,
            "documentation is updated",
            text_digest(bench.base_commit),
            _docs,
            covers=everything,
            commands=False,
        ),
        Check(
            "close.assumptions",
            Stage.CLOSE,
            "each assumption has its outcome",
            text_digest(*outcomes),
            _assumptions,
            commands=False,
        ),
        Check(
            "close.fresh",
            Stage.CLOSE,
            "the eight stages before are proved and nothing is stale",
            plan_digest(plan),
            _fresh,
            covers=everything,
            commands=False,
        ),
    ]


def _coverage(bench: Workbench) -> Outcome:
    measured = measure(bench, _all_but_benchmarks(bench))
    run = measured.run
    if run is None:
        return unproved(measured.fault)
    unfit = disqualified(run.run)
    if unfit:
        return outcome_of(run.run, Verdict.UNPROVED, unfit)
    if run.unbuilt:
        return outcome_of(run.run, Verdict.REFUTED, why_unbuilt(run.run))
    if run.run.exit_code != 0:
        return outcome_of(run.run, Verdict.REFUTED, f"the tests don't pass: {run.run.reason}")
    report = changed_line_coverage(bench, run)
    if report.problem:
        return outcome_of(run.run, Verdict.UNPROVED, report.problem)
    counts = {"changed_lines": float(report.lines), "covered_lines": float(report.lines - len(report.missing))}
    details = {"measured": measured.sources()}
    elsewhere = own_changes(bench).remark()
    if not report.lines:
        reason = f"no changed line is source code that could be covered{elsewhere}"
        return outcome_of(run.run, Verdict.VACUOUS, reason, counts)
    if report.missing:
        more = f" (and {len(report.missing) - 1} more)" if len(report.missing) > 1 else ""
        reason = f"changed line not covered: {report.missing[0]}{more}"
        return outcome_of(run.run, Verdict.REFUTED, reason, counts, details | {"missing": list(report.missing)})
    reason = f"all {report.lines} changed lines are covered"
    if measured.earlier:
        reason += f", some by {measured.earlier} tests that an earlier stage of this run measured"
    reason += elsewhere
    if report.uncounted:
        reason += f"; {counted(len(report.uncounted), 'changed source file')} outside [coverage] sources: {report.uncounted[0]}"
    return outcome_of(run.run, Verdict.PROVED, reason, counts, details | {"uncounted": list(report.uncounted)})


def _all_but_benchmarks(bench: Workbench) -> list[CollectedTest] | None:
    """The tests that cover, by name; None, which means all of them, where names would gain nothing.

    A benchmark repeats a few lines many times: under coverage it costs much and shows nothing that the tests don't. And by
    name, tests that were measured before need not run again.
    """
    collection, found = reconciled(bench, ("benchmark",))
    benchmarks = {test.id for _, test in found.found}
    gains = benchmarks or bench.config.coverage.format == "coverage.py"
    if not gains or collection.problem or not 0 < len(collection.tests) <= _MOST_NAMED:
        return None
    return [test for test in collection.tests if test.id not in benchmarks]


def _tool(bench: Workbench, script: str) -> Outcome:
    return command_outcome(bench.command(script, deadline_s=bench.config.limits.tests_s), fine="passed")


def _scope(bench: Workbench) -> Outcome:
    declared = declared_paths(bench.plan, bench.config)
    changes = own_changes(bench)
    outside = [file.path for file in changes.own if not is_declared(file.path, declared)]
    counts = {
        "changed": float(len(changes.own)),
        "undeclared": float(len(outside)),
        "elsewhere": float(len(changes.elsewhere)),
    }
    elsewhere = {"elsewhere": dict(changes.elsewhere)} if changes.elsewhere else {}
    if not changes.own:
        reason = f"nothing of its own has changed since the base{changes.remark()}"
        return Outcome(Verdict.VACUOUS, reason, counts=counts, details=elsewhere)
    if outside:
        more = f" (and {len(outside) - 1} more)" if len(outside) > 1 else ""
        reason = f"changed but not declared by any task: {outside[0]}{more}{changes.remark()}"
        return Outcome(Verdict.REFUTED, reason, counts=counts, details={"undeclared": outside, **elsewhere})
    reason = f"{counted(len(changes.own), 'changed file')}, each declared{changes.remark()}"
    return Outcome(Verdict.PROVED, reason, counts=counts, details=elsewhere)


def _docs(bench: Workbench) -> Outcome:
    planned = f"{bench.plan.folder}/"
    touched = [
        file.path
        for file in own_changes(bench).own
        if file.status != "deleted"
        and file.path.endswith(_DOCUMENTS)
        and not file.path.startswith((planned, f"{bench.config.plans.folder}/"))
    ]
    counts = {"documents": float(len(touched))}
    if not touched:
        return Outcome(Verdict.REFUTED, "no document outside the plan has changed since the base", counts=counts)
    return Outcome(Verdict.PROVED, f"updated: {', '.join(touched[:5])}", counts=counts)


def _assumptions(bench: Workbench) -> Outcome:
    assumptions = bench.plan.assumptions
    if not assumptions:
        return Outcome(Verdict.VACUOUS, "the plan states no assumption")
    open_ones = [each for each in assumptions if each.outcome is None or not each.outcome.value.strip()]
    if open_ones:
        first = open_ones[0]
        return Outcome(Verdict.REFUTED, f"{first.place} {first.name or first.text} has no outcome yet")
    return Outcome(
        Verdict.PROVED, counted(len(assumptions), "assumption has its outcome", "assumptions have their outcome")
    )


def _fresh(bench: Workbench) -> Outcome:
    behind = [
        state for state in bench.states() if state.check.stage < Stage.CLOSE and state.verdict is not Verdict.PROVED
    ]
    if not behind and bench.repository.dirty_digest():
        return unproved("commit first: what is closed must be a commit, so that it can be looked at and run again")
    if not behind:
        return Outcome(Verdict.PROVED, "the eight stages before are proved")
    names = ", ".join(f"{state.check.id} {state.verdict.value}" for state in behind[:3])
    return unproved(
        f"{counted(len(behind), 'check of earlier stages is', 'checks of earlier stages are')} not proved: {names}"
    )
