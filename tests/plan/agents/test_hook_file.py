"""Hooks in a JSON file of somebody else: added, kept, brought up to date and taken out without a trace."""

from __future__ import annotations

import json

import pytest

from planproof.errors import EnvironmentFault
from planproof.plan.agents.hook_file import added_hooks, has_hooks, new_hook_file, removed_hooks
from planproof.plan.agents.model import HookFile
from planproof.plan.agents.project import ProjectWords
from planproof.plan.agents.table import AGENTS, agent_parts

PROJECT = ProjectWords("docs/plans", ("ITERATION.md",))


def hooks_of(agent: str, command: str = "planproof") -> HookFile:
    words = ProjectWords("docs/plans", ("ITERATION.md",), command=command)
    return next(part for part in agent_parts(agent, words) if isinstance(part, HookFile))


FOREIGN = {
    "empty object": "{}",
    "empty object over lines": "{\n}\n",
    "spaces inside": "{ }\n",
    "one line": '{"permissions": {"allow": ["Bash(ls:*)"]}}',
    "pretty": '{\n  "model": "x",\n  "env": {\n    "A": "ü"\n  }\n}\n',
    "tabs": '{\n\t"model": "x"\n}',
    "windows": '{\r\n    "model": "x",\r\n    "list": [1,\r\n 2]\r\n}\r\n',
    "byte order mark": '\ufeff{"model": "x"}\n',
    "empty hooks": '{"hooks": {}}',
    "empty hooks over lines": '{\n  "hooks": {\n  }\n}\n',
    "other hooks": '{\n  "hooks": {\n    "Other": [\n      {"hooks": []}\n    ]\n  },\n  "z": 1\n}\n',
    "version": '{"version": 1, "hooks": {"afterFileEdit": [{"command": "./fmt"}]}}\n',
}


@pytest.mark.parametrize("agent", AGENTS)
@pytest.mark.parametrize("name", FOREIGN)
def test_removed_hooks__after_added_hooks__then_every_byte_as_before(agent: str, name: str) -> None:
    part, before = hooks_of(agent), FOREIGN[name]
    after = added_hooks(before, part)
    assert has_hooks(after, part)
    assert added_hooks(after, part) == after
    assert json.loads(after.removeprefix("\ufeff"))["hooks"].keys() >= {entry.event for entry in part.entries}
    assert removed_hooks(after, part) == before


@pytest.mark.parametrize("agent", AGENTS)
@pytest.mark.parametrize("space", ["", " ", "\n    ", "\r\n"])
def test_removed_hooks__event_was_there__then_every_byte_as_before(agent: str, space: str) -> None:
    part = hooks_of(agent)
    event = part.entries[0].event
    for inside in ("", '{"hooks": [{"type": "command", "command": "theirs"}]}'):
        before = f'{{"hooks": {{"{event}": [{inside}{space}]}}, "z": null}}'
        after = added_hooks(before, part)
        assert len(json.loads(after)["hooks"][event]) == 1 + bool(inside)
        assert removed_hooks(after, part) == before


@pytest.mark.parametrize("agent", AGENTS)
def test_removed_hooks__file_as_planproof_wrote_it__then_goes(agent: str) -> None:
    part = hooks_of(agent)
    assert removed_hooks(new_hook_file(part), part) is None
    assert removed_hooks(new_hook_file(hooks_of(agent, "uv run planproof")).replace("\n", "\r\n"), part) is None


@pytest.mark.parametrize("agent", AGENTS)
def test_added_hooks__called_otherwise_before__then_only_the_command_changes(agent: str) -> None:
    old, part = hooks_of(agent, "uv run planproof"), hooks_of(agent)
    for before in (new_hook_file(old), added_hooks(FOREIGN["pretty"], old)):
        after = added_hooks(before, part)
        bare = before.replace("uv run planproof", "planproof")
        if part.server:  # a list of words, which has lines of its own
            assert json.loads(after)["mcpServers"]["planproof"] == {"command": "planproof", "args": ["mcp"]}
            assert {**json.loads(bare), "mcpServers": ""} == {**json.loads(after), "mcpServers": ""}
        else:
            assert after == bare


def test_removed_hooks__somebody_added_a_handler_beside_ours__then_theirs_stays() -> None:
    part = hooks_of("claude")
    data = json.loads(new_hook_file(part))
    data["hooks"]["Stop"][0]["hooks"].append({"type": "command", "command": "theirs"})
    left = removed_hooks(json.dumps(data, indent=2), part)
    assert left is not None
    assert json.loads(left) == {"hooks": {"Stop": [{"hooks": [{"type": "command", "command": "theirs"}]}]}}


def test_removed_hooks__formatted_anew_and_more_added_behind__then_theirs_stays() -> None:
    part = hooks_of("cursor")
    data = json.loads(new_hook_file(part))
    data["hooks"]["stop"].append({"command": "./notify"})
    for indent in (None, 4):
        left = removed_hooks(json.dumps(data, indent=indent), part)
        assert left is not None
        assert json.loads(left)["hooks"]["stop"] == [{"command": "./notify"}]


def test_added_hooks__comments_in_geminis_settings__then_kept() -> None:
    part = hooks_of("gemini")
    before = '{\n  // the theme\n  "theme": "x", // dark\n  "hooks": {"AfterAgent": [],}, /* end */\n}\n'
    after = added_hooks(before, part)
    assert "// the theme" in after
    assert "/* end */" in after
    assert removed_hooks(after, part) == before


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("[]", ".claude/settings.json:1:1"),
        ('{\n  "hooks": []\n}', ".claude/settings.json:2:12"),
        ('{"hooks": {\n "Stop": {}}}', ".claude/settings.json:2:10"),
        ('{\n  "a": 1,\n}', ".claude/settings.json:3:1"),
    ],
)
def test_added_hooks__not_what_it_should_be__then_named_with_its_place(text: str, place: str) -> None:
    with pytest.raises(EnvironmentFault) as caught:
        added_hooks(text, hooks_of("claude"))
    assert caught.value.place == place
