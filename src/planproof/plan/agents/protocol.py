"""How each agent's hooks are answered: what comes in on standard input, what goes out on standard output.

    agent     a session begins                                         it wants to stop and may not
    claude    hookSpecificOutput.additionalContext                     decision block, reason
    codex     hookSpecificOutput.additionalContext                     decision block, reason
    copilot   additionalContext                                        decision block, reason
    cursor    additional_context                                       followup_message
    gemini    hookSpecificOutput.additionalContext                     decision deny, reason

Every answer is one JSON object with exit code 0; saying nothing lets the agent go on. So that nobody runs in circles, an agent
that was sent back once is let go the next time: `stop_hook_active` says so, `loop_count` in Cursor, which also calls the hook when
a person has aborted. Sources: the pages that the modules of the agents name, and the schemas in codex-rs/hooks/schema.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

__all__ = ["PROJECT_VARIABLES", "may_refuse", "refusal", "session_context"]

PROJECT_VARIABLES = {
    "claude": "CLAUDE_PROJECT_DIR",
    "cursor": "CURSOR_PROJECT_DIR",
    "gemini": "GEMINI_PROJECT_DIR",
}
"""Where an agent tells its hooks which project they are about, when the folder they run in may be another."""


def session_context(agent: str, text: str) -> str:
    """The answer at the start of a session, which puts `text` before the agent's eyes."""
    if agent == "cursor":
        return json.dumps({"additional_context": text}, ensure_ascii=False)
    if agent == "copilot":
        return json.dumps({"additionalContext": text}, ensure_ascii=False)
    output = {"hookEventName": "SessionStart", "additionalContext": text}
    return json.dumps({"hookSpecificOutput": output}, ensure_ascii=False)


def may_refuse(agent: str, asked: Mapping[str, Any]) -> bool:
    """Whether the agent may be sent back to work, by what it says of itself when it wants to stop."""
    if agent == "cursor":
        return asked.get("status", "completed") == "completed" and not asked.get("loop_count")
    return not asked.get("stop_hook_active")


def refusal(agent: str, reason: str) -> str:
    """The answer that sends the agent back to work."""
    if agent == "cursor":
        return json.dumps({"followup_message": reason}, ensure_ascii=False)
    return json.dumps({"decision": "deny" if agent == "gemini" else "block", "reason": reason}, ensure_ascii=False)
