"""`proof_status`: what is proved and what isn't, held against plan and code as they are now; as `planproof status`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from pydantic import Field

from planproof.mcp.kinds import ListPages, clipped
from planproof.mcp.pages import Pages
from planproof.mcp.tool import AnyId, Arguments, Call, Part, Reply, Tool
from planproof.mcp.verdicts import CheckState, not_proved, open_items, state_line, step_after
from planproof.plan.ids import id_level
from planproof.proof.below import entries_below, progress_below
from planproof.proof.iteration import base_commit, open_iteration
from planproof.proof.model import Origin, Verdict
from planproof.proof.prove import states_of
from planproof.proof.roll_up import Progress, as_held, roll_up
from planproof.proof.roster import read_roster
from planproof.proof.status import by_stage, stage_verdict

__all__ = ["TOOL"]


class StatusArguments(Arguments):
    """What `proof_status` takes."""

    id: AnyId = Field("", description="an iteration or task: its checks; a milestone, epic or nothing: sums")


class Sum(Part):
    """A milestone, epic or iteration."""

    id: str
    name: str
    tasks: int
    tasksProved: int  # noqa: N815
    closed: int = Field(description="iterations closed")
    iterations: int
    stale: int = Field(description="iterations with something stale")


class StatusReply(Reply):
    """What `proof_status` gives."""

    id: str
    name: str = ""
    proved: bool = Field(description="whether everything that was asked about is proved and nothing is stale")
    provedStages: list[int] = Field([])  # noqa: N815
    tasks: int = 0
    tasksProved: int = 0  # noqa: N815
    items: list[CheckState | Sum] = Field(description="of an iteration the checks that are not proved; else the sums")


def _run(call: Call, arguments: StatusArguments) -> Pages:
    if id_level(arguments.id) in ("iteration", "task"):
        return _iteration(call, arguments.id)
    entries = entries_below(read_roster(call.root), arguments.id)
    milestones = roll_up(progress_below(call.root, entries, tuple(Origin)))
    items = tuple(map(_sum, _flat(milestones)))
    tallies = [milestone.tally for milestone in milestones]
    tasks, done = sum(each.tasks for each in tallies), sum(each.proved for each in tallies)
    closed = sum(each.closed for each in tallies)
    proved = bool(entries) and closed == len(entries) and not any(each.stale for each in tallies)
    head = {"id": arguments.id, "proved": proved, "tasks": tasks, "tasksProved": done}
    line = f"{arguments.id or 'all'}: {done} of {tasks} tasks proved, {closed} of {len(entries)} iterations closed"
    return ListPages(head, (line,), items, _sum_line, "lines", "proof_status id=… shows the checks of one iteration")


def _iteration(call: Call, identifier: str) -> Pages:
    iteration = open_iteration(call.root, identifier)
    plan = iteration.plan
    asked = states_of(iteration)
    stages = [stage.value for stage, group in by_stage(asked).items() if stage_verdict(group) is Verdict.PROVED]
    entry = read_roster(iteration.root).entry(plan.id)
    tasks = as_held(entry, asked)[0].tasks if entry else ()
    if id_level(identifier) == "task":
        asked = tuple(state for state in asked if state.check.subject == identifier)
    open_checks = not_proved(asked)
    done = sum(task.status == "Proved" for task in tasks)
    head = {
        "id": identifier,
        "name": clipped(plan.name, 80),
        "proved": bool(asked) and not open_checks,
        "provedStages": stages,
        "tasks": len(tasks),
        "tasksProved": done,
    }
    line = (
        f"{identifier} {head['name']}: stages {','.join(map(str, stages)) or 'none'} proved, "
        f"{done} of {len(tasks)} tasks, {len(open_checks)} checks not proved"
    )
    step = step_after(plan.id, asked)
    if not base_commit(iteration.rows):
        step = f"commit the plan, then proof_run id={plan.id} start=true stages=[1]"
    return ListPages(head, (line,), open_items(asked), state_line, "checks", step)


def _flat(found: Iterable[Progress]) -> Iterator[Progress]:
    """Milestones, epics and iterations, each before what is below it."""
    for progress in found:
        yield progress
        yield from _flat(progress.below)


def _sum(progress: Progress) -> Mapping[str, object]:
    tally = progress.tally
    return {
        "id": progress.id,
        "name": clipped(progress.name, 60),
        "tasks": tally.tasks,
        "tasksProved": tally.proved,
        "closed": tally.closed,
        "iterations": tally.iterations,
        "stale": tally.stale,
    }


def _sum_line(item: Mapping[str, object]) -> str:
    stale = f", {item['stale']} stale" if item["stale"] else ""
    return (
        f"{item['id']} {item['name']}: {item['tasksProved']}/{item['tasks']} tasks, "
        f"{item['closed']}/{item['iterations']} closed{stale}"
    )


TOOL = Tool(
    "proof_status",
    "Status",
    "What is proved and what isn't, derived from evidence and held against the plan and the code as they are now.",
    StatusArguments,
    StatusReply,
    _run,
)
