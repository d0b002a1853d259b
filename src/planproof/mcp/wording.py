"""Says for an agent what the services say for a person at a terminal: `planproof show` is the tool `plan_show`.

Commands are approved by a person, so that is the one hint that stays a command line, and says whose it is.
"""

from __future__ import annotations

import re

from planproof.errors import PlanproofError
from planproof.mcp.budget import LEAST_TOKENS, form_tokens
from planproof.proof.visible import visible

__all__ = ["error_text", "for_agents"]

_TOOLS = {
    "brief": "plan_brief",
    "check": "plan_check",
    "claim": "task_claim",
    "evidence": "evidence_show",
    "explain": "rule_explain",
    "facts": "facts_find",
    "interview": "plan_interview",
    "next": "plan_next",
    "prove": "proof_run",
    "show": "plan_show",
    "status": "proof_status",
}
_CALL = re.compile(r"planproof (start|trust|prove|plan) (M[0-9]+_E[0-9]+_I[0-9]+)")
_NEW = re.compile(r"planproof new iteration(?: writes one)?")
_VERB = re.compile(rf"planproof ({'|'.join(_TOOLS)})(?: (?:show|ID)(?=\W|$))?\b")
_LENGTHS = (500, 300, 200, 120, 80, 50)  # characters, tried one after the other


def for_agents(text: str) -> str:
    """The text with command lines replaced by calls of tools, where there is one."""
    return _VERB.sub(lambda found: _TOOLS[found[1]], _CALL.sub(_called, _NEW.sub("plan_interview makes one", text)))


def error_text(error: PlanproofError) -> str:
    """An error in what the least budget holds: what is wrong, what to do."""
    for length in _LENGTHS:
        text = _short(str(error), length)
        if error.hint:
            text += f"\nnext: {_short(for_agents(error.hint), length)}"
        if form_tokens({}, text) <= LEAST_TOKENS:
            break
    return text


def _called(found: re.Match[str]) -> str:
    verb, identifier = found[1], found[2]
    if verb == "start":
        return f"proof_run id={identifier} start=true"
    if verb == "plan":
        return f"plan_interview id={identifier} write=true"
    if verb == "prove":
        return f"proof_run id={identifier}"
    return f"ask the person you work for to run `planproof trust {identifier}` at a terminal"


def _short(text: str, length: int) -> str:
    shown = visible(text[: length + 1])
    return shown if len(shown) <= length else shown[: length - 1] + "…"
