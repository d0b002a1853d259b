"""What the tests of the ledger share: a project with iterations, real git in it, and rows to write."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from planproof.proof.ledger.row import Draft
from planproof.proof.ledger.text import Ledger
from planproof.proof.model import RowKind, Verdict

FOLDER = "docs/progress_trackings/M1_SHOP/M1_E1_CART"


def add_iteration(root: Path, number: int = 1) -> Path:
    folder = root / FOLDER / f"M1_E1_I{number}_LINKS"
    folder.mkdir(parents=True)
    (folder / "ITERATION.md").write_text(f"# Iteration {number}: Short links\n")
    return folder


def draft(number: int = 1, verdict: Verdict = Verdict.PROVED) -> Draft:
    return Draft(
        kind=RowKind.CHECK,
        stage=3,
        check=f"specify.red{number}",
        subject="M1_E1_I1",
        verdict=verdict,
        reason=f"{number} tests failed by assertion",
        command="pytest -q",
        exit_code=1,
        duration_s=0.25,
        counts={"tests": number},
        details={"failures": [f"test_{number}"]},
        tools={"pytest": "9.2.0"},
    )


@pytest.fixture
def project(tmp_path: Path) -> Path:
    root = tmp_path / "project"
    add_iteration(root)
    return root


@pytest.fixture
def ledger(project: Path) -> Ledger:
    return Ledger(project, project / FOLDER / "M1_E1_I1_LINKS")


Git = Callable[..., str]


@pytest.fixture
def git(project: Path) -> Git:
    """Runs real git in the project; the repository is there already, with one commit."""
    home = project.parent / "home"
    home.mkdir()
    environment = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    environment |= {"HOME": str(home), "GIT_CONFIG_NOSYSTEM": "1"}

    def run(*arguments: str) -> str:
        command = ["git", "-c", "user.name=Test", "-c", "user.email=test@example.org", "-c", "commit.gpgsign=false"]
        answer = subprocess.run([*command, *arguments], cwd=project, env=environment, capture_output=True, text=True)
        assert answer.returncode == 0, f"git {arguments}: {answer.stderr}{answer.stdout}"
        return answer.stdout

    run("init", "--quiet", "--initial-branch=main")
    (project / ".gitattributes").write_text("EVIDENCE.jsonl merge=union text eol=lf\n")
    (project / ".gitignore").write_text(".planproof/\n")
    run("add", "-A")
    run("commit", "--quiet", "-m", "project: begun")
    return run
