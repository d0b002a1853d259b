"""Hooks in the form that Claude Code brought up and Codex and Gemini CLI took over: event -> groups -> handlers."""

from __future__ import annotations

from collections.abc import Mapping

from planproof.plan.agents.model import HookEntry, HookFile, ServerEntry
from planproof.plan.agents.project import ProjectWords

__all__ = ["grouped_hooks", "hook_mark"]


def hook_mark(hook: str, agent: str) -> str:
    """How the command of a hook ends, whatever planproof is called by: `hook stop --agent claude`."""
    return f"hook {hook} --agent {agent}"


def grouped_hooks(
    path: str,
    agent: str,
    project: ProjectWords,
    events: Mapping[str, str],
    *,
    timeout: int,
    comments: bool = False,
    server: ServerEntry | None = None,
) -> HookFile:
    """The hooks of such an agent.

    Args:
        path: of its settings.
        agent: `claude`, as `planproof hook --agent` takes it.
        events: our hook (`session-start`, `stop`) -> the agent's name for that moment.
        timeout: in the unit of that agent.
        comments: whether it reads JSON with comments there.
        server: the MCP server, where it stands in the same file.
    """
    entries = []
    for hook, event in events.items():
        mark = hook_mark(hook, agent)
        handler = {"type": "command", "command": f"{project.command} {mark}", "timeout": timeout}
        entries.append(HookEntry(event, {"hooks": [handler]}, mark))
    return HookFile(path, tuple(entries), comments=comments, server=server)
