"""Cursor: an agent, three commands, a rule for plan documents, two hooks, the MCP server, and `AGENTS.md`.

.cursor/agents/iteration-planner.md      name, description, model            cursor.com/docs/agent/subagents
.cursor/commands/NAME.md                 plain Markdown, no front matter     cursor.com/docs/agent/chat/commands
.cursor/rules/planproof.mdc              description, globs, alwaysApply     cursor.com/docs/context/rules
.cursor/hooks.json                       version 1; sessionStart, stop,      cursor.com/docs/agent/hooks
                                         each a list of {command}
.cursor/mcp.json                         mcpServers: command, args          cursor.com/docs/context/mcp
"""

from __future__ import annotations

from planproof.plan.agents.front_matter import with_front_matter
from planproof.plan.agents.grouped_hooks import hook_mark
from planproof.plan.agents.guidance import guidance
from planproof.plan.agents.model import HookEntry, HookFile, OwnFile, Part
from planproof.plan.agents.planner import PLANNER_DESCRIPTION, PLANNER_NAME, planner_text
from planproof.plan.agents.project import ProjectWords
from planproof.plan.agents.server_entry import server_entry
from planproof.plan.agents.skills import skills

__all__ = ["cursor_parts"]

_REFUSALS = 3  # how often Cursor lets a stop hook send the agent on in one go


def cursor_parts(project: ProjectWords) -> tuple[Part, ...]:
    """Everything that is written for Cursor."""
    planner = {"name": PLANNER_NAME, "description": PLANNER_DESCRIPTION, "model": "inherit"}
    return (
        OwnFile(f".cursor/agents/{PLANNER_NAME}.md", with_front_matter(planner, planner_text(project))),
        *(
            OwnFile(f".cursor/commands/{skill.name}.md", skill.text("what was typed after the command"))
            for skill in skills(project)
        ),
        _rule(project),
        _hooks(project),
        HookFile(".cursor/mcp.json", (), server=server_entry("mcpServers", project.command, root="${workspaceFolder}")),
        guidance(project),
    )


def _rule(project: ProjectWords) -> OwnFile:
    """What to keep to while editing the documents of a plan; attached when one of them is open."""
    call = project.command
    fields: dict[str, str | bool] = {
        "description": "How plan documents are written here; planproof checks them like code",
        "globs": f"{project.plans}/**/*.md",
        "alwaysApply": False,
    }
    body = f"""\
# Plan documents

- A person and an agent will work from this without asking: names, paths, signatures and figures, no "properly", no "etc.".
- Regions between `<!-- planproof:…` markers are written by planproof; never edit them or type a status.
- A command has an expected output that can be compared; prose proves nothing.
- After a change: `{call} check {project.plans}`; `{call} explain CODE` says what a finding is about.
- A test that was seen red is not edited afterwards; what has to change is an amendment, with its reason.
"""
    return OwnFile(".cursor/rules/planproof.mdc", with_front_matter(fields, body))


def _hooks(project: ProjectWords) -> HookFile:
    start, stop = hook_mark("session-start", "cursor"), hook_mark("stop", "cursor")
    entries = (
        HookEntry("sessionStart", {"command": f"{project.command} {start}"}, start),
        HookEntry("stop", {"command": f"{project.command} {stop}", "loop_limit": _REFUSALS}, stop),
    )
    return HookFile(".cursor/hooks.json", entries, head={"version": 1})
