"""`plan_next`: the next task, as `planproof next` chooses it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from pydantic import Field

from planproof.errors import UsageError
from planproof.mcp.kinds import ListPages, clipped
from planproof.mcp.pages import Pages
from planproof.mcp.tool import AnyId, Arguments, Call, Part, Reply, Tool
from planproof.mcp.wording import for_agents
from planproof.plan.ids import nearest_ids
from planproof.proof.choosing import choose, next_step, nothing_to_do
from planproof.proof.roster import read_roster

__all__ = ["TOOL"]


class NextArguments(Arguments):
    """What `plan_next` takes."""

    iteration: AnyId = Field("", description="look in this iteration only")
    name: Annotated[str, Field(max_length=80)] = Field("", description="a task that this name has claimed comes first")


class PassedOver(Part):
    """A task that somebody else is at."""

    task: str
    by: str
    until: str
    files: list[str] = Field(description="files that both touch; empty when the task itself is claimed")


class NextReply(Reply):
    """What `plan_next` gives."""

    task: str | None = Field(None, description="its id; absent when no task can be begun")
    name: str | None = None
    status: str | None = None
    reason: str | None = Field(None, description="why there is no task")
    items: list[PassedOver] = Field(description="tasks that came first and are passed over")


def _run(call: Call, arguments: NextArguments) -> Pages:
    roster = read_roster(call.root)
    wanted = arguments.iteration
    if wanted and roster.entry(wanted) is None:
        near = nearest_ids(wanted, roster.ids())
        hint = f"the nearest: {', '.join(near)}" if near else "plan_show lists what there is"
        raise UsageError(f"no iteration {wanted}", hint=hint)
    choice = choose(roster, wanted, by=arguments.name)
    passed = tuple(
        {"task": each.task, "by": clipped(each.claim.by, 40), "until": each.claim.until, "files": list(each.files)}
        for each in choice.passed_over
    )
    if choice.entry is None or choice.task is None:
        reason = for_agents(nothing_to_do(roster, wanted, choice))
        step = (
            "plan_interview id=M1_E1 name=… makes an iteration"
            if not roster.ids()
            else "proof_status says what is left"
        )
        return ListPages({"reason": reason}, (reason,), passed, _line, "tasks passed over", step)
    task = choice.task
    head = {"task": task.id, "name": clipped(task.name, 80), "status": task.status}
    facts = ", ".join(filter(None, (task.type, task.priority and f"priority {task.priority}", task.estimate)))
    lines = (f"{task.id} {head['name']} ({task.status})", clipped(facts, 80))
    then = for_agents(next_step(roster, choice.entry))
    step = f"plan_brief task={task.id}; task_claim task={task.id}; work; {then}"
    return ListPages(head, lines, passed, _line, "tasks passed over", step)


def _line(item: Mapping[str, object]) -> str:
    return f"passed over {item['task']}: claimed by {item['by']} until {item['until']}"


TOOL = Tool(
    "plan_next",
    "Next task",
    "The next task to work on: ready, claimed by nobody, touching no file that somebody works on. Begin here.",
    NextArguments,
    NextReply,
    _run,
)
