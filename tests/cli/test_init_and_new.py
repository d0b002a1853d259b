"""The verbs `init` and `new` from the door of the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from planproof.cli.main import run


def test_init__outside_git__then_written_and_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["init", "--project", str(tmp_path)]) == 0
    printed = capsys.readouterr()
    assert "planproof.toml" in printed.out
    assert "no git repository" in printed.err


def test_init__json__then_one_document(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["init", "--json", "--documents", "both", "--project", str(tmp_path)]) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["kind"] == "init"
    assert {step["action"] for step in document["steps"]} == {"written"}


def test_new__from_milestone_to_iteration__then_documents_lie_there(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    project = ["--project", str(tmp_path)]
    assert run(["init", *project]) == 0
    assert run(["new", "milestone", "Recorder", *project]) == 0
    assert run(["new", "epic", "M1", "Lanes", *project]) == 0
    capsys.readouterr()
    assert run(["new", "iteration", "M1_E1", "Thread registry", "--json", *project]) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["id"] == "M1_E1_I1"
    assert all((tmp_path / path).is_file() for path in document["files"])


@pytest.mark.parametrize(
    "words", [["milestone", "M1", "x"], ["epic", "x"], ["iteration", "M1_E1", "Thread", "registry"], ["task", "x"], []]
)
def test_new__wrong_words__then_usage_error(tmp_path: Path, words: list[str]) -> None:
    assert run(["new", *words, "--project", str(tmp_path)]) == 2
    assert list(tmp_path.iterdir()) == []


def test_new__dry_run__then_nothing_written(tmp_path: Path) -> None:
    assert run(["new", "milestone", "Recorder", "--dry-run", "--project", str(tmp_path)]) == 0
    assert list(tmp_path.iterdir()) == []


def test_init__documents_asked_for_too_late__then_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["init", "--project", str(tmp_path)]) == 0
    assert run(["init", "--documents", "both", "--project", str(tmp_path)]) == 0
    assert "--documents changes nothing" in capsys.readouterr().err
