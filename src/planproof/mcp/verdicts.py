"""Where checks stand, as items of a reply, and what to do about the first that isn't proved."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from pydantic import Field

from planproof.mcp.kinds import clipped
from planproof.mcp.tool import Part
from planproof.mcp.wording import for_agents
from planproof.proof.model import Verdict
from planproof.proof.status import State, by_stage

__all__ = ["CheckState", "not_proved", "open_items", "state_item", "state_line", "step_after"]

_SCAFFOLDED = ("prepare.files", "prepare.signatures", "specify.names")


class CheckState(Part):
    """One check."""

    stage: int
    check: str
    subject: str = ""
    verdict: str = Field(description="proved, refuted, vacuous, stale or unproved")
    reason: str
    row: str = Field("", description="of evidence; evidence_show output=… gives what the command printed")


def state_item(state: State) -> Mapping[str, object]:
    """A check as an item."""
    item: dict[str, object] = {"stage": state.check.stage.value, "check": state.check.id}
    if state.check.subject:
        item["subject"] = clipped(state.check.subject, 160)
    item |= {"verdict": state.verdict.value, "reason": clipped(for_agents(state.reason), 400)}
    return item | ({"row": state.row.hash[:12]} if state.row and state.row.output_digest else {})


def state_line(item: Mapping[str, object]) -> str:
    """The same on a line."""
    subject = f" {item['subject']}" if "subject" in item else ""
    row = f" [row {item['row']}]" if "row" in item else ""
    return f"{item['stage']} {item['check']}{subject} {item['verdict']}: {item['reason']}{row}"


def open_items(states: Sequence[State]) -> tuple[Mapping[str, object], ...]:
    """What isn't proved: a check that was run each, and those of a stage that were not in one item."""
    found: list[Mapping[str, object]] = []
    for stage, group in by_stage(states).items():
        found += [state_item(state) for state in not_proved(group) if state.row]
        waiting = [state for state in group if not state.row]
        if waiting:
            name = waiting[0].check.id.partition(".")[0]
            counted = "1 check" if len(waiting) == 1 else f"{len(waiting)} checks"
            found.append(
                {"stage": stage.value, "check": f"{name}.*", "verdict": "unproved", "reason": f"{counted} not run yet"}
            )
    return tuple(found)


def step_after(identifier: str, states: Sequence[State]) -> str:
    """What to do next, by the first check that isn't proved."""
    first = next((state for state in states if state.verdict is not Verdict.PROVED), None)
    if first is None:
        return f"{identifier} is proved; plan_next"
    if "not trusted" in first.reason:
        return f"ask the person you work for to run `planproof trust {identifier}` at a terminal; no tool can approve commands"
    if first.row is None:
        return f"proof_run id={identifier}"
    if first.check.id in _SCAFFOLDED:
        return f"`planproof scaffold {identifier}` in a shell writes skeletons and failing tests; then proof_run id={identifier}"
    if first.verdict is Verdict.STALE:
        return f"proof_run id={identifier} proves again what is stale"
    if first.row.output_digest:
        return f"evidence_show output={first.row.hash[:12]}, mend it, proof_run id={identifier}"
    return f"mend it, then proof_run id={identifier} stages=[{first.check.stage.value}]"


def not_proved(states: Iterable[State]) -> tuple[State, ...]:
    """Those that are not proved, in their order."""
    return tuple(state for state in states if state.verdict is not Verdict.PROVED)
