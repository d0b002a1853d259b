"""Each file in the form that its agent documents. The pages are named in the modules of `planproof.plan.agents`."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from planproof.cli.main import VERBS
from planproof.plan.agents.hook_file import new_hook_file
from planproof.plan.agents.model import HookFile, OwnFile, Section
from planproof.plan.agents.own_file import sealed
from planproof.plan.agents.project import ProjectWords, ToolWords
from planproof.plan.agents.table import AGENTS, agent_parts
from planproof.tokens import count_tokens

PROJECT = ProjectWords(
    plans="docs/plans",
    documents=("TECH_DESIGN.md", "TEST_PLAN.md", "BACKLOGS.md", "ITERATION.md"),
    languages=("python", "c"),
    tools=(ToolWords("test", 'pytest -k "a: b" \\ """', "pyproject.toml"),),
    services=("postgres",),
    standards=("CONTRIBUTING.md",),
)
COMMAND = {"type": "string", "minLength": 1}


def grouped(timeout: str) -> dict[str, Any]:
    handler = {
        "type": "object",
        "required": ["type", "command"],
        "properties": {"type": {"const": "command"}, "command": COMMAND, timeout: {"type": "integer", "minimum": 1}},
        "additionalProperties": False,
    }
    group = {
        "type": "object",
        "required": ["hooks"],
        "properties": {"matcher": {"type": "string"}, "hooks": {"type": "array", "minItems": 1, "items": handler}},
        "additionalProperties": False,
    }
    return {"type": "array", "minItems": 1, "items": group}


def listed(handler: dict[str, Any], required: list[str]) -> dict[str, Any]:
    item = {"type": "object", "required": required, "properties": handler, "additionalProperties": False}
    return {"type": "array", "minItems": 1, "items": item}


def root(events: dict[str, Any], head: dict[str, Any]) -> dict[str, Any]:
    hooks = {"type": "object", "properties": events, "required": list(events), "additionalProperties": False}
    properties = {**head, "hooks": hooks}
    return {"type": "object", "properties": properties, "required": list(properties), "additionalProperties": False}


VERSION = {"version": {"const": 1}}
COPILOT = {"type": {"const": "command"}, "bash": COMMAND, "powershell": COMMAND, "timeoutSec": {"type": "number"}}
CURSOR = {"command": COMMAND, "loop_limit": {"type": ["integer", "null"]}}
HOOK_SCHEMAS = {
    "claude": root({"SessionStart": grouped("timeout"), "Stop": grouped("timeout")}, {}),
    "codex": root({"SessionStart": grouped("timeout"), "Stop": grouped("timeout")}, {}),
    "copilot": root(dict.fromkeys(("sessionStart", "agentStop"), listed(COPILOT, ["bash"])), VERSION),
    "cursor": root(dict.fromkeys(("sessionStart", "stop"), listed(CURSOR, ["command"])), VERSION),
    "gemini": root(
        {"SessionStart": grouped("timeout"), "AfterAgent": grouped("timeout")}, {"mcpServers": {"type": "object"}}
    ),
}
# Keys of the front matter: required, allowed beside them.
FRONT_MATTER = {
    ".claude/agents/": ({"name", "description"}, {"tools", "model", "color"}),
    ".claude/skills/": ({"name", "description"}, {"argument-hint", "allowed-tools", "disable-model-invocation"}),
    ".agents/skills/": ({"name", "description"}, {"license", "compatibility", "metadata"}),
    ".cursor/agents/": ({"name", "description"}, {"model", "readonly", "is_background"}),
    ".cursor/rules/": ({"description", "globs", "alwaysApply"}, set()),
    ".github/agents/": ({"description"}, {"name", "target", "tools", "model", "mcp-servers"}),
    ".github/prompts/": ({"description"}, {"name", "agent", "model", "tools", "argument-hint"}),
    ".gemini/agents/": ({"name", "description"}, {"kind", "tools", "model", "temperature", "max_turns"}),
}
TOML_KEYS = {
    ".codex/agents/": {"name", "description", "developer_instructions"},
    ".gemini/commands/": {"prompt", "description"},
}
EVERYTHING = [(agent, part) for agent in AGENTS for part in agent_parts(agent, PROJECT)]
OWN = [(agent, part) for agent, part in EVERYTHING if isinstance(part, OwnFile)]


def front_matter(text: str) -> tuple[dict[str, Any], str]:
    match = re.match(r"---\n(.*?)\n---\n\n(.*)\Z", text, re.DOTALL)
    assert match, "no front matter"
    return yaml.safe_load(match[1]), match[2]


@pytest.mark.parametrize(("agent", "part"), OWN, ids=lambda value: getattr(value, "path", value))
def test_own_file__each__then_as_its_agent_documents_it(agent: str, part: OwnFile) -> None:
    text = sealed(part).decode()
    folder = next((prefix for prefix in (*FRONT_MATTER, *TOML_KEYS) if part.path.startswith(prefix)), "")
    if folder in TOML_KEYS:
        data = tomllib.loads(text)
        assert data.keys() == TOML_KEYS[folder]
        assert all(isinstance(value, str) and value.strip() for value in data.values())
    elif folder:
        data, body = front_matter(text)
        required, allowed = FRONT_MATTER[folder]
        assert required <= data.keys() <= required | allowed
        assert body.strip()
        if name := data.get("name"):
            assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", name)
            assert len(name) <= 64
            assert name in part.path
        assert 0 < len(data["description"]) <= 1024
    else:
        assert part.path.startswith(".cursor/commands/"), "a file of a form that no test knows"
        assert not text.startswith("---")


@pytest.mark.parametrize("agent", AGENTS)
def test_hooks__of_each_agent__then_valid_by_its_schema(agent: str) -> None:
    part = next(part for part in agent_parts(agent, PROJECT) if isinstance(part, HookFile))
    jsonschema.validate(json.loads(new_hook_file(part)), HOOK_SCHEMAS[agent])


def test_planner__of_claude__then_front_matter_of_the_kind_the_product_was_asked_for() -> None:
    part = next(part for _, part in OWN if part.path == ".claude/agents/iteration-planner.md")
    data, body = front_matter(part.text)
    assert list(data) == ["name", "description", "model", "color"]
    assert (data["name"], data["model"], data["color"]) == ("iteration-planner", "opus", "purple")
    wanted = (
        "`docs/plans/M{X}_NAME/M{X}_E{Y}_NAME/M{X}_E{Y}_I{Z}_NAME/`",
        "Mermaid",
        "complete interfaces",
        "memory layouts",
        "memory ordering",
        "performance targets",
        "coverage map and test matrix",
        "`<unit>__<condition>__then_<expected>`",
        "100% of the changed lines",
        "2 to 4 days",
        "testing tasks with estimates",
        "risks",
        "include guard",
        "init and a destroy",
        "typing.Protocol",
        "**Close**",
        "Build or reuse",
        "no forward declaration",
        "CONTRIBUTING.md",
        "postgres",
    )
    assert [words for words in wanted if words not in body] == []


def test_planner__no_language_found__then_demands_on_c_rust_and_python() -> None:
    empty = ProjectWords("docs/plans", ("TECH_DESIGN.md",))
    text = next(part.text for part in agent_parts("claude", empty) if isinstance(part, OwnFile))
    assert all(f"**{name}**" in text for name in ("C and C++", "Rust", "Python"))


def test_texts__every_command_of_planproof__then_is_a_verb() -> None:
    texts = [
        part.text if isinstance(part, OwnFile) else part.body
        for _, part in EVERYTHING
        if not isinstance(part, HookFile)
    ]
    named = {verb for text in texts for verb in re.findall(r"`planproof ([a-z]+)", text)}
    assert named - {"init"} <= set(VERBS)
    assert {"check", "prove", "next", "status"} <= named


def test_texts__read_at_every_start__then_short() -> None:
    for _, part in EVERYTHING:
        if isinstance(part, Section):
            assert count_tokens(part.body) <= (250 if part.path == "AGENTS.md" else 70)


def test_project_words__of_this_repository__then_hold_its_own_tools() -> None:
    from planproof.config import load_config
    from planproof.plan.agents.project import project_words
    from planproof.plan.facts import read_facts

    repository = Path(__file__).resolve().parents[3]
    config = load_config(repository)
    words = project_words(config, read_facts(repository, config))
    assert "python" in words.languages
    assert ("lint", "ruff check .") in {(tool.role, tool.command) for tool in words.tools}
    assert not any("`" in tool.command or "\n" in tool.command for tool in words.tools)
