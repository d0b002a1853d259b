"""`planproof init --agent` and `--remove` from the door of the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from planproof.cli.main import run


def test_init_agent__several__then_written_and_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    project = ["--project", str(tmp_path)]
    assert run(["init", "--agent", "claude", "gemini", "--command", "uv run planproof", *project, "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert {step["action"] for step in document["agents"]} == {"written"}
    settings = json.loads((tmp_path / ".claude/settings.json").read_text())
    assert settings["hooks"]["Stop"][0]["hooks"][0]["command"] == "uv run planproof hook stop --agent claude"
    again = ["init", "--agent", "gemini", "claude", "--command", "uv run planproof", *project, "--json"]
    assert run(again) == 0
    assert {step["action"] for step in json.loads(capsys.readouterr().out)["agents"]} == {"kept"}
    assert run(["init", "--remove", *project, "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert {step["action"] for step in document["agents"]} == {"deleted", "kept"}
    left = {path.name for path in tmp_path.iterdir()} - {".planproof"}
    assert left == {"planproof.toml", "docs", ".gitattributes", ".gitignore"}


def test_init_agent__settings_that_are_no_json__then_exit_3_with_place_and_nothing_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / ".cursor").mkdir()
    (tmp_path / ".cursor/hooks.json").write_text('{\n  "version": 1\n  "hooks": {}\n}\n')
    assert run(["init", "--agent", "claude", "cursor", "--project", str(tmp_path)]) == 3
    assert ".cursor/hooks.json:3:3" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir() if path.name != ".planproof"] == [".cursor"]


def test_init_agent__settings_of_another_agent_that_are_no_json__then_set_up_all_the_same(tmp_path: Path) -> None:
    (tmp_path / ".claude").mkdir()
    (tmp_path / ".claude/settings.json").write_text("{")
    assert run(["init", "--agent", "cursor", "--project", str(tmp_path)]) == 0
    assert (tmp_path / ".cursor/hooks.json").exists()
    assert run(["init", "--agent", "cursor", "--remove", "--project", str(tmp_path)]) == 0
    assert (tmp_path / ".claude/settings.json").read_text() == "{"
    assert not (tmp_path / ".cursor").exists()


@pytest.mark.parametrize(
    "words", [["--agent", "nobody"], ["--agent"], ["--agent", "claude", "--command", "rm -rf /; planproof"]]
)
def test_init_agent__words_that_dont_fit__then_usage_error(tmp_path: Path, words: list[str]) -> None:
    assert run(["init", *words, "--project", str(tmp_path)]) == 2
    assert not (tmp_path / ".claude").exists()
