"""What a tool is: arguments and reply as models, a function that gives pages, hints for the client.

    TOOL = Tool("plan_show", "Show", "…", ShowArguments, ShowReply, _run)

A function gets a `Call` and its arguments, runs in a worker thread, and gives `Pages`, which the server cuts to the budget.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from time import monotonic
from typing import Annotated, Any, NamedTuple

from pydantic import BaseModel, ConfigDict, Field

from planproof.errors import Cancelled
from planproof.mcp.budget import DEFAULT_TOKENS, LEAST_TOKENS, MOST_TOKENS
from planproof.mcp.pages import Pages
from planproof.proof.runner import Stopper

__all__ = ["AnyId", "Arguments", "Call", "IterationId", "More", "Part", "Reply", "TaskId", "Tool"]

_SILENCE_S = 1.0
_MILESTONE = r"M[0-9]{1,6}"
_EPIC = _MILESTONE + r"_E[0-9]{1,6}"
_ITERATION = _EPIC + r"_I[0-9]{1,6}"
_TASK = _ITERATION + r"_T[0-9]{1,6}"

AnyId = Annotated[str, Field(pattern=rf"^({_MILESTONE}(_E[0-9]{{1,6}}(_I[0-9]{{1,6}}(_T[0-9]{{1,6}})?)?)?)?$")]
"""`M1`, `M1_E2`, `M1_E2_I3`, `M1_E2_I3_T4`, or empty."""
IterationId = Annotated[str, Field(pattern=rf"^{_ITERATION}$")]
TaskId = Annotated[str, Field(pattern=rf"^{_TASK}$")]


class Arguments(BaseModel):
    """What every tool takes."""

    model_config = ConfigDict(extra="forbid")

    budget: Annotated[int, Field(ge=LEAST_TOKENS, le=MOST_TOKENS)] = Field(
        DEFAULT_TOKENS, description="most tokens that the reply may cost"
    )
    cursor: Annotated[str, Field(max_length=40)] = Field(
        "", description="from `more` of the reply before, for the rest"
    )


class Part(BaseModel):
    """A part of a reply."""

    model_config = ConfigDict(extra="forbid")


class More(Part):
    """What was left out."""

    left: int = Field(description="how much")
    unit: str = Field(description="of what")
    cursor: str = Field(description="the same call with this cursor goes on")


class Reply(Part):
    """What every reply may end with."""

    more: More | None = Field(None, description="what was left out, absent when nothing was")
    next: str | None = Field(None, description="what to do next")


class Call(NamedTuple):
    """One call of a tool.

    Attributes:
        root: of the project.
        stopper: ends the commands that the call has started, when it is cancelled.
        say: tells the client how far it is: steps done, steps in all (None when that isn't known), one line.
    """

    root: Path
    stopper: Stopper
    say: Callable[[float, float | None, str], None]

    def reading(self, what: str) -> Callable[[int, int], None]:
        """What is told how far reading is, `done` of `total`: tells the client now and then, and ends a call that was cancelled.

        Args:
            what: `files`.
        """
        said = [monotonic()]

        def heard(done: int, total: int) -> None:
            if self.stopper.used:
                raise Cancelled(f"stopped after {done} of {total} {what}")
            if monotonic() - said[0] >= _SILENCE_S:
                said[0] = monotonic()
                self.say(done, total, f"{done} of {total} {what} read")

        return heard


class Tool(NamedTuple):
    """One tool.

    Attributes:
        name: `noun_verb`.
        title: for a person.
        description: for the agent: what it gives, when to use it.
        arguments, reply: their models; the schemas that a client lists are made from these.
        function: what it does.
        reads: True when it changes nothing.
        repeatable: True when asking twice does no more than asking once.
        runs_commands: True when it may run the project's commands.
    """

    name: str
    title: str
    description: str
    arguments: type[Arguments]
    reply: type[Reply]
    function: Callable[[Call, Any], Pages]
    reads: bool = True
    repeatable: bool = True
    runs_commands: bool = False
