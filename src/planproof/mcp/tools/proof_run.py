"""`proof_run`: runs the stages that are due and writes down the evidence; as `planproof prove`.

It takes ids of iterations, tasks and checks, never a command line. What runs is what the plan says, once a person has approved
exactly that.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from planproof.errors import UsageError
from planproof.mcp.kinds import ListPages, clipped
from planproof.mcp.pages import Pages
from planproof.mcp.tool import Arguments, Call, Reply, Tool
from planproof.mcp.verdicts import CheckState, not_proved, state_item, state_line, step_after
from planproof.plan.ids import id_level
from planproof.proof.iteration import Iteration, base_commit, open_iteration
from planproof.proof.model import Stage, Verdict
from planproof.proof.prove import ProveRequest, prove, start_iteration, uncommitted_documents
from planproof.proof.status import State

__all__ = ["TOOL"]


class RunArguments(Arguments):
    """What `proof_run` takes."""

    id: Annotated[str, Field(pattern=r"^M[0-9]{1,6}_E[0-9]{1,6}_I[0-9]{1,6}(_T[0-9]{1,6})?$")] = Field(
        description="an iteration, or a task for the checks about it"
    )
    stages: Annotated[list[Annotated[int, Field(ge=1, le=9)]], Field(max_length=9)] = Field(
        [], description="only these, 1 to 9; every stage that is due without"
    )
    checks: Annotated[list[Annotated[str, Field(pattern=r"^[a-z0-9_.-]{1,60}$")]], Field(max_length=30)] = Field(
        [], description="only these checks: build.bodies"
    )
    start: bool = Field(False, description="write down the base commit first, if that was not done yet")


class RunReply(Reply):
    """What `proof_run` gives."""

    id: str
    proved: bool = Field(description="whether all that was asked for is proved")
    ran: int = Field(description="how many checks were run")
    items: list[CheckState] = Field(description="what was run, what isn't proved first")


def _run(call: Call, arguments: RunArguments) -> Pages:
    iteration = open_iteration(call.root, arguments.id)
    identifier = iteration.plan.id
    if not base_commit(iteration.rows):
        if not arguments.start:
            raise UsageError(
                f"{identifier} has not been started", hint=f"commit the plan, then proof_run id={identifier} start=true"
            )
        _start(iteration)
    request = ProveRequest(
        stages=tuple(sorted({Stage(number) for number in arguments.stages})),
        task=arguments.id if id_level(arguments.id) == "task" else "",
        checks=tuple(arguments.checks),
    )
    report = prove(iteration, request, _Told(call), call.stopper)
    failed = not_proved(report.ran)
    ordered = (*failed, *(state for state in report.ran if state.verdict is Verdict.PROVED))
    head = {"id": identifier, "proved": report.proved, "ran": len(report.ran)}
    verdict = "proved" if report.proved else "not proved"
    line = f"{identifier} {verdict}: {len(report.ran)} checks ran, {len(failed)} of them not proved"
    step = step_after(identifier, failed or report.states)
    if report.proved and request.chosen:
        step = f"plan_next names a task; proof_run id={identifier} goes on with what is due"
    return ListPages(head, (line,), tuple(map(state_item, ordered)), state_line, "checks", step)


def _start(iteration: Iteration) -> None:
    """Writes down the base commit, once the plan is committed."""
    uncommitted = uncommitted_documents(iteration)
    if uncommitted:
        names = ", ".join(path.rpartition("/")[2] for path in uncommitted)
        hint = f"git add {iteration.plan.folder} planproof.toml && git commit -m plan; then the same call"
        raise UsageError(f"not committed yet: {clipped(names, 160)}", hint=hint)
    start_iteration(iteration)


class _Told:
    """Progress of a run as the client hears it: how many checks have been run, of those that are known to be due."""

    def __init__(self, call: Call) -> None:
        self._call = call
        self._done = 0
        self._due = 0

    def stage(self, stage: Stage, count: int) -> None:
        self._due += count
        self._say(f"{stage.value} {stage.name.title()}: {count} to run")

    def check(self, state: State) -> None:
        self._done += 1
        words = (state.check.id, clipped(state.check.subject, 80), state.verdict.value)
        self._say(" ".join(filter(None, words)))

    def note(self, text: str) -> None:
        self._say(clipped(text, 120))

    def _say(self, text: str) -> None:
        self._call.say(self._done, max(self._due, self._done) or None, text)


TOOL = Tool(
    "proof_run",
    "Run a proof",
    "Runs the stages that are due of an iteration, or just some stages, checks or one task, and writes down the "
    "evidence. Stops at the first stage that isn't proved. Commands run only after a person has approved them.",
    RunArguments,
    RunReply,
    _run,
    reads=False,
    repeatable=False,
    runs_commands=True,
)
