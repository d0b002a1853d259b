"""The roster answers from its cache, and notices every change in the plans folder."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from bench.trees import write_iterations
from planproof.config import load_config
from planproof.errors import EnvironmentFault
from planproof.proof.roster import Roster, read_roster


@pytest.fixture
def project(tmp_path: Path) -> Path:
    write_iterations(tmp_path, iterations=3, tasks=2)
    return tmp_path


def roster_of(project: Path) -> Roster:
    return read_roster(project, load_config(project))


def document_of(project: Path, name: str) -> Path:
    return next(project.rglob(f"{name}_GROUP/ITERATION.md"))


def test_read_roster__first_time__then_every_iteration_with_its_tasks(project: Path) -> None:
    roster = roster_of(project)
    assert roster.ids() == ["M1_E1_I1", "M1_E1_I2", "M1_E1_I3"]
    entry = roster.entry("M1_E1_I2")
    assert entry is not None
    assert [task.id for task in entry.tasks] == ["M1_E1_I2_T1", "M1_E1_I2_T2"]
    assert entry.tasks[1].depends_on == ("M1_E1_I2_T1",)
    assert entry.tasks[0].new_files == ("src/parts/part_1_1_2_1.py", "tests/test_part_1_1_2_1.py")


def test_read_roster__nothing_changed__then_no_document_is_read(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    roster_of(project)

    def refuse(*arguments: object, **options: object) -> None:
        raise AssertionError("a document was read")

    monkeypatch.setattr("planproof.plan.tree.read_project", refuse)
    assert len(roster_of(project).ids()) == 3


def test_read_roster__task_renamed__then_new_name(project: Path) -> None:
    roster_of(project)
    path = document_of(project, "M1_E1_I1")
    path.write_text(path.read_text(encoding="utf-8").replace("### 1. Part", "### 1. Piece"), encoding="utf-8")
    entry = roster_of(project).entry("M1_E1_I1")
    assert entry is not None
    assert entry.tasks[0].name.startswith("Piece")


def test_read_roster__iteration_deleted__then_gone(project: Path) -> None:
    roster_of(project)
    document_of(project, "M1_E1_I3").unlink()
    assert roster_of(project).ids() == ["M1_E1_I1", "M1_E1_I2"]


def test_read_roster__cache_is_no_database__then_made_anew(project: Path) -> None:
    roster_of(project)
    (project / ".planproof" / "roster.sqlite").write_bytes(b"no database at all" * 100)
    assert len(roster_of(project).ids()) == 3


def test_read_roster__cache_locked__then_one_clear_error(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    roster_of(project)
    document_of(project, "M1_E1_I3").unlink()
    monkeypatch.setattr("planproof.proof.roster.LOCK_TIMEOUT_S", 0.05)
    holder = sqlite3.connect(project / ".planproof" / "roster.sqlite")
    holder.execute("begin exclusive")
    with pytest.raises(EnvironmentFault, match="can't be kept"):
        roster_of(project)
    holder.close()


def test_open_entries__nothing_started__then_in_order_of_folders(project: Path) -> None:
    assert [entry.id for entry in roster_of(project).open_entries()] == ["M1_E1_I1", "M1_E1_I2", "M1_E1_I3"]


def test_below__epic__then_its_iterations_only(project: Path) -> None:
    roster = roster_of(project)
    assert [row[0] for row in roster.below("M1_E1")] == ["M1_E1_I1", "M1_E1_I2", "M1_E1_I3"]
    assert roster.below("M1_E") == []
