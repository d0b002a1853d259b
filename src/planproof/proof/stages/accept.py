"""Stage 7, Accept: stories, success verification and the demo run as written, their output matches, and they fail on the base.

The commands of one subject (a story, a task, the demo) run in order while the project's services run. Then the same
commands run on the base commit: a command whose expectation is met before the work shows nothing of it.

    here    every preparation step exits 0, every expectation matches
    base    at least one expectation of the subject does not match
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from planproof.plan.digest import command_digest, text_digest
from planproof.plan.expectation import Undecidable, parse_expectation
from planproof.plan.model import Command
from planproof.proof.check import Check
from planproof.proof.commands import disqualified, outcome_of
from planproof.proof.counted import counted
from planproof.proof.model import Outcome, Stage, Verdict
from planproof.proof.runner import CommandRun
from planproof.proof.stages.prepare import code_files
from planproof.proof.testing import built, why_unbuilt
from planproof.proof.workbench import Workbench, unproved

__all__ = ["checks"]

Subject = tuple[str, str]

_SERVICES = "accept"


def checks(bench: Workbench) -> list[Check]:
    """One check a story, one a task, one for the demo."""
    return [_check(bench, subject, commands) for subject, commands in _subjects(bench).items()]


def _subjects(bench: Workbench) -> dict[Subject, tuple[Command, ...]]:
    """What has commands to accept: (kind, name) with the commands in order."""
    plan = bench.plan
    found: dict[Subject, tuple[Command, ...]] = {}
    seen: Counter[str] = Counter()
    for story in plan.user_stories:
        name = story.name or story.text
        seen[name] += 1  # two stories of one name are two checks, else the second would hide the first
        found["story", f"{name} ({seen[name]})" if seen[name] > 1 else name] = story.commands
    found |= {("task", task.id): task.verification for task in plan.tasks}
    found[("demo", "")] = plan.demo
    return found


def _check(bench: Workbench, subject: Subject, commands: Sequence[Command]) -> Check:
    kind, name = subject
    return Check(
        f"accept.{kind}",
        Stage.ACCEPT,
        f"{kind} {name}".strip() + ": output as planned, and not before the work",
        text_digest(bench.base_commit, *map(command_digest, commands)),
        partial(_accept, subject=subject),
        subject=name,
        covers=code_files(bench),
    )


def _accept(bench: Workbench, subject: Subject) -> Outcome:
    """Here first, then on the base; each tree's services start once for all subjects, since both may want the same port."""
    unbuilt = _unbuilt(bench, bench.folder)
    if unbuilt:
        return unproved(unbuilt)
    here, fault = bench.once("accept here", lambda: _run_subjects(bench, bench.folder))
    if fault:
        return unproved(fault)
    if here[subject].verdict is not Verdict.PROVED:
        return here[subject]
    tree = bench.tree(bench.base_commit)
    if not tree.ready:
        return replace(here[subject], verdict=Verdict.UNPROVED, reason=f"the base can't be set up: {tree.reason}")
    unbuilt = _unbuilt(bench, tree.folder)
    if unbuilt:
        return replace(here[subject], verdict=Verdict.UNPROVED, reason=f"on the base {unbuilt}")
    before, base_fault = bench.once("accept base", lambda: _run_subjects(bench, tree.folder))
    return _held_against_base(bench, here[subject], before[subject], base_fault)


def _unbuilt(bench: Workbench, folder: Path) -> str:
    """Why the project isn't built in a tree; empty when it is. A command that fails for want of a build shows nothing."""
    build = built(bench, folder)
    return why_unbuilt(build) if build and build.exit_code != 0 else ""


def _run_subjects(bench: Workbench, folder: Path) -> tuple[dict[Subject, Outcome], str]:
    """Runs the commands of every subject in one tree; also why its services don't run, empty when they do.

    A service that the work itself brings can't start on the base. The commands then have nobody to talk to, and fail.
    """
    wanted = {key: commands for key, commands in _subjects(bench).items() if bench.task in ("", key[1])}
    with bench.services(_SERVICES, folder=folder) as fault:
        if fault and folder == bench.folder:
            return {}, fault
        return {key: _run_all(bench, commands, folder) for key, commands in wanted.items()}, fault


def _run_all(bench: Workbench, commands: Sequence[Command], folder: Path) -> Outcome:
    """Runs the commands in order until one of them is not as planned."""
    if not any(command.expected is not None for command in commands):
        return Outcome(Verdict.VACUOUS, "there is no command with an expected output")
    matched, outcome = 0, unproved("there is no command")
    for command in commands:
        run = bench.command(command.script, folder=folder)
        outcome = _judge(command, run, before=folder != bench.folder)
        if outcome.verdict is not Verdict.PROVED:
            return outcome
        matched += command.expected is not None
    scripts = "\n".join(command.script for command in commands)
    return replace(
        outcome,
        reason=f"{counted(matched, 'expected output')} matched",
        command=scripts,
        counts={"commands": float(len(commands)), "matched": float(matched)},
    )


def _judge(command: Command, run: CommandRun, *, before: bool) -> Outcome:
    """Whether one command did what the plan says of it.

    Args:
        before: True on the base. A program that isn't there before the work is what the work brings: the same command has
            just run here, so no tool of the machine is missing.
    """
    place = f"{command.place.path}:{command.place.line}"
    absent = before and run.exit_code in (126, 127) and not run.problems
    unfit = "" if absent else disqualified(run)
    if unfit:
        return outcome_of(run, Verdict.UNPROVED, f"{place} {unfit}")
    if command.expected is None:
        if run.exit_code == 0:
            return outcome_of(run, Verdict.PROVED, "prepared")
        return outcome_of(run, Verdict.REFUTED, f"{place} preparation failed: {run.reason}")
    expectation = parse_expectation(command.expected, command.mode)
    if isinstance(expectation, Undecidable):
        return outcome_of(run, Verdict.UNPROVED, f"{place} can't be decided: {expectation.reason}")
    if run.exit_code != expectation.exit_code:
        return outcome_of(run, Verdict.REFUTED, f"{place} {run.reason}{_said(run)}")
    if expectation.kind != "exit code" and not run.stdout.strip():
        return outcome_of(run, Verdict.VACUOUS, f"{place} the command printed nothing")
    mismatch = expectation.match(run.stdout.decode("utf-8", "replace"))
    if mismatch:
        return outcome_of(run, Verdict.REFUTED, f"{place} {mismatch}", details={"mismatch": mismatch.diff()})
    return outcome_of(run, Verdict.PROVED, "as planned")


def _said(run: CommandRun) -> str:
    """The last line of what a failing command printed on standard error, to say why."""
    lines = run.stderr.decode("utf-8", "replace").strip().splitlines()
    return f" ({lines[-1].strip()})" if lines else ""


def _held_against_base(bench: Workbench, here: Outcome, before: Outcome, fault: str) -> Outcome:
    """The outcome here, unless the base meets the same expectations or could not be asked."""
    if before.verdict is Verdict.PROVED:
        reason = f"passes on the base too ({bench.base_commit[:10]}), so it shows nothing of the work"
        return replace(here, verdict=Verdict.REFUTED, reason=reason)
    if before.verdict is Verdict.UNPROVED:
        return replace(here, verdict=Verdict.UNPROVED, reason=f"on the base: {before.reason}")
    return replace(here, reason=f"{here.reason}, and not on the base", details={"base": fault or before.reason})
