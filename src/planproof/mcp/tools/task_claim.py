"""`task_claim`: claims a task for a time, renews or releases the claim, lists claims; as `planproof claim`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Field

from planproof.errors import UsageError
from planproof.mcp.kinds import ListPages, clipped
from planproof.mcp.pages import Pages
from planproof.mcp.tool import Arguments, Call, Part, Reply, Tool
from planproof.proof.choosing import task_named
from planproof.proof.claims import claim_task, claiming, duration_of, name_of_claimer, release_task
from planproof.proof.ledger.text import Ledger
from planproof.proof.roster import Roster, read_roster

__all__ = ["TOOL"]


class ClaimArguments(Arguments):
    """What `task_claim` takes."""

    task: Annotated[str, Field(pattern=r"^(M[0-9]{1,6}_E[0-9]{1,6}_I[0-9]{1,6}_T[0-9]{1,6})?$")] = Field(
        "", description="id; needed but for list"
    )
    action: Literal["claim", "renew", "release", "list"] = "claim"
    name: Annotated[str, Field(max_length=80)] = Field(
        "", description="who claims; agents side by side need a name each. Default: PLANPROOF_NAME, git's user.name"
    )
    length: Annotated[str, Field(max_length=20)] = Field("2h", description="how long: 90m, 2h, 1d")


class Claimed(Part):
    """A claim."""

    task: str
    by: str
    until: str
    counts: bool = Field(description="false for a claim that lost against an earlier one")


class ClaimReply(Reply):
    """What `task_claim` gives."""

    task: str = ""
    taken: bool = Field(description="whether the task is yours now; false after a release and in a list")
    items: list[Claimed]


def _run(call: Call, arguments: ClaimArguments) -> Pages:
    roster = read_roster(call.root)
    if arguments.action == "list":
        return _listed(roster)
    if not arguments.task:
        raise UsageError("task: which one?", hint="plan_next names one")
    entry, task = task_named(roster, arguments.task)
    name = name_of_claimer(call.root, arguments.name)
    ledger = Ledger(call.root, call.root / entry.folder)
    if arguments.action == "release":
        with claiming(call.root):
            released = release_task(ledger, task.id, name)
        said = f"{task.id} is free again" if released else f"{clipped(name, 40)} has no claim on {task.id}"
        return ListPages({"task": task.id, "taken": False}, (said,), (), _line, "claims", "plan_next")
    if task.status == "Proved":
        raise UsageError(f"{task.id} is proved already", hint="plan_next names a task that isn't")
    length = duration_of(arguments.length)
    with claiming(call.root):
        attempt = claim_task(ledger, task.id, name, length, renew=arguments.action == "renew")
    claim = {"task": task.id, "by": clipped(attempt.claim.by, 40), "until": attempt.claim.until, "counts": True}
    if attempt.taken:
        step = f"plan_brief task={task.id}; work; proof_run id={entry.id}"
    elif attempt.claim.by == name:
        step = "that is your own name: action=renew lets the claim run from now on; another agent takes another name"
    else:
        step = "plan_next names a free task"
    said = "yours" if attempt.taken else "not yours"
    return ListPages({"task": task.id, "taken": attempt.taken}, (said,), (claim,), _line, "claims", step)


def _listed(roster: Roster) -> Pages:
    items = tuple(
        {"task": claim.task, "by": clipped(claim.by, 40), "until": claim.until, "counts": not place}
        for _, found in sorted(roster.claims().items())
        for place, claim in enumerate(found)
    )
    return ListPages({"taken": False}, (f"{len(items)} claims",), items, _line, "claims", "plan_next")


def _line(item: Mapping[str, object]) -> str:
    lost = "" if item["counts"] else ", and lost it to an earlier claim"
    return f"{item['task']}: claimed by {item['by']} until {item['until']}{lost}"


TOOL = Tool(
    "task_claim",
    "Claim a task",
    "Claims a task for a time so that no other agent takes it; renews, releases, lists claims. Claim before you work.",
    ClaimArguments,
    ClaimReply,
    _run,
    reads=False,
    repeatable=False,
)
