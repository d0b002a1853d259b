"""The agents that planproof knows, by the names that `planproof init --agent` takes."""

from __future__ import annotations

from collections.abc import Callable

from planproof.plan.agents.claude import claude_parts
from planproof.plan.agents.codex import codex_parts
from planproof.plan.agents.copilot import copilot_parts
from planproof.plan.agents.cursor import cursor_parts
from planproof.plan.agents.gemini import gemini_parts
from planproof.plan.agents.model import Part
from planproof.plan.agents.project import ProjectWords

__all__ = ["AGENTS", "agent_parts"]

_PARTS: dict[str, Callable[[ProjectWords], tuple[Part, ...]]] = {
    "claude": claude_parts,
    "codex": codex_parts,
    "copilot": copilot_parts,
    "cursor": cursor_parts,
    "gemini": gemini_parts,
}

AGENTS = tuple(_PARTS)
"""Their names, sorted."""


def agent_parts(agent: str, project: ProjectWords) -> tuple[Part, ...]:
    """Everything that is written for one agent; `agent` is one of AGENTS."""
    return _PARTS[agent](project)
