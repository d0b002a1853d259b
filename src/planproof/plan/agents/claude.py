"""Claude Code: an agent, three skills, two hooks, the MCP server, and a pointer in `CLAUDE.md`.

.claude/agents/iteration-planner.md      name, description, model, color     code.claude.com/docs/en/sub-agents
.claude/skills/NAME/SKILL.md             name, description, argument-hint    code.claude.com/docs/en/skills
.claude/settings.json                    hooks: SessionStart, Stop           code.claude.com/docs/en/hooks; the schema is
                                         timeout in seconds                  json.schemastore.org/claude-code-settings.json
.mcp.json                                mcpServers: command, args           code.claude.com/docs/en/mcp
"""

from __future__ import annotations

from planproof.plan.agents.front_matter import with_front_matter
from planproof.plan.agents.grouped_hooks import grouped_hooks
from planproof.plan.agents.guidance import guidance, pointer
from planproof.plan.agents.model import HookFile, OwnFile, Part
from planproof.plan.agents.planner import (
    PLANNER_COLOR,
    PLANNER_DESCRIPTION,
    PLANNER_MODEL,
    PLANNER_NAME,
    planner_text,
)
from planproof.plan.agents.project import ProjectWords
from planproof.plan.agents.server_entry import server_entry
from planproof.plan.agents.skills import Skill, skills

__all__ = ["claude_parts"]


def claude_parts(project: ProjectWords) -> tuple[Part, ...]:
    """Everything that is written for Claude Code."""
    planner = {
        "name": PLANNER_NAME,
        "description": PLANNER_DESCRIPTION,
        "model": PLANNER_MODEL,
        "color": PLANNER_COLOR,
    }
    return (
        OwnFile(f".claude/agents/{PLANNER_NAME}.md", with_front_matter(planner, planner_text(project))),
        *(_skill(skill) for skill in skills(project)),
        grouped_hooks(
            ".claude/settings.json", "claude", project, {"session-start": "SessionStart", "stop": "Stop"}, timeout=30
        ),
        HookFile(".mcp.json", (), server=server_entry("mcpServers", project.command)),
        guidance(project),
        pointer("CLAUDE.md", project),
    )


def _skill(skill: Skill) -> OwnFile:
    fields = {"name": skill.name, "description": skill.description, "argument-hint": skill.hint}
    return OwnFile(f".claude/skills/{skill.name}/SKILL.md", with_front_matter(fields, skill.text("$ARGUMENTS")))
