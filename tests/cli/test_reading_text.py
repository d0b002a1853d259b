"""Long reading shows how far it is on a terminal, and nowhere else."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from tests.plan.interview.projects import python_project

SOURCE = Path(__file__).resolve().parents[2] / "src"
PLAN = (
    "# M1_E1_I1 C\n\n## Context From Previous Iterations\n\n- **Current State**: `hello` in `src/names/__init__.py`\n"
)


def standard_error(root: Path, *arguments: str) -> str:
    """What a run wrote to its standard error, which is a terminal."""
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "planproof", *arguments]
    environment = {**os.environ, "PYTHONPATH": str(SOURCE)}
    subprocess.run(
        command, cwd=root, env=environment, stdin=theirs, stdout=subprocess.DEVNULL, stderr=theirs, check=False
    )
    os.write(theirs, b"END")
    os.close(theirs)
    seen = b""
    while not seen.endswith(b"END"):
        seen += os.read(ours, 65536)
    os.close(ours)
    return seen.decode().removesuffix("END")


@pytest.mark.parametrize(
    "words",
    ["facts", "check", "scaffold M1_E1_I1 --dry-run", "interview M1_E1_I1 --list", "init --agent cursor --dry-run"],
)
def test_reading_progress__files_not_read_yet__then_shown_and_gone_at_the_end(tmp_path: Path, words: str) -> None:
    root = python_project(tmp_path)
    folder = root / "docs/progress_trackings/M1_A/M1_E1_B/M1_E1_I1_C"
    folder.mkdir(parents=True)
    (folder / "TECH_DESIGN.md").write_text(PLAN)
    shown = standard_error(root, *words.split())
    assert "\r\x1b[Kreading 0 of " in shown
    assert shown.rpartition(" files\r")[2].startswith("\x1b[K")
    assert "Kreading" not in standard_error(root, *words.split(), "--json")
