"""What other repositories take from this one: the hooks for pre-commit and the workflow to call."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

import planproof
from planproof.cli.main import VERBS

REPOSITORY = Path(__file__).resolve().parents[1]
WORKFLOW = REPOSITORY / ".github" / "workflows" / "planproof.yml"
MANIFEST = REPOSITORY / ".pre-commit-hooks.yaml"


def step(name: str) -> dict[str, Any]:
    """One step of the workflow's only job."""
    document = yaml.safe_load(WORKFLOW.read_text("utf-8"))
    return next(each for each in document["jobs"]["check"]["steps"] if each.get("name") == name)


@pytest.fixture
def planned(tmp_path: Path) -> Path:
    """A repository with a plan straight from the templates, so with findings, and `planproof` in `bin`."""
    project = tmp_path / "project"
    project.mkdir()
    (tmp_path / "bin").mkdir()
    program = tmp_path / "bin" / "planproof"
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m planproof "$@"\n')
    program.chmod(0o755)
    subprocess.run(["git", "init", "-q", str(project)], check=True)
    from planproof.cli.main import run

    for words in (["init"], ["new", "milestone", "A"], ["new", "epic", "M1", "B"], ["new", "iteration", "M1_E1", "C"]):
        assert run([*words, "--project", str(project)]) == 0
    return project


def run_script(project: Path, script: str, **variables: str) -> tuple[int, str, str]:
    """Runs a step as the runner does, and gives its exit code, what it printed and the job's summary."""
    summary = project.parent / "summary.md"
    environment = {
        **os.environ,
        "PATH": f"{project.parent / 'bin'}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": str(Path(planproof.__file__).resolve().parents[1]),
        "RUNNER_TEMP": str(project.parent),
        "GITHUB_STEP_SUMMARY": str(summary),
        **variables,
    }
    ended = subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script],
        cwd=project,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    return ended.returncode, ended.stdout, summary.read_text("utf-8") if summary.exists() else ""


def test_workflows__all_of_them__then_valid_by_the_public_schema() -> None:
    names = sorted(str(path) for path in WORKFLOW.parent.glob("*.yml"))
    schema = ["--builtin-schema", "vendor.github-workflows"]
    checked = subprocess.run(
        [sys.executable, "-m", "check_jsonschema", *schema, *names], capture_output=True, text=True, check=False
    )
    assert checked.returncode == 0, checked.stdout + checked.stderr


def test_workflow__inputs__then_reach_no_script_as_text() -> None:
    document = yaml.safe_load(WORKFLOW.read_text("utf-8"))
    assert document[True]["workflow_call"]["inputs"].keys() == {"python-version", "path", "since", "install"}
    assert all("${{" not in each.get("run", "") for each in document["jobs"]["check"]["steps"])


def test_workflow__plans_with_findings__then_annotations_a_summary_and_exit_1(planned: Path) -> None:
    code, printed, summary = run_script(planned, step("Check the plans")["run"], WHERE="", SINCE="")
    assert code == 1
    assert "::error file=" in printed
    assert summary.startswith("## planproof check\n")
    assert "| PP" in summary


def test_workflow__path_that_would_be_a_command__then_only_a_path(planned: Path) -> None:
    code, _, _ = run_script(planned, step("Check the plans")["run"], WHERE="; touch broken $(touch broken)", SINCE="")
    assert code == 2
    assert not (planned / "broken").exists()


def test_workflow__status__then_a_table_in_the_summary(planned: Path) -> None:
    code, _, summary = run_script(planned, step("Say what is proved")["run"])
    assert code == 0
    assert "| **M1 A** | 0 of 1 closed |" in summary


def test_pre_commit_hooks__manifest__then_valid_and_each_entry_a_verb() -> None:
    checked = subprocess.run(
        [sys.executable, "-m", "pre_commit", "validate-manifest", str(MANIFEST)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert checked.returncode == 0, checked.stdout
    hooks = {hook["id"]: hook for hook in yaml.safe_load(MANIFEST.read_text("utf-8"))}
    assert hooks.keys() == {"planproof-check", "planproof-evidence"}
    for hook in hooks.values():
        assert hook["entry"].split()[0] == "planproof"
        assert hook["entry"].split()[1] in VERBS
