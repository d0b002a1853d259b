"""`planproof.toml`: what is wrong in it is named by file, line, key and what is allowed."""

from __future__ import annotations

from pathlib import Path

import pytest

from planproof.config import find_root, load_config
from planproof.errors import ConfigurationError


def refused(folder: Path, text: str) -> ConfigurationError:
    (folder / "planproof.toml").write_text(text, encoding="utf-8")
    with pytest.raises(ConfigurationError) as caught:
        load_config(folder)
    return caught.value


def test_load_config__no_file__then_defaults(tmp_path: Path) -> None:
    assert load_config(tmp_path).plans.folder == "docs/progress_trackings"


def test_load_config__services__then_typed(tmp_path: Path) -> None:
    (tmp_path / "planproof.toml").write_text('[services.api]\nstart = "serve"\nready = "tcp:127.0.0.1:80"\n')
    assert load_config(tmp_path).services["api"].stages == ("validate", "accept", "prove")


def test_load_config__unknown_key__then_line_key_and_allowed(tmp_path: Path) -> None:
    error = refused(tmp_path, '[plans]\nfolder = "x"\n\n[commands]\nbuild = "a"\ntset = "b"\n')
    assert error.place == "planproof.toml:6"
    assert "commands.tset" in error.message
    assert "test" in error.hint


def test_load_config__wrong_value__then_allowed_values(tmp_path: Path) -> None:
    error = refused(tmp_path, '[tests]\nframework = "nose"\n')
    assert error.place == "planproof.toml:2"
    assert "pytest" in error.hint
    assert "gtest" in error.hint


def test_load_config__no_toml__then_line(tmp_path: Path) -> None:
    assert refused(tmp_path, "[plans]\nfolder = \n").place == "planproof.toml:2"


def test_load_config__not_utf8__then_refused(tmp_path: Path) -> None:
    (tmp_path / "planproof.toml").write_bytes(b"\xff\xfe[plans]")
    with pytest.raises(ConfigurationError, match="can't be read"):
        load_config(tmp_path)


def test_load_config__rule_off_without_reason__then_refused(tmp_path: Path) -> None:
    assert refused(tmp_path, '[check]\nallow = { PP101 = "" }\n').exit_code == 3


def test_find_root__below_the_project__then_the_folder_with_the_file(tmp_path: Path) -> None:
    (tmp_path / "planproof.toml").touch()
    (tmp_path / "a" / "b").mkdir(parents=True)
    assert find_root(tmp_path / "a" / "b") == tmp_path


@pytest.mark.parametrize(
    ("table", "value"),
    [
        ("tests", 'folders = ["../../elsewhere"]'),
        ("tests", 'folders = ["/etc"]'),
        ("tests", 'folders = ["."]'),
        ("tests", 'folders = [""]'),
        ("coverage", 'sources = ["src/../.."]'),
        ("plans", 'folder = "../plans"'),
    ],
)
def test_load_config__folder_that_leads_out_of_the_project__then_refused(
    tmp_path: Path, table: str, value: str
) -> None:
    (tmp_path / "planproof.toml").write_text(f"[{table}]\n{value}\n")
    with pytest.raises(ConfigurationError, match="is no folder inside the project") as error:
        load_config(tmp_path)
    assert error.value.place == "planproof.toml:2"


def test_find_root__repository_inside_of_another_project__then_the_repository(tmp_path: Path) -> None:
    (tmp_path / "planproof.toml").write_text("", encoding="utf-8")
    (tmp_path / "own" / ".git").mkdir(parents=True)
    (tmp_path / "own" / "src").mkdir()
    assert find_root(tmp_path / "own" / "src") == tmp_path / "own"


def test_find_root__project_inside_of_a_repository__then_the_folder_with_the_file(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / "part" / "src").mkdir(parents=True)
    (tmp_path / "part" / "planproof.toml").write_text("", encoding="utf-8")
    assert find_root(tmp_path / "part" / "src") == tmp_path / "part"
    assert find_root(tmp_path) == tmp_path
