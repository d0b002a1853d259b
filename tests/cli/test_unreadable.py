"""A folder and a document that planproof may not read: every verb goes on with the rest, or says so in a line.

The superuser may read everything, so for him each process gives that right away first (`setpriv`).
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.plan.interview.projects import ITERATION, python_project
from tests.proof.conftest import commit_all, git

SOURCE = Path(__file__).resolve().parents[2] / "src"
FOLDER = "docs/progress_trackings/M1_A/M1_E1_B/M1_E1_I1_C"
WITHOUT_THE_RIGHT = ["setpriv", "--bounding-set=-dac_override,-dac_read_search"] if os.geteuid() == 0 else []

pytestmark = [
    pytest.mark.xdist_group("unreadable"),
    pytest.mark.skipif(
        bool(WITHOUT_THE_RIGHT) and not shutil.which("setpriv"), reason="the superuser reads everything"
    ),
]


def planproof(root: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*WITHOUT_THE_RIGHT, sys.executable, "-m", "planproof", *arguments],
        cwd=root,
        env={**os.environ, "PYTHONPATH": str(SOURCE), "NO_COLOR": "1"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    root = python_project(tmp_path_factory.mktemp("unreadable") / "project")
    (root / "closed").mkdir()
    (root / "closed/kept.py").write_text("def kept() -> None: ...\n")
    (root / FOLDER).mkdir(parents=True)
    (root / FOLDER / "TECH_DESIGN.md").write_text(f"# {ITERATION} C\n")
    (root / FOLDER / "BACKLOGS.md").write_text("# Backlog\n")
    git(root, "init", "--quiet")
    commit_all(root)
    (root / "closed").chmod(0)
    (root / FOLDER / "BACKLOGS.md").chmod(0)
    yield root
    (root / "closed").chmod(0o755)


@pytest.mark.parametrize(
    "words",
    [
        "facts",
        "check",
        "doctor",
        "init --agent claude",
        "next",
        "order",
        "scaffold M1_E1_I1 --dry-run",
        "show",
        "show M1_E1_I1",
        "start M1_E1_I1",
        "status",
        "status M1_E1_I1",
        "interview M1_E1_I1 --list",
        "brief M1_E1_I1_T1",
        "prove M1_E1_I1",
        "amend M1_E1_I1",
    ],
)
def test_verb__something_may_not_be_read__then_no_traceback(project: Path, words: str) -> None:
    ran = planproof(project, *words.split())
    assert ran.returncode in (0, 1, 2, 3), ran.stderr
    assert "Traceback" not in ran.stderr, ran.stderr
    assert ran.stdout + ran.stderr


def test_check__document_may_not_be_read__then_a_finding(project: Path) -> None:
    ran = planproof(project, "check")
    assert f"{FOLDER}/BACKLOGS.md:1:1 PP100 can't be read: Permission denied" in ran.stdout
    assert "give planproof the right to read it" in ran.stdout


def test_facts__folder_may_not_be_read__then_the_rest_is_found(project: Path) -> None:
    assert "hello = def hello(name: str) -> str" in planproof(project, "facts", "symbol").stdout
