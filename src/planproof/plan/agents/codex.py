"""Codex: an agent, three skills, two hooks, the MCP server, and `AGENTS.md`, which it reads by itself.

    .codex/agents/iteration-planner.toml     name, description,           developers.openai.com/codex/subagents
                                             developer_instructions
    .agents/skills/NAME/SKILL.md             name, description            developers.openai.com/codex/skills
    .codex/hooks.json                        hooks: SessionStart, Stop    developers.openai.com/codex/hooks; the schema is
                                             timeout in seconds           json.schemastore.org/codex-hooks.json
    .codex/config.toml                       mcp_servers: command, args   developers.openai.com/codex/mcp

Codex loads what lies in `.codex/` once the project is trusted, and a hook once a person has reviewed it with `/hooks`.
"""

from __future__ import annotations

import json

from planproof.plan.agents.front_matter import with_front_matter
from planproof.plan.agents.grouped_hooks import grouped_hooks
from planproof.plan.agents.guidance import guidance
from planproof.plan.agents.model import OwnFile, Part, Section
from planproof.plan.agents.planner import PLANNER_DESCRIPTION, PLANNER_NAME, planner_text
from planproof.plan.agents.project import ProjectWords
from planproof.plan.agents.server_entry import server_entry
from planproof.plan.agents.skills import Skill, skills
from planproof.plan.agents.toml_text import toml_text

__all__ = ["codex_parts"]


def codex_parts(project: ProjectWords) -> tuple[Part, ...]:
    """Everything that is written for Codex."""
    planner = {
        "name": PLANNER_NAME,
        "description": PLANNER_DESCRIPTION,
        "developer_instructions": planner_text(project),
    }
    return (
        OwnFile(f".codex/agents/{PLANNER_NAME}.toml", toml_text(planner)),
        *(_skill(skill) for skill in skills(project)),
        grouped_hooks(
            ".codex/hooks.json", "codex", project, {"session-start": "SessionStart", "stop": "Stop"}, timeout=30
        ),
        Section(".codex/config.toml", _server(project), is_toml=True),
        guidance(project),
    )


def _skill(skill: Skill) -> OwnFile:
    fields = {"name": skill.name, "description": skill.description}
    return OwnFile(
        f".agents/skills/{skill.name}/SKILL.md", with_front_matter(fields, skill.text("what the user asked for"))
    )


def _server(project: ProjectWords) -> str:
    """The table of the MCP server; JSON writes strings and lists of strings as TOML does."""
    value = server_entry("mcp_servers", project.command).value
    lines = [f"{name} = {json.dumps(value[name])}" for name in ("command", "args")]
    return "\n".join(["[mcp_servers.planproof]", *lines, ""])
