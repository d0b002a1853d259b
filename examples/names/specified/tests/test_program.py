"""Tests planned in M1_E1_I1."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path


# Smoke test of M1_E1_I1_T2: The commands
def test_names__two_processes_in_turn__then_both_names_kept(tmp_path: Path) -> None:
    folders = [os.path.abspath("src"), os.environ.get("PYTHONPATH", "")]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(folders)}
    for name in ("Ada", "Grace"):
        command = [sys.executable, "-m", "names", "add", name]
        assert subprocess.call(command, cwd=tmp_path, env=environment) == 0
    assert (tmp_path / "names.txt").read_text() == "Ada\nGrace\n"
    command = [sys.executable, "-m", "names", "count"]
    assert subprocess.check_output(command, cwd=tmp_path, env=environment) == b"2 names\n"


def test_names__unknown_command__then_usage_and_exit_2(tmp_path: Path) -> None:
    """A command that there isn't ends with exit code 2 and keeps nothing."""
    folders = [os.path.abspath("src"), os.environ.get("PYTHONPATH", "")]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(folders)}
    command = [sys.executable, "-m", "names", "forget", "Ada"]
    ended = subprocess.run(command, cwd=tmp_path, env=environment, check=False, capture_output=True)
    assert ended.returncode == 2
    assert ended.stderr.startswith(b"usage: ")
    assert list(tmp_path.iterdir()) == []
