"""GitHub Copilot: an agent, three prompts, two hooks, the MCP server, and a pointer in its instructions.

.github/agents/iteration-planner.agent.md   name, description      docs.github.com/copilot/reference/custom-agents-configuration
.github/prompts/NAME.prompt.md              description, agent     code.visualstudio.com/docs/copilot/customization/prompt-files
.github/hooks/planproof.json                version 1;             docs.github.com/copilot/reference/hooks-reference
                                            sessionStart, agentStop, timeoutSec
.github/copilot-instructions.md             plain Markdown
.vscode/mcp.json                            servers: type,       code.visualstudio.com/docs/copilot/reference/mcp-configuration
                                            command, args        (may hold comments)
"""

from __future__ import annotations

from planproof.plan.agents.front_matter import with_front_matter
from planproof.plan.agents.grouped_hooks import hook_mark
from planproof.plan.agents.guidance import guidance, pointer
from planproof.plan.agents.model import HookEntry, HookFile, OwnFile, Part
from planproof.plan.agents.planner import PLANNER_DESCRIPTION, PLANNER_NAME, planner_text
from planproof.plan.agents.project import ProjectWords
from planproof.plan.agents.server_entry import server_entry
from planproof.plan.agents.skills import Skill, skills

__all__ = ["copilot_parts"]

_TIMEOUT_S = 30


def copilot_parts(project: ProjectWords) -> tuple[Part, ...]:
    """Everything that is written for GitHub Copilot."""
    planner = {"name": PLANNER_NAME, "description": PLANNER_DESCRIPTION}
    events = {"session-start": "sessionStart", "stop": "agentStop"}
    return (
        OwnFile(f".github/agents/{PLANNER_NAME}.agent.md", with_front_matter(planner, planner_text(project))),
        *(_prompt(skill) for skill in skills(project)),
        HookFile(
            ".github/hooks/planproof.json",
            tuple(_entry(event, f"{project.command} {hook_mark(hook, 'copilot')}") for hook, event in events.items()),
            head={"version": 1},
        ),
        HookFile(
            ".vscode/mcp.json",
            (),
            comments=True,
            server=server_entry("servers", project.command, root="${workspaceFolder}", kind="stdio"),
        ),
        guidance(project),
        pointer(".github/copilot-instructions.md", project),
    )


def _prompt(skill: Skill) -> OwnFile:
    fields = {"description": skill.description, "agent": "agent", "argument-hint": skill.hint}
    return OwnFile(f".github/prompts/{skill.name}.prompt.md", with_front_matter(fields, skill.text("${input:what}")))


def _entry(event: str, command: str) -> HookEntry:
    value = {"type": "command", "bash": command, "powershell": command, "timeoutSec": _TIMEOUT_S}
    return HookEntry(event, value, command[command.index("hook ") :])
