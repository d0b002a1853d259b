"""Gemini CLI: an agent, three commands, two hooks, the MCP server, and a pointer in `GEMINI.md`.

.gemini/agents/iteration-planner.md      name, description            gemini-cli docs/core/subagents.md
.gemini/commands/planproof/plan.toml     prompt, description          gemini-cli docs/cli/custom-commands.md
.gemini/settings.json                    hooks: SessionStart,         gemini-cli docs/hooks/reference.md
                                         AfterAgent; timeout in ms;   (settings may hold comments)
                                         mcpServers: command, args    gemini-cli docs/tools/mcp-server.md
"""

from __future__ import annotations

from planproof.plan.agents.front_matter import with_front_matter
from planproof.plan.agents.grouped_hooks import grouped_hooks
from planproof.plan.agents.guidance import guidance, pointer
from planproof.plan.agents.model import OwnFile, Part
from planproof.plan.agents.planner import PLANNER_DESCRIPTION, PLANNER_NAME, planner_text
from planproof.plan.agents.project import ProjectWords
from planproof.plan.agents.server_entry import server_entry
from planproof.plan.agents.skills import Skill, skills
from planproof.plan.agents.toml_text import toml_text

__all__ = ["gemini_parts"]

_TIMEOUT_MS = 30_000


def gemini_parts(project: ProjectWords) -> tuple[Part, ...]:
    """Everything that is written for Gemini CLI."""
    planner = {"name": PLANNER_NAME, "description": PLANNER_DESCRIPTION}
    return (
        OwnFile(f".gemini/agents/{PLANNER_NAME}.md", with_front_matter(planner, planner_text(project))),
        *(_command(skill) for skill in skills(project)),
        grouped_hooks(
            ".gemini/settings.json",
            "gemini",
            project,
            {"session-start": "SessionStart", "stop": "AfterAgent"},
            timeout=_TIMEOUT_MS,
            comments=True,
            server=server_entry("mcpServers", project.command),
        ),
        guidance(project),
        pointer("GEMINI.md", project),
    )


def _command(skill: Skill) -> OwnFile:
    """`/planproof:plan`, by the folder and the name of its file."""
    name = skill.name.removeprefix("planproof-")
    fields = {"description": skill.description, "prompt": skill.text("{{args}}")}
    return OwnFile(f".gemini/commands/planproof/{name}.toml", toml_text(fields))
