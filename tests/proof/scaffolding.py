"""Small plans in several languages, scaffolded and then proved: compilers, build tools and test frameworks are real."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from planproof.proof.model import Stage
from planproof.proof.prove import start_iteration
from tests.proof.conftest import commit_all, git
from tests.proof.small_project import SmallProject

__all__ = ["ALL_PROVED", "ID", "kinds", "planned_project", "proved_as", "scaffolded"]

ID = "M1_E1_I1"
FOLDER = "docs/progress_trackings/M1_THING/M1_E1_PART/M1_E1_I1_FIRST"
ALL_PROVED = {
    "prepare.files": "proved",
    "prepare.build": "proved",
    "prepare.signatures": "proved",
    "specify.names": "proved",
    "specify.red": "proved",
}


def planned_project(folder: Path, files: Mapping[str, str], settings: str, plan: str) -> SmallProject:
    """A committed and started project with one plan."""
    project = SmallProject(folder)
    folder.mkdir(parents=True)
    git(folder, "init", "--quiet", "--initial-branch", "main")
    project.write(
        {
            ".gitignore": ".planproof/\nbuild/\ntarget/\nnode_modules\n",
            "planproof.toml": f'[plans]\ndocuments = ["ITERATION"]\n{settings}',
            f"{FOLDER}/ITERATION.md": f"# Iteration 1: First\n\n{plan}",
            **files,
        }
    )
    start_iteration(project.iteration(), allow_findings=True)
    return project


def scaffolded(project: SmallProject, code: int = 0) -> dict[str, Any]:
    """What `scaffold --json` says, after it has written; what it wrote is committed."""
    answer = project.planproof("scaffold", ID, "--json")
    assert answer.returncode == code, answer.stdout + answer.stderr
    told: dict[str, Any] = json.loads(answer.stdout)
    commit_all(project.root)
    return told


def proved_as(project: SmallProject) -> dict[str, str]:
    """Verdicts of stages 2 and 3, with the reason where one isn't proved."""
    report = project.prove(Stage.PREPARE, Stage.SPECIFY)
    states = [state for state in report.states if state.check.stage in (Stage.PREPARE, Stage.SPECIFY)]
    return {
        state.check.id: "proved" if state.verdict == "proved" else f"{state.verdict}: {state.reason}"
        for state in states
    }


def kinds(project: SmallProject) -> dict[str, str]:
    """Test -> why it was red when Specify was proved."""
    row = next(row for row in reversed(project.rows()) if row.check == "specify.red")
    return dict(row.details["kinds"])
