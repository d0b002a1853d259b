"""A repository of 200,000 files: facts and check in one process each, under limits of memory and CPU time."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import planproof
from tests.plan.interview.projects import PYTHON_ANSWERS, answers_of, begun, python_project
from tests.proof.conftest import git

FILES = 200_000
IN_A_FOLDER = 1000
MEMORY_MAX_BYTES = 2 << 30
SOURCE = Path(planproof.__file__).resolve().parents[1]


def write_files(root: Path) -> None:
    """Files as repositories have them: one in five is source, the rest is data, prose and pictures."""
    for number in range(FILES):
        folder = root / f"part_{number // IN_A_FOLDER}"
        if number % IN_A_FOLDER == 0:
            folder.mkdir()
        kind = number % 5
        if kind == 0:
            text = f"def read_{number}(code: str) -> str:\n    return code * {number}\n\n\nclass Store{number}:\n    pass\n"
            (folder / f"unit_{number}.py").write_text(text)
        else:
            ending, text = (("json", "{}"), ("md", "# Page"), ("png", "PNG"), ("txt", "line"))[kind - 1]
            (folder / f"file_{number}.{ending}").write_text(f"{text}\n")


def limited(cpu_s: int) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_MAX_BYTES, MEMORY_MAX_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_s, cpu_s))


def planproof_json(root: Path, *arguments: str, cpu_s: int) -> dict[str, Any]:
    """What a run prints under `--json`; one that takes more than its CPU seconds or the memory is ended by the system."""
    ran = subprocess.run(
        [sys.executable, "-m", "planproof", *arguments, "--json"],
        cwd=root,
        env={**os.environ, "PYTHONPATH": str(SOURCE)},
        preexec_fn=lambda: limited(cpu_s),
        capture_output=True,
        text=True,
        timeout=900,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    return dict(json.loads(ran.stdout))


@pytest.mark.long
def test_facts_and_check__two_hundred_thousand_files__then_read_once_within_limits(tmp_path: Path) -> None:
    root = python_project(tmp_path)
    session = begun(root)
    session.give_all(answers_of(PYTHON_ANSWERS), keep_proposals=False)
    for kind, text in session.written().texts.items():
        (session.folder / f"{kind}.md").write_text(text)
    write_files(root)
    git(root, "init", "--quiet")
    first = planproof_json(root, "facts", "symbol", "read_100000", cpu_s=120)
    assert [(fact["path"], fact["line"]) for fact in first["facts"]] == [("part_100/unit_100000.py", 1)]
    assert planproof_json(root, "facts", "symbol", "read_100000", cpu_s=30) == first
    assert planproof_json(root, "check", "--no-compilers", "--select", "PP5", cpu_s=30)["diagnostics"] == []
