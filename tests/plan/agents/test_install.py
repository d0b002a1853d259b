"""All agents in one repository: put in, brought up to date, taken out, and what is not ours is never lost."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from planproof.errors import EnvironmentFault
from planproof.plan.agents.install import agent_states, called_by, install_agents, remove_agents
from planproof.plan.agents.project import ProjectWords
from planproof.plan.agents.table import AGENTS, agent_parts

PROJECT = ProjectWords("docs/plans", ("ITERATION.md",))
THEIRS = {
    "AGENTS.md": b"# Rules\r\n\r\nBe kind.",
    "CLAUDE.md": b"",
    ".claude/settings.json": b'{"model": "opus", "hooks": {"Stop": []}}',
    ".cursor/hooks.json": b'{\n\t"version": 1,\n\t"hooks": {}\n}\n',
    ".gemini/settings.json": b'{\n  // mine\n  "ui": {"theme": "x",},\n}',
    ".mcp.json": b'{"mcpServers": {"other": {"command": "x"}}}\n',
    ".cursor/mcp.json": b'{\n  "mcpServers": {}\n}\n',
    ".vscode/mcp.json": b'{\n  // mine\n  "inputs": [],\n  "servers": {\n    "other": {"url": "https://x"},\n  },\n}\n',
    ".codex/config.toml": b'model = "x"\r\n\r\n[mcp_servers.other]\r\ncommand = "y"',
    ".github/copilot-instructions.md": "Grüße\n".encode("cp1252"),
}


def snapshot(root: Path) -> dict[str, bytes]:
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def write(root: Path, files: dict[str, bytes]) -> None:
    for name, content in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(content)


@pytest.mark.parametrize("theirs", [{}, THEIRS], ids=["empty", "theirs"])
@pytest.mark.parametrize("agents", [*([agent] for agent in AGENTS), list(AGENTS)], ids=lambda agents: "+".join(agents))
def test_remove_agents__after_install__then_every_byte_as_before(
    tmp_path: Path, agents: list[str], theirs: dict[str, bytes]
) -> None:
    write(tmp_path, theirs)
    install_agents(tmp_path, agents, PROJECT)
    installed = snapshot(tmp_path)
    assert {part.path for agent in agents for part in agent_parts(agent, PROJECT)} <= installed.keys()
    assert {step.action for step in install_agents(tmp_path, agents, PROJECT)} == {"kept"}
    assert snapshot(tmp_path) == installed
    remove_agents(tmp_path, agents, PROJECT)
    assert snapshot(tmp_path) == theirs
    if not theirs:
        assert list(tmp_path.iterdir()) == []


def test_remove_agents__another_agent_stays__then_what_it_reads_stays(tmp_path: Path) -> None:
    install_agents(tmp_path, ["cursor"], PROJECT)
    only_cursor = snapshot(tmp_path)
    install_agents(tmp_path, ["claude"], PROJECT)
    remove_agents(tmp_path, ["claude"], PROJECT)
    assert snapshot(tmp_path) == only_cursor


def test_install_agents__project_has_changed__then_unedited_files_follow_and_edited_ones_stay(tmp_path: Path) -> None:
    install_agents(tmp_path, ["claude"], PROJECT)
    planner, skill = tmp_path / ".claude/agents/iteration-planner.md", ".claude/skills/planproof-plan/SKILL.md"
    write(tmp_path, {skill: (tmp_path / skill).read_bytes().replace(b"facts", b"facts!")})
    edited = (tmp_path / skill).read_bytes()
    moved = msgspec.structs.replace(PROJECT, plans="plans/elsewhere")
    state = agent_states(tmp_path, moved)[0]
    assert planner.relative_to(tmp_path).as_posix() in state.outdated
    assert state.edited == (skill,)
    install_agents(tmp_path, ["claude"], moved)
    assert b"plans/elsewhere" in planner.read_bytes()
    assert (tmp_path / skill).read_bytes() == edited
    remove_agents(tmp_path, ["claude"], moved)
    assert snapshot(tmp_path) == {skill: edited}


def test_install_agents__file_of_somebody_else_at_our_path__then_kept(tmp_path: Path) -> None:
    write(tmp_path, {".claude/agents/iteration-planner.md": b"mine\n"})
    steps = {step.path: step for step in install_agents(tmp_path, ["claude"], PROJECT)}
    assert steps[".claude/agents/iteration-planner.md"].action == "kept"
    remove_agents(tmp_path, ["claude"], PROJECT)
    assert snapshot(tmp_path) == {".claude/agents/iteration-planner.md": b"mine\n"}


@pytest.mark.parametrize(
    ("name", "content", "place"),
    [
        (".claude/settings.json", b'{"a": 1,}', ".claude/settings.json:1:9"),
        (".claude/settings.json", b"", ".claude/settings.json:1:1"),
        (".claude/settings.json", b'{"a": "\xff"}', ".claude/settings.json:1"),
        ("CLAUDE.md", b"<!-- planproof: begin -->\n", "CLAUDE.md:1"),
        (".gemini", b"a file", ".gemini/agents/iteration-planner.md"),
    ],
)
def test_install_agents__file_that_cant_be_merged__then_nothing_written(
    tmp_path: Path, name: str, content: bytes, place: str
) -> None:
    write(tmp_path, {name: content})
    with pytest.raises(EnvironmentFault) as caught:
        install_agents(tmp_path, AGENTS, PROJECT)
    assert caught.value.place == place
    assert snapshot(tmp_path) == {name: content}


def test_install_agents__claude_md_is_a_link_to_agents_md__then_one_section(tmp_path: Path) -> None:
    write(tmp_path, {"AGENTS.md": b"# Rules\n"})
    (tmp_path / "CLAUDE.md").symlink_to("AGENTS.md")
    install_agents(tmp_path, ["claude"], PROJECT)
    assert (tmp_path / "AGENTS.md").read_bytes().count(b"planproof: begin") == 1
    assert (tmp_path / "CLAUDE.md").is_symlink()
    assert agent_states(tmp_path, PROJECT)[0].outdated == ()
    remove_agents(tmp_path, ["claude"], PROJECT)
    assert (tmp_path / "AGENTS.md").read_bytes() == b"# Rules\n"


def test_install_agents__link_out_of_the_project__then_refused(tmp_path: Path) -> None:
    outside, root = tmp_path / "outside", tmp_path / "project"
    outside.mkdir()
    root.mkdir()
    (root / ".claude").symlink_to(outside)
    with pytest.raises(EnvironmentFault, match="leads out"):
        install_agents(root, ["claude"], PROJECT)
    assert list(outside.iterdir()) == []


def test_install_agents__folder_in_the_place_of_a_file__then_refused(tmp_path: Path) -> None:
    (tmp_path / "AGENTS.md").mkdir()
    with pytest.raises(EnvironmentFault):
        install_agents(tmp_path, ["claude"], PROJECT)
    assert [path.name for path in tmp_path.rglob("*")] == ["AGENTS.md"]


def test_install_agents__dry_run__then_nothing_written(tmp_path: Path) -> None:
    assert {step.action for step in install_agents(tmp_path, AGENTS, PROJECT, dry_run=True)} == {"written"}
    assert list(tmp_path.iterdir()) == []


def test_install_agents__settings_of_another_agent_broken__then_neither_in_nor_out_minds(tmp_path: Path) -> None:
    write(tmp_path, {".claude/settings.json": b'{"hooks": '})
    before = snapshot(tmp_path)
    assert called_by(tmp_path) == "planproof"
    install_agents(tmp_path, ["cursor"], PROJECT)
    assert snapshot(tmp_path)[".claude/settings.json"] == before[".claude/settings.json"]
    remove_agents(tmp_path, ["cursor"], PROJECT)
    assert snapshot(tmp_path) == before


def test_remove_agents__the_other_s_settings_broken_but_its_files_there__then_shared_section_stays(
    tmp_path: Path,
) -> None:
    install_agents(tmp_path, ["claude", "cursor"], PROJECT)
    write(tmp_path, {".claude/settings.json": b'{"hooks": '})
    remove_agents(tmp_path, ["cursor"], PROJECT)
    assert (tmp_path / ".claude/agents/iteration-planner.md").exists()
    assert (tmp_path / "AGENTS.md").exists()
