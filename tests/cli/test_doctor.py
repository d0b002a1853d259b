"""`planproof doctor` in projects that are whole and in projects that are broken in every way it looks for."""

from __future__ import annotations

import json
import os
import re
import shutil
import socket
import subprocess
from pathlib import Path
from typing import Any

import pytest

from planproof.cli.main import run
from tests.proof.small_plan import FOLDER
from tests.proof.small_project import SmallProject


def doctor(root: Path, capsys: pytest.CaptureFixture[str]) -> tuple[int, dict[str, tuple[str, str, str]]]:
    code = run(["doctor", "--json", "--project", str(root)])
    document: dict[str, Any] = json.loads(capsys.readouterr().out)
    assert document["kind"] == "doctor"
    assert len(document["diagnostics"]) == sum(check["level"] != "fine" for check in document["checks"])
    return code, {check["name"]: (check["level"], check["message"], check["fix"]) for check in document["checks"]}


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A repository with a commit and a planproof.toml."""
    subprocess.run(["git", "init", "-q", str(tmp_path)], check=True)
    identity = ["-c", "user.name=a", "-c", "user.email=a@example.org"]
    assert run(["init", "--project", str(tmp_path)]) == 0
    subprocess.run(["git", "-C", str(tmp_path), "add", "-A"], check=True)
    subprocess.run(["git", "-C", str(tmp_path), *identity, "commit", "-qm", "begin"], check=True)
    return tmp_path


def test_doctor__whole_project__then_exit_0_and_everything_fine(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    capsys.readouterr()
    code, found = doctor(project, capsys)
    assert code == 0
    assert {name: state for name, state in found.items() if state[0] == "fault"} == {}
    assert all(state[2] for state in found.values() if state[0] != "fine")
    assert found["repository"][0] == found["evidence"][0] == found["settings"][0] == "fine"
    assert run(["doctor", "--project", str(project)]) == 0
    assert "0 faults" in capsys.readouterr().out


def test_doctor__no_repository_and_no_settings__then_said_with_what_to_do(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, found = doctor(tmp_path, capsys)
    assert code == 3
    assert found["repository"][0] == "fault"
    assert found["settings"] == ("remark", f"{tmp_path} has no planproof.toml, defaults hold", "planproof init")


def test_doctor__settings_broken__then_named_and_the_machine_looked_at(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (project / "planproof.toml").write_text("[plans]\nfoldr = 1\n")
    capsys.readouterr()
    code, found = doctor(project, capsys)
    assert code == 3
    assert found["settings"][:1] == ("fault",)
    assert "planproof.toml:2" in found["settings"][1]
    assert found["parsers"][0] == "fine"


def test_doctor__git_and_compilers_gone__then_faults_and_remarks(
    project: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path_factory: Any
) -> None:
    capsys.readouterr()
    monkeypatch.setenv("PATH", str(tmp_path_factory.mktemp("empty")))
    code, found = doctor(project, capsys)
    assert code == 3
    assert found["git"] == ("fault", "is not on the PATH", "install git")
    assert found["C compiler"][0] == found["C++ compiler"][0] == "remark"


def test_doctor__tool_missing_and_port_taken__then_named(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        port = listener.getsockname()[1]
        settings = f"""
[commands]
lint = ["if true; then no-such-linter .; fi", "git status"]

[services.api]
start = "X=1 no-such-server --port {port}"
ready = "tcp:127.0.0.1:{port}"
"""
        (project / "planproof.toml").write_text(settings)
        capsys.readouterr()
        code, found = doctor(project, capsys)
    assert code == 0
    assert "no-such-linter (commands.lint)" in found["tools"][1]
    assert "no-such-server (services.api.start)" in found["tools"][1]
    assert "git" not in found["tools"][1]
    assert found["ports"][0] == "remark"
    assert f"{port} of api" in found["ports"][1]


def test_doctor__evidence_edited__then_fault_with_place(
    planned: SmallProject, capsys: pytest.CaptureFixture[str]
) -> None:
    text = planned.evidence.read_text()
    planned.evidence.write_text(re.sub(r'"origin":"\w+"', '"origin":"elsewhere"', text, count=1))
    code, found = doctor(planned.root, capsys)
    assert code == 3
    assert found["evidence"][0] == "fault"
    assert f"{FOLDER}/EVIDENCE.jsonl:1" in found["evidence"][1]
    assert found["trust"][0] == "remark"
    assert "planproof trust M1_E1_I1" in found["trust"][2]


def test_doctor__local_files_are_no_folder__then_fault_and_the_rest_looked_at(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.rmtree(project / ".planproof", ignore_errors=True)
    (project / ".planproof").write_text("")
    capsys.readouterr()
    code, found = doctor(project, capsys)
    assert code == 3
    assert found["local files"][0] == "fault"
    assert found["evidence"][0] == "fine"


def test_doctor__agents_set_up__then_up_to_date_until_something_changes(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["init", "--agent", "claude", "--command", "python -m planproof", "--project", str(project)]) == 0
    capsys.readouterr()
    assert doctor(project, capsys)[1]["agent claude"] == ("fine", "set up and up to date", "")
    os.unlink(project / ".claude/skills/planproof-prove/SKILL.md")
    level, message, fix = doctor(project, capsys)[1]["agent claude"]
    assert level == "remark"
    assert ".claude/skills/planproof-prove/SKILL.md" in message
    assert fix == "planproof init --agent claude"
    assert run([*fix.split()[1:], "--project", str(project)]) == 0
    capsys.readouterr()
    assert doctor(project, capsys)[1]["agent claude"][0] == "fine"
    assert run(["init", "--agent", "claude", "--command", "no-such planproof", "--project", str(project)]) == 0
    capsys.readouterr()
    assert "no-such is not on the PATH" in doctor(project, capsys)[1]["agents"][1]
    (project / ".claude/settings.json").write_text("{")
    code, found = doctor(project, capsys)
    assert code == 3
    assert ".claude/settings.json:1:2" in found["agents"][1]


def test_doctor__no_such_folder__then_usage_error(tmp_path: Path) -> None:
    assert run(["doctor", "--project", str(tmp_path / "nowhere")]) == 2
