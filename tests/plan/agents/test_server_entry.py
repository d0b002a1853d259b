"""The MCP server in each agent's file: in the form that the agent documents, put in and taken out without a trace."""

from __future__ import annotations

import json
import tomllib
from typing import Any

import jsonschema
import pytest

from planproof.errors import EnvironmentFault
from planproof.plan.agents.hook_file import added_hooks, has_hooks, new_hook_file, removed_hooks
from planproof.plan.agents.model import HookFile, Section
from planproof.plan.agents.project import ProjectWords
from planproof.plan.agents.section import added_section, removed_section
from planproof.plan.agents.table import AGENTS, agent_parts

WORD = {"type": "string", "minLength": 1}
STDIO = {
    "type": "object",
    "required": ["command", "args"],
    "properties": {"type": {"const": "stdio"}, "command": WORD, "args": {"type": "array", "items": WORD}},
    "additionalProperties": False,
}


def parts_of(agent: str, command: str = "planproof") -> dict[str, HookFile | Section]:
    """The files of an agent in which its MCP server stands."""
    words = ProjectWords("docs/plans", ("ITERATION.md",), command=command)
    found = agent_parts(agent, words)
    servers: dict[str, HookFile | Section] = {
        part.path: part for part in found if isinstance(part, HookFile) and part.server
    }
    return servers | {part.path: part for part in found if isinstance(part, Section) and part.is_toml}


def server_of(part: HookFile | Section) -> dict[str, Any]:
    if isinstance(part, Section):
        return dict(tomllib.loads(part.body)["mcp_servers"]["planproof"])
    assert part.server
    return dict(json.loads(new_hook_file(part))[part.server.key]["planproof"])


def test_server__of_each_agent__then_in_the_file_that_it_reads() -> None:
    places = {agent: list(parts_of(agent)) for agent in AGENTS}
    assert places == {
        "claude": [".mcp.json"],
        "codex": [".codex/config.toml"],
        "copilot": [".vscode/mcp.json"],
        "cursor": [".cursor/mcp.json"],
        "gemini": [".gemini/settings.json"],
    }


@pytest.mark.parametrize("agent", AGENTS)
def test_server__called_by_several_words__then_command_and_arguments(agent: str) -> None:
    (part,) = parts_of(agent, "uv run planproof").values()
    server = server_of(part)
    jsonschema.validate(server, STDIO)
    assert server["command"] == "uv"
    assert server["args"][:3] == ["run", "planproof", "mcp"]
    assert ("--root" in server["args"]) is (agent in ("cursor", "copilot"))


@pytest.mark.parametrize(
    "before",
    [
        "{}",
        "{\n}\n",
        '{"mcpServers": {}}',
        '{\n  "mcpServers": {\n  }\n}\n',
        '{"mcpServers": {"other": {"command": "x"}}}',
        '{\r\n\t"mcpServers": {\r\n\t\t"other": {"command": "x", "args": []}\r\n\t},\r\n\t"z": 1\r\n}\r\n',
        '\ufeff{"z": [1, 2]}',
    ],
)
def test_removed_hooks__after_the_server_was_added__then_every_byte_as_before(before: str) -> None:
    (part,) = parts_of("claude").values()
    assert isinstance(part, HookFile)
    after = added_hooks(before, part)
    assert json.loads(after.removeprefix("\ufeff"))["mcpServers"]["planproof"] == {
        "command": "planproof",
        "args": ["mcp"],
    }
    assert has_hooks(after, part)
    assert added_hooks(after, part) == after
    assert removed_hooks(after, part) == before


def test_added_hooks__server_of_that_name_is_somebody_elses__then_stays() -> None:
    (part,) = parts_of("claude").values()
    assert isinstance(part, HookFile)
    theirs = '{"mcpServers": {"planproof": {"command": "proofs", "args": ["serve"]}}}'
    assert added_hooks(theirs, part) == theirs
    assert not has_hooks(theirs, part)
    assert removed_hooks(theirs, part) == theirs


def test_added_hooks__server_called_otherwise_before__then_brought_up_to_date() -> None:
    (old,), (new,) = parts_of("claude", "uv run planproof").values(), parts_of("claude").values()
    assert isinstance(old, HookFile)
    assert isinstance(new, HookFile)
    before = new_hook_file(old)
    assert added_hooks(before, new) == new_hook_file(new)
    assert removed_hooks(before, new) is None
    assert removed_hooks(before.replace("\n", "\r\n"), new) is None


def test_added_hooks__servers_are_no_object__then_named_with_its_place() -> None:
    (part,) = parts_of("claude").values()
    assert isinstance(part, HookFile)
    with pytest.raises(EnvironmentFault, match="mcpServers should be an object") as refused:
        added_hooks('{\n  "mcpServers": []\n}', part)
    assert refused.value.place == ".mcp.json:2:17"


def test_added_section__codexs_settings__then_toml_and_theirs_stays() -> None:
    (part,) = parts_of("codex").values()
    assert isinstance(part, Section)
    for before in (None, b"", b'model = "x"', b"# only a remark\r\n", b"[mcp_servers.other]\ncommand = 'y'\n"):
        after = added_section(before, part)
        settings = tomllib.loads(after.decode())
        assert settings["mcp_servers"]["planproof"] == {"command": "planproof", "args": ["mcp"]}
        assert added_section(after, part) == after
        assert removed_section(after, part) == before
    theirs = b"[mcp_servers.planproof]\ncommand = 'mine'\n"
    assert added_section(theirs, part) == theirs
    with pytest.raises(EnvironmentFault, match="is not valid TOML") as refused:
        added_section(b"a = 1\nb = = 2\n", part)
    assert refused.value.place == ".codex/config.toml:2"
