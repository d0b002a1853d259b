"""Runs the stages that are due and writes down what they found: the one door through which a plan's commands run.

    for each stage in order:  checks that are not proved, or stale  ->  run  ->  one row of evidence each
    a stage that is not proved ends the run: what comes after it would rest on nothing

`--replay` runs checks again in worktrees of the commits at which they were proved, with origin `replayed`.
"""

from __future__ import annotations

import os
import platform
import shlex
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from functools import partial
from pathlib import Path
from typing import Any, Protocol

from planproof import __version__
from planproof.config import CONFIG_NAME, load_config
from planproof.errors import Cancelled, PlanproofError, UsageError
from planproof.plan.digest import plan_digest
from planproof.plan.tree import read_project
from planproof.proof.amending import Changes, amendment_details, changes_of
from planproof.proof.check import Check
from planproof.proof.closing import Closing, Standing, closed_rows, closings, standing
from planproof.proof.counted import counted
from planproof.proof.git import Repository
from planproof.proof.iteration import (
    Iteration,
    amendments,
    base_commit,
    current_origin,
    find_plan,
    latest_rows,
    proved_rows,
)
from planproof.proof.ledger.blobs import BlobStore
from planproof.proof.ledger.row import Draft, now_text
from planproof.proof.masking import mask, secret_values
from planproof.proof.model import Evidence, Origin, Outcome, RowKind, Stage, Verdict
from planproof.proof.plan_errors import plan_errors
from planproof.proof.runner import Stopper
from planproof.proof.side_by_side import in_order, workers_for
from planproof.proof.stages import checker_digest, stage_checks
from planproof.proof.status import State, by_stage, derive, stage_verdict
from planproof.proof.status_table import write_status_tables
from planproof.proof.trust import command_set, trust_state
from planproof.proof.workbench import Workbench, unproved

__all__ = [
    "Progress",
    "ProveReport",
    "ProveRequest",
    "commit_command",
    "prove",
    "standing_of",
    "start_iteration",
    "states_of",
    "uncommitted_documents",
]


class Progress(Protocol):
    """What a face shows while checks run."""

    def stage(self, stage: Stage, count: int) -> None:
        """A stage begins with that many checks to run."""

    def check(self, state: State) -> None:
        """A check was run; this is where it stands now."""

    def note(self, text: str) -> None:
        """Something is under way: a worktree, a service."""


@dataclass(frozen=True, slots=True)
class ProveRequest:
    """What was asked for.

    Attributes:
        stages: only these; empty for every stage that is due.
        task: only the checks about this task; empty for all.
        checks: only checks with these ids, `build.bodies`; empty for all.
        replay: run again what is proved, in worktrees of its commits.
        amendment: why the plan or a test had to change after its stage.
    """

    stages: tuple[Stage, ...] = ()
    task: str = ""
    checks: tuple[str, ...] = ()
    replay: bool = False
    amendment: str = ""

    @property
    def chosen(self) -> bool:
        """Whether some checks were asked for by name; these are run whether they are due or not."""
        return bool(self.stages or self.task or self.checks)


@dataclass(frozen=True, slots=True)
class ProveReport:
    """What came of it.

    Attributes:
        states: every check of the plan, where it stands after the run.
        ran: those that were run, as they came out.
        request: what was asked for.
        amendments: what was changed after its stage, in this run or before.
        closing: where an iteration closed, if it had closed before this run and that holds.
    """

    states: tuple[State, ...]
    ran: tuple[State, ...]
    request: ProveRequest = field(default_factory=ProveRequest)
    amendments: tuple[Evidence, ...] = ()
    closing: Closing | None = None

    @property
    def proved(self) -> bool:
        """Whether all that was asked for is proved; nothing at all is not."""
        asked = (
            self.ran if self.request.replay else [state for state in self.states if _asked(self.request, state.check)]
        )
        return bool(asked) and all(state.verdict is Verdict.PROVED for state in asked)


@dataclass(frozen=True, slots=True)
class _Found:
    """What running one check gave: when it began, the digest of the code it was about, and what came of it."""

    started: str
    code: str
    outcome: Outcome


def _asked(request: ProveRequest, check: Check) -> bool:
    return (
        request.task in ("", check.subject)
        and (not request.stages or check.stage in request.stages)
        and (not request.checks or check.id in request.checks)
    )


def start_iteration(
    iteration: Iteration,
    *,
    allow_uncommitted: bool = False,
    allow_findings: bool = False,
    progress: Callable[[int, int], None] | None = None,
) -> Evidence:
    """Writes down the commit that an iteration begins at; this is done once.

    Args:
        iteration: the one to start.
        allow_uncommitted: start even though that commit doesn't hold the plan as it is.
        allow_findings: start even though rules find errors in the plan, which the row then holds.
        progress: called with the number of the repository's files read and of those to read, while rules look at the plan.

    Raises:
        UsageError: it was started already, names the commit; or its plan is not committed, names the files; or rules find
            errors in it, names the first.
        RepositoryError: there is no commit to start at.
    """
    known = base_commit(iteration.rows)
    if known:
        raise UsageError(
            f"{iteration.plan.id} was started at {known[:10]}", hint="planproof status shows where it stands"
        )
    head = iteration.repository.head()
    uncommitted = uncommitted_documents(iteration)
    if uncommitted and not allow_uncommitted:
        raise UsageError(
            f"the plan of {iteration.plan.id} is not committed, so the commit that it starts at would not hold it: "
            + ", ".join(uncommitted),
            hint=f"{commit_command(uncommitted)}, then start; or --allow-uncommitted",
        )
    errors = plan_errors(iteration.project, iteration.config, iteration.plan.id, progress)
    if errors and not allow_findings:
        raise _refused_for(errors, iteration.plan.id)
    return iteration.ledger.append(
        Draft(
            kind=RowKind.START,
            reason=f"starts at {head[:10]}" + (f" with {counted(len(errors), 'error')} in its plan" if errors else ""),
            details={"errors": [list(error) for error in errors]} if errors else {},
            base_commit=head,
            proof_commit=head,
            dirty_digest=iteration.repository.dirty_digest(),
            started_at=now_text(),
            checker=f"planproof {__version__}",
            origin=current_origin(),
        )
    )


def _refused_for(errors: Sequence[tuple[str, str, str]], identifier: str) -> UsageError:
    """The refusal to start with errors in a plan: stage 1 would refuse it for the same ones."""
    code, place, message = errors[0]
    more = f" (and {counted(len(errors) - 1, 'more error')})" if len(errors) > 1 else ""
    return UsageError(
        f"{code} {message}{more}: stage 1 refuses a plan with errors, so nothing was started",
        place=place,
        hint=f"planproof check {identifier} --errors-only shows them; --allow-findings starts all the same",
    )


def uncommitted_documents(iteration: Iteration) -> tuple[str, ...]:
    """The plan's documents, and `planproof.toml`, that the commit which is checked out doesn't hold as they are; sorted.

    One that git ignores counts too: no commit will ever hold it. What differs in planproof's own regions alone does not.
    """
    repository = iteration.repository
    head = repository.head()
    own = {document.path for document in iteration.plan.documents}
    own.update([CONFIG_NAME] if (iteration.root / CONFIG_NAME).exists() else [])
    changed = own.intersection(file.path for file in repository.changed_files(head))
    return tuple(sorted(changed | {path for path in own if repository.file_at(head, path) is None}))


def commit_command(paths: Iterable[str]) -> str:
    """What a person types to commit those files; several of one folder by its name, which brings INTERVIEW.toml along."""
    paths = list(paths)
    folders = [os.path.dirname(path) for path in paths]
    named = [
        folder if folder and folders.count(folder) > 1 else path for path, folder in zip(paths, folders, strict=True)
    ]
    return f"git add {shlex.join(dict.fromkeys(named))} && git commit -m plan"


def prove(
    iteration: Iteration, request: ProveRequest, progress: Progress, stopper: Stopper | None = None
) -> ProveReport:
    """Runs what is due of an iteration and writes the evidence down.

    Args:
        iteration: the one to prove.
        request: what of it.
        progress: told as it goes.
        stopper: what can end the run from another thread, with all commands that it has started.

    Returns:
        where every check stands, and what was run.

    Raises:
        UsageError: the iteration has not been started, or the task isn't in it.
        LedgerError: evidence can't be read or written.
        Cancelled: the stopper was used; what was written down until then stays.
    """
    rows = iteration.rows
    base = base_commit(rows)
    if not base:
        raise UsageError(f"{iteration.plan.id} has not been started", hint=f"planproof start {iteration.plan.id}")
    if request.task and request.task not in {task.id for task in iteration.plan.tasks}:
        known = ", ".join(task.id for task in iteration.plan.tasks)
        raise UsageError(f"no task {request.task} in {iteration.plan.id}", hint=f"there are: {known}")
    _refuse_idle_amendment(request)
    if request.replay:
        return _replay(iteration, request, rows, base, progress, stopper)
    with _bench(iteration, rows, base, progress, request, stopper) as bench:
        before = standing(iteration, rows, bench) if closings(rows) and not request.chosen else None
        if before and before.closed:
            return ProveReport(before.states, (), request, amendments(rows), before.closing)
        ran = _run_due(iteration, bench, request, progress)
        states = tuple(bench.states())
    write_status_tables(iteration, states)
    if ran and not request.stages and not request.task:  # part of a run leaves it to the next whole one
        from planproof.proof.ledger.index import refresh_index  # SQLAlchemy takes longer to import than the rest to run

        refresh_index(iteration.root)
    return ProveReport(states, tuple(ran), request, amendments(iteration.rows))


def _refuse_idle_amendment(request: ProveRequest) -> None:
    """An amendment is made where tests are specified, says why, and is never a word beside something else."""
    if not request.amendment:
        return
    if request.replay or request.stages != (Stage.SPECIFY,) or request.task or request.checks:
        raise UsageError("an amendment changes what was specified", hint="planproof prove ID --stage 3 --amend REASON")
    if not request.amendment.strip():
        raise UsageError("an amendment says why", hint="planproof prove ID --stage 3 --amend REASON")


def standing_of(iteration: Iteration, origins: Iterable[Origin] = tuple(Origin)) -> Standing:
    """Where an iteration stands, with evidence of those origins, one that is closed by its commit; runs nothing."""
    rows = iteration.rows
    with _bench(iteration, rows, base_commit(rows), None, ProveRequest()) as bench:
        return standing(iteration, rows, bench, origins)


def states_of(iteration: Iteration, origins: Iterable[Origin] = tuple(Origin)) -> tuple[State, ...]:
    """Where every check of an iteration stands, as `standing_of`."""
    return standing_of(iteration, origins).states


def _bench(
    iteration: Iteration,
    rows: Sequence[Evidence],
    base: str,
    progress: Progress | None,
    request: ProveRequest,
    stopper: Stopper | None = None,
) -> Workbench:
    return Workbench(
        root=iteration.root,
        folder=iteration.root,
        project=iteration.project,
        plan=iteration.plan,
        config=iteration.config,
        repository=iteration.repository,
        base_commit=base,
        latest=latest_rows(rows),
        proved_once=proved_rows(rows),
        notify=progress.note if progress else lambda text: None,
        amendment=request.amendment,
        task=request.task,
        stopper=stopper or Stopper(),
    )


def _run_due(iteration: Iteration, bench: Workbench, request: ProveRequest, progress: Progress) -> list[State]:
    """Runs stage after stage until one is not proved, or just the checks asked for."""
    # What each check covers is looked at before anything runs: results are shared, and all must be about the same files.
    known = sorted({state.check.id for state in bench.states()})
    unknown = next((name for name in request.checks if name not in known), "")
    if unknown:
        near = get_close_matches(unknown, known, n=2, cutoff=0.4)
        raise UsageError(f"no check {unknown}", hint=f"the nearest: {', '.join(near)}" if near else ", ".join(known))
    ran: list[State] = []
    for stage in Stage:
        if request.stages and stage not in request.stages:
            continue
        checks = [check for check in stage_checks(stage, bench) if _asked(request, check)]
        due = [check for check in checks if request.chosen or _is_due(bench, check)]
        if due:
            progress.stage(stage, len(due))
        work = partial(_run_check, iteration, bench)
        with in_order(due, work, workers=workers_for(bench, stage), stop=bench.stopper.stop) as results:
            for check, found in results:
                state = _write_down(iteration, bench, check, found, current_origin())
                ran.append(state)
                progress.check(state)
        states = by_stage(bench.states())[stage]
        if not request.chosen and stage_verdict(states) is not Verdict.PROVED:
            break
    return ran


def _is_due(bench: Workbench, check: Check) -> bool:
    state = derive(check, bench.latest.get(check.key), bench.code_digest(check))
    return state.verdict is not Verdict.PROVED


def _run_check(iteration: Iteration, bench: Workbench, check: Check) -> _Found:
    """Runs one check."""
    if bench.stopper.used:
        raise Cancelled("stopped; what was written down until here stays valid")
    return _Found(now_text(), bench.code_digest(check), _outcome(iteration, bench, check))


def _write_down(iteration: Iteration, bench: Workbench, check: Check, found: _Found, origin: Origin) -> State:
    """Writes the row of one check, and says where it stands."""
    started, code, outcome = found.started, found.code, found.outcome
    if outcome.verdict is Verdict.PROVED and bench.code_changed(check):
        outcome = replace(
            outcome, verdict=Verdict.UNPROVED, reason="the files it covers changed while this run went on; run it again"
        )
    row = _write(iteration, bench, check, outcome, started, code, origin)
    bench.latest[check.key] = row
    if row.verdict is Verdict.PROVED:
        bench.proved_once[check.key] = row
        if "amendment" in row.details and origin is not Origin.REPLAYED:
            _write_amendment(iteration, row, changes_of(iteration, bench.states()))
    return derive(check, row, code)


def _write_amendment(iteration: Iteration, row: Evidence, changes: Changes) -> None:
    """Names in the ledger what was changed after its stage, and why."""
    kept = {
        name: row.details[name] for name in ("changed", "added", "removed", "settings_changed") if name in row.details
    }
    iteration.ledger.append(
        Draft(
            kind=RowKind.AMENDMENT,
            stage=row.stage,
            subject=iteration.plan.id,
            reason=str(row.details["amendment"]),
            details={**kept, **amendment_details(iteration, changes)},
            plan_digest=plan_digest(iteration.plan),
            base_commit=row.base_commit,
            proof_commit=row.proof_commit,
            started_at=now_text(),
            checker=row.checker,
            origin=row.origin,
        )
    )


def _outcome(iteration: Iteration, bench: Workbench, check: Check) -> Outcome:
    if check.commands:
        refusal = bench.once("trust", lambda: trust_state(iteration.root, command_set(bench.plan, bench.config)).reason)
        if refusal:
            return Outcome(Verdict.UNPROVED, refusal)
    try:
        return check.run(bench)
    except PlanproofError as error:
        if error.exit_code == 130:
            raise
        return Outcome(Verdict.UNPROVED, str(error))


def _write(
    iteration: Iteration,
    bench: Workbench,
    check: Check,
    outcome: Outcome,
    started: str,
    code_digest: str,
    origin: Origin,
) -> Evidence:
    secrets = secret_values(os.environ)
    output = mask(outcome.output, secrets)
    blobs = BlobStore(iteration.root)
    return iteration.ledger.append(
        Draft(
            kind=RowKind.CHECK,
            stage=int(check.stage),
            check=check.id,
            subject=check.subject,
            verdict=outcome.verdict,
            reason=_from_root(mask(outcome.reason.encode(), secrets).decode("utf-8", "replace"), iteration.root),
            command=_from_root(outcome.command, iteration.root),
            exit_code=outcome.exit_code,
            started_at=started,
            duration_s=outcome.duration_s,
            counts=dict(outcome.counts),
            details={name: _from_root(value, iteration.root) for name, value in outcome.details.items()},
            plan_digest=check.plan_digest,
            code_digest=code_digest,
            base_commit=bench.base_commit,
            proof_commit=bench.repository.head(),
            dirty_digest=bench.repository.dirty_digest(),
            checker=f"planproof {__version__} {checker_digest(check.stage)[:16]}",
            tools={"python": platform.python_version()},
            output_digest=blobs.put(output) if output else "",
            origin=origin,
        )
    )


def _from_root(value: Any, root: Path) -> Any:
    """Paths below the project's root as seen from there, in texts at any depth: one machine's folders say nothing elsewhere."""
    if isinstance(value, str):
        return value.replace(f"{root}{os.sep}", "")
    if isinstance(value, Mapping):
        return {name: _from_root(each, root) for name, each in value.items()}
    return [_from_root(each, root) for each in value] if isinstance(value, list | tuple) else value


def _replay(
    iteration: Iteration,
    request: ProveRequest,
    rows: Sequence[Evidence],
    base: str,
    progress: Progress,
    stopper: Stopper | None,
) -> ProveReport:
    """Runs again, each in a worktree of its own commit, what evidence says is proved."""
    # What proved a check when the iteration closed is run again even where a later run, on other code, refuted it.
    counted_rows = {key: row for key, row in latest_rows(rows).items() if row.verdict is Verdict.PROVED}
    wanted = [
        row
        for row in {**closed_rows(rows), **counted_rows}.values()
        if row.verdict is Verdict.PROVED
        and (not request.stages or Stage(row.stage) in request.stages)
        and request.task in ("", row.subject)
        and (not request.checks or row.check in request.checks)
    ]
    wanted.sort(key=lambda row: row.stage)
    ran: list[State] = []
    with _bench(iteration, rows, base, progress, request, stopper) as bench:
        for commit in dict.fromkeys(row.proof_commit for row in wanted):
            there_rows = [row for row in wanted if row.proof_commit == commit]
            ran += _replay_commit(iteration, bench, commit, there_rows, progress)
        now = iteration.rows
        bench.latest.update(latest_rows(now))
        stands = standing(iteration, now, bench)
    closing = stands.closing if stands.closed else None
    return ProveReport(stands.states, tuple(ran), request, amendments(now), closing)


def _replay_commit(
    iteration: Iteration, bench: Workbench, commit: str, rows: Sequence[Evidence], progress: Progress
) -> Iterable[State]:
    """Runs again what was proved at one commit; what can't be had again is unproved, and leaves the evidence as it is."""
    with ExitStack() as stack:
        there, problem = None, ""
        try:
            tree = bench.tree(commit)
            problem = tree.reason
            there = stack.enter_context(_bench_at(iteration, bench, tree.folder))
        except PlanproofError as error:
            if error.exit_code == 130:
                raise
            problem = str(error)
        for row in rows:
            state = _replay_one(iteration, there, row, problem)
            progress.check(state)
            yield state


def _bench_at(iteration: Iteration, bench: Workbench, folder: Path) -> Workbench:
    """A workbench on another tree of the same project, with plan and settings as they are there."""
    config = load_config(folder)
    project = read_project(folder, config)
    return replace(
        bench,
        folder=folder,
        project=project,
        plan=find_plan(project, iteration.plan.id),
        config=config,
        repository=Repository(folder),
        latest=dict(bench.latest),
        proved_once=dict(bench.proved_once),
    )


def _replay_one(iteration: Iteration, there: Workbench | None, row: Evidence, problem: str) -> State:
    check = _find(stage_checks(Stage(row.stage), there), row) if there else None
    if row.dirty_digest:
        problem = "was proved on uncommitted changes, which can't be had again"
    elif there and check is None:
        problem = f"the plan at {row.proof_commit[:10]} has no such check"
    if there and check and not problem:
        return _write_down(iteration, there, check, _run_check(iteration, there, check), Origin.REPLAYED)
    gone = Check(row.check, Stage(row.stage), "", row.plan_digest, lambda bench: unproved(problem), row.subject)
    return State(check or gone, Verdict.UNPROVED, problem, row)


def _find(checks: Iterable[Check], row: Evidence) -> Check | None:
    return next((check for check in checks if (check.id, check.subject) == (row.check, row.subject)), None)
