"""Where evidence lies: iterations are found by the ids that lead their folders' names."""

from __future__ import annotations

from pathlib import Path

import pytest

from planproof.errors import LedgerError, UsageError
from planproof.proof.ledger.places import find_iteration, find_iterations, find_ledgers, local_folder, plan_folder

from .conftest import FOLDER, add_iteration


def test_iterations__several__then_sorted_by_id(project: Path) -> None:
    second = add_iteration(project, 2)
    assert find_iterations(project) == {"M1_E1_I1": second.with_name("M1_E1_I1_LINKS"), "M1_E1_I2": second}


def test_iteration__lies_elsewhere__then_found_all_the_same(project: Path) -> None:
    stray = project / "docs/progress_trackings/later/M7_E1_I1_X"
    stray.mkdir(parents=True)
    assert find_iteration(project, "M7_E1_I1") == stray
    assert find_iteration(project, "M1_E1") is None
    assert find_iteration(project, "M1_E1_I10") is None


def test_iteration__two_folders_one_with_evidence__then_that_one(project: Path) -> None:
    first = project / FOLDER / "M1_E1_I1_LINKS"
    second = first.with_name("M1_E1_I1_OLD")
    second.mkdir()
    (second / "EVIDENCE.jsonl").touch()
    assert plan_folder(project, "M1_E1_I1") == second
    assert find_ledgers(project) == [second / "EVIDENCE.jsonl"]


def test_iteration__plans_folder_of_the_configuration__then_looked_for_there(tmp_path: Path) -> None:
    (tmp_path / "planproof.toml").write_text('[plans]\nfolder = "plans"\n')
    folder = tmp_path / "plans/M1_A/M1_E1_B/M1_E1_I1_C"
    folder.mkdir(parents=True)
    assert find_iterations(tmp_path) == {"M1_E1_I1": folder}
    assert plan_folder(tmp_path, "M1_E1_I1") == folder


def test_iteration__unknown__then_nearest_ids(project: Path) -> None:
    with pytest.raises(UsageError) as caught:
        plan_folder(project, "M1_E1_I7")
    assert "M1_E1_I1" in caught.value.hint


def test_local_folder__a_file_in_its_place__then_error_with_place(tmp_path: Path) -> None:
    (tmp_path / ".planproof").write_text("")
    with pytest.raises(LedgerError) as caught:
        local_folder(tmp_path, "blobs")
    assert caught.value.place.startswith(".planproof")
