"""`plan_brief`: one task as an agent needs it; the sections of `planproof brief`, the most important first."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from planproof.errors import UsageError
from planproof.mcp.kinds import BriefPages
from planproof.mcp.pages import Pages
from planproof.mcp.tool import Arguments, Call, Part, Reply, Tool
from planproof.plan.brief import brief_text, build_sections
from planproof.plan.brief.fit import Cuts
from planproof.plan.table_files import TableFiles
from planproof.proof.briefing import open_briefing

__all__ = ["TOOL"]


class BriefArguments(Arguments):
    """What `plan_brief` takes."""

    task: Annotated[str, Field(pattern=r"^(M[0-9]{1,6}_E[0-9]{1,6}_I[0-9]{1,6}(_T[0-9]{1,6})?)?$")] = Field(
        "", description="a task; an iteration or nothing for its next task"
    )


class About(Part):
    """The task."""

    id: str
    name: str
    status: str
    place: str


class Section(Part):
    """A section of the brief, or the part of one that this page holds."""

    key: str
    title: str
    text: str = Field(description="Markdown")


class LeftOut(Part):
    """A section that is on the next pages, all or in part."""

    section: str
    tokens: int
    place: str


class BriefReply(Reply):
    """What `plan_brief` gives."""

    task: About
    folder: str = ""
    notes: list[str] = Field([], description="who is at it, what was amended")
    sections: list[Section] = Field([])
    leftOut: list[LeftOut] | int = Field([], description="sections on the next pages; their number in a small reply")  # noqa: N815


def _run(call: Call, arguments: BriefArguments) -> Pages:
    with TableFiles(str(call.root)) as files:
        briefing = open_briefing(call.root, arguments.task)
        if briefing is None:
            raise UsageError("no task is ready", hint="plan_next says why")
        sections = build_sections(briefing.root, briefing.config, briefing.task, files)
    cuts = Cuts(sections, lambda selection: brief_text(briefing.task, selection))
    identifier = briefing.task.task.id
    step = f"task_claim task={identifier}, then make its tests and commands pass"
    return BriefPages(briefing.task, cuts, arguments.budget, step)


TOOL = Tool(
    "plan_brief",
    "Brief",
    "One task as you need it: goal, what to build, commands that show success, smoke test, key files with what is in "
    "them today, interfaces, tests, data, standards. Most important first; the cursor gives the rest.",
    BriefArguments,
    BriefReply,
    _run,
)
