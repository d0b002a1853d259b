"""`planproof facts` prints what was found, with its place."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from planproof.cli.main import run

PYPROJECT = """\
[project]
name = "links"
dependencies = ["fastapi>=0.115"]

[tool.ruff]
line-length = 120
"""


@pytest.fixture
def project(tmp_path: Path) -> str:
    (tmp_path / "planproof.toml").write_text("")
    (tmp_path / "pyproject.toml").write_text(PYPROJECT)
    (tmp_path / "links.py").write_text("class LinkStore:\n    def add(self, code: str) -> None: ...\n")
    return str(tmp_path)


def test_facts__no_kind__then_counts_of_every_kind(project: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["facts", "--project", project]) == 0
    printed = capsys.readouterr().out.splitlines()
    lines = {line[:20].strip(): line[20:].split() for line in printed}
    assert lines["framework"] == ["1", "fastapi"]
    assert lines["setting"] == ["1", "ruff.line-length"]
    assert "port" not in lines
    assert "port" in printed[-1].removeprefix("nothing of: ").split(", ")
    assert lines["files"] == ["3"]


def test_facts__kind__then_each_with_value_and_place(project: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["facts", "settings", "--project", project]) == 0
    assert capsys.readouterr().out == "ruff.line-length = 120  pyproject.toml:6\n"


def test_facts__symbol_by_its_last_part_as_json__then_one_document(
    project: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["facts", "symbol", "add", "--json", "--project", project]) == 0
    document = json.loads(capsys.readouterr().out)
    assert (document["schemaVersion"], document["kind"], document["factKind"]) == (1, "facts", "symbol")
    (fact,) = document["facts"]
    assert (fact["name"], fact["path"], fact["line"]) == ("LinkStore.add", "links.py", 2)
    assert fact["extra"]["language"] == "python"
    assert len(fact["digest"]) == 64


def test_facts__kind_or_name_unknown__then_usage_and_the_nearest(
    project: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["facts", "framwork", "--project", project]) == 2
    assert "did you mean framework?" in capsys.readouterr().err
    assert run(["facts", "framework", "fastapy", "--project", project]) == 2
    assert "no framework is called fastapy\n  hint: the nearest: fastapi" in capsys.readouterr().err


def test_facts__file_broken__then_named_and_the_rest_is_there(project: str, capsys: pytest.CaptureFixture[str]) -> None:
    (Path(project) / "docker-compose.yml").write_text("services:\n  a: [\n")
    assert run(["facts", "setting", "--project", project]) == 0
    printed = capsys.readouterr()
    assert "ruff.line-length" in printed.out
    assert "not read: docker-compose.yml:3: is no YAML" in printed.err
