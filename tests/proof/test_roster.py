"""The roster answers from its cache, and notices every change in the plans folder."""

from __future__ import annotations

import os
import sqlite3
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from types import SimpleNamespace

import pytest

from bench.trees import write_iterations
from planproof.errors import ConfigurationError, EnvironmentFault
from planproof.proof import folder_stamps
from planproof.proof.roster import Roster, read_roster


@pytest.fixture
def project(tmp_path: Path) -> Path:
    write_iterations(tmp_path, iterations=3, tasks=2)
    return tmp_path


def roster_of(project: Path) -> Roster:
    return read_roster(project)


def document_of(project: Path, name: str) -> Path:
    return next(project.rglob(f"{name}_GROUP/ITERATION.md"))


def first_task(project: Path) -> str:
    entry = roster_of(project).entry("M1_E1_I1")
    assert entry is not None
    return entry.tasks[0].name


def test_read_roster__first_time__then_every_iteration_with_its_tasks(project: Path) -> None:
    roster = roster_of(project)
    assert roster.ids() == ["M1_E1_I1", "M1_E1_I2", "M1_E1_I3"]
    entry = roster.entry("M1_E1_I2")
    assert entry is not None
    assert [task.id for task in entry.tasks] == ["M1_E1_I2_T1", "M1_E1_I2_T2"]
    assert entry.tasks[1].depends_on == ("M1_E1_I2_T1",)
    assert entry.tasks[0].new_files == ("src/parts/part_1_1_2_1.py", "tests/test_part_1_1_2_1.py")


def test_read_roster__nothing_changed__then_no_document_is_read(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(folder_stamps, "SETTLED_NS", 0)
    roster_of(project)

    def refuse(*arguments: object, **options: object) -> None:
        raise AssertionError("a document was read")

    monkeypatch.setattr("planproof.proof.roster_reading.read_rows", refuse)
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


def test_ids__ten_and_more__then_by_number(tmp_path: Path) -> None:
    write_iterations(tmp_path, iterations=11, tasks=1)
    ids = roster_of(tmp_path).ids()
    assert ids.index("M1_E2_I1") > ids.index("M1_E1_I10") > ids.index("M1_E1_I9")
    assert [entry.id for entry in roster_of(tmp_path).open_entries()] == ids


def test_read_roster__same_size_and_times_put_back__then_seen(project: Path) -> None:
    path = document_of(project, "M1_E1_I1")
    before = path.stat()
    roster_of(project)
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("### 1. Part", "### 1. Trap"), encoding="utf-8")
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert path.stat().st_size == before.st_size
    assert first_task(project).startswith("Trap")


class CoarseClock:
    """The `os` of a file system on which everything happens at the same moment."""

    def __init__(self) -> None:
        self.now_ns = time.time_ns()

    def stat(self, path: str) -> SimpleNamespace:
        """What `os.stat` would say there."""
        real = os.stat(path)
        moment = {"st_mtime_ns": self.now_ns, "st_ctime_ns": self.now_ns}
        return SimpleNamespace(st_dev=real.st_dev, st_ino=real.st_ino, st_size=real.st_size, **moment)

    def __getattr__(self, name: str) -> object:
        return getattr(os, name)


@pytest.mark.parametrize("settled_ns", [folder_stamps.SETTLED_NS, 0])
def test_read_roster__changed_within_one_tick_of_the_clock__then_seen(
    project: Path, monkeypatch: pytest.MonkeyPatch, settled_ns: int
) -> None:
    monkeypatch.setattr(folder_stamps, "os", CoarseClock())
    monkeypatch.setattr(folder_stamps, "SETTLED_NS", settled_ns)
    roster_of(project)
    path = document_of(project, "M1_E1_I1")
    path.write_text(path.read_text(encoding="utf-8").replace("### 1. Part", "### 1. Trap"), encoding="utf-8")
    # Without the two seconds the change can't be seen: that is what they are for.
    assert first_task(project).startswith("Trap" if settled_ns else "Part")


def test_read_roster__other_plans_folder__then_its_plans(project: Path) -> None:
    roster_of(project)
    (project / "docs" / "progress_trackings").rename(project / "plans")
    assert roster_of(project).ids() == []
    (project / "planproof.toml").write_text('[plans]\nfolder = "plans"\n', encoding="utf-8")
    assert roster_of(project).ids() == ["M1_E1_I1", "M1_E1_I2", "M1_E1_I3"]


def test_read_roster__settings_broken_later__then_error_with_their_line(project: Path) -> None:
    roster_of(project)
    (project / "planproof.toml").write_text("[plans]\nfolder = 3\n", encoding="utf-8")
    with pytest.raises(ConfigurationError, match=r"planproof\.toml:2"):
        roster_of(project)


def test_read_roster__id_in_the_name_of_a_document__then_listed(project: Path) -> None:
    roster_of(project)
    document = document_of(project, "M1_E1_I3")
    folder = project / "docs" / "progress_trackings" / "loose"
    folder.mkdir()
    document.rename(folder / "M1_E1_I3_ITERATION.md")
    assert roster_of(project).ids() == ["M1_E1_I1", "M1_E1_I2", "M1_E1_I3"]


def test_read_roster__dangling_link__then_no_error(project: Path) -> None:
    (document_of(project, "M1_E1_I1").parent / "TEST_PLAN.md").symlink_to("nowhere.md")
    assert len(roster_of(project).ids()) == 3


def test_read_roster__cache_of_an_older_layout__then_made_anew(project: Path) -> None:
    (project / ".planproof").mkdir()
    with closing(sqlite3.connect(project / ".planproof" / "roster.sqlite")) as older:
        older.executescript(
            "create table whole (one integer primary key, stamps text); insert into whole values (0, '')"
        )
    assert len(roster_of(project).ids()) == 3


def test_read_roster__no_such_project__then_error_and_nothing_made(tmp_path: Path) -> None:
    with pytest.raises(EnvironmentFault, match="can't be kept"):
        roster_of(tmp_path / "nowhere")
    assert not (tmp_path / "nowhere").exists()


def test_read_roster__file_where_its_folder_is_due__then_error(project: Path) -> None:
    (project / ".planproof").write_text("mine")
    with pytest.raises(EnvironmentFault, match="can't be kept"):
        roster_of(project)


def test_read_roster__several_at_once_without_a_cache__then_all_answer(project: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: roster_of(project).ids(), range(8)))
    assert answers == [["M1_E1_I1", "M1_E1_I2", "M1_E1_I3"]] * 8


def test_read_roster__folder_name_is_not_utf_8__then_spelled_out(project: Path) -> None:
    folder = document_of(project, "M1_E1_I3").parent
    os.rename(folder, os.fsencode(folder.parent / "M1_E1_I3_") + b"\xff")
    for _ in range(2):
        entry = roster_of(project).entry("M1_E1_I3")
        assert entry is not None
        assert entry.folder.endswith("M1_E1_I3_\\udcff")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may look into every folder")
def test_read_roster__folder_that_nobody_may_look_into__then_the_others(project: Path) -> None:
    folder = document_of(project, "M1_E1_I3").parent
    folder.chmod(0)
    try:
        assert "M1_E1_I1" in roster_of(project).ids()
    finally:
        folder.chmod(0o755)
