"""Which task a brief is about, and what the ledger says of it and of what it depends on."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from planproof.errors import UsageError
from planproof.plan.brief import Standing
from planproof.proof.briefing import Briefing, open_briefing
from planproof.proof.ledger.row import Draft
from planproof.proof.ledger.text import Ledger
from planproof.proof.model import RowKind, Verdict
from tests.proof.conftest import commit_all, git

PLANS = "docs/progress_trackings/M1_A/M1_E1_B"
TASKS = """# Iteration {number}: X

## Tasks

### 1. First

**Depends on**: {first}

### 2. Second

**Depends on**: Task 1{second}
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Two iterations, the second of which needs the first."""
    for number, first, second in ((1, "None", ""), (2, "M1_E1_I1", ", M1_E1_I1_T2, M1_E1_I7")):
        folder = tmp_path / PLANS / f"M1_E1_I{number}_X"
        folder.mkdir(parents=True)
        text = TASKS.format(number=number, first=first, second=second)
        (folder / "ITERATION.md").write_text(text, encoding="utf-8")
    git(tmp_path, "init", "--quiet")
    commit_all(tmp_path, "plans")
    return tmp_path


def planproof(root: Path, *arguments: str) -> None:
    command = [sys.executable, "-m", "planproof", *arguments]
    subprocess.run(command, cwd=root, check=True, capture_output=True, timeout=60)


def opened(root: Path, identifier: str = "") -> Briefing:
    found = open_briefing(root, identifier)
    assert found
    return found


def test_open_briefing__no_id_or_an_iteration__then_its_next_task(project: Path) -> None:
    assert opened(project).task.task.id == "M1_E1_I1_T1"
    assert opened(project, "M1_E1_I1").task.task.id == "M1_E1_I1_T1"
    assert open_briefing(project, "M1_E1_I2") is None


def test_open_briefing__needs_elsewhere__then_where_each_stands(project: Path) -> None:
    assert opened(project, "M1_E1_I2_T1").task.standings == (Standing("M1_E1_I1", "X", "0 of 2 tasks Proved"),)
    assert opened(project, "M1_E1_I2_T2").task.standings == (
        Standing("M1_E1_I2_T1", "First", "Planned"),
        Standing("M1_E1_I1_T2", "Second", "Planned"),
        Standing("M1_E1_I7", "", ""),
    )


def test_open_briefing__started_claimed_and_amended__then_noted_without_times(project: Path) -> None:
    assert opened(project).task.notes == ("M1_E1_I1 isn't started: planproof start M1_E1_I1",)
    planproof(project, "start", "M1_E1_I1", "--allow-findings")
    planproof(project, "claim", "M1_E1_I1_T1", "--as", "ada")
    noted = opened(project, "M1_E1_I1_T1").task
    assert (noted.status, noted.notes) == ("In Progress", ("claimed by ada",))


def test_open_briefing__unknown_ids__then_the_nearest_are_named(project: Path) -> None:
    for identifier, near in (("M1_E1_I2_T3", "M1_E1_I2_T2"), ("M1_E1_I3", "M1_E1_I2"), ("nonsense", "")):
        with pytest.raises(UsageError, match=f"no task {identifier}") as refused:
            open_briefing(project, identifier)
        assert near in refused.value.hint


def test_open_briefing__amended__then_what_went_stale_of_it_and_its_needs_until_proved_again(project: Path) -> None:
    planproof(project, "start", "M1_E1_I1", "--allow-findings")
    ledger = Ledger(project, project / PLANS / "M1_E1_I1_X")
    stale = ["accept.task M1_E1_I1_T1", "validate.smoke M1_E1_I1_T1", "accept.task M1_E1_I1_T9"]
    ledger.append(Draft(kind=RowKind.AMENDMENT, subject="M1_E1_I1", reason="clearer output", details={"stale": stale}))
    again = Draft(
        kind=RowKind.CHECK, stage=7, check="accept.task", subject="M1_E1_I1_T1", verdict=Verdict.PROVED, reason="ran"
    )
    noted = "amended: clearer output; stale since: accept.task M1_E1_I1_T1, validate.smoke M1_E1_I1_T1"
    assert opened(project, "M1_E1_I1_T2").task.notes == (noted,)
    ledger.append(again)
    noted = "amended: clearer output; stale since: validate.smoke M1_E1_I1_T1"
    assert opened(project, "M1_E1_I1_T2").task.notes == (noted,)
