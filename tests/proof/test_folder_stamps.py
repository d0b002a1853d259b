"""Stamps of real folders: any change shows, and what is too young to be relied on is not relied on."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from planproof.proof.folder_stamps import SETTLED_NS, list_folders, own_files, settled, stamp_of, unchanged

ITERATION = "plans/M1_A/M1_E1_B/M1_E1_I1_C"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / ITERATION).mkdir(parents=True)
    for name in ("ITERATION.md", "EVIDENCE.jsonl", "notes.txt"):
        (tmp_path / ITERATION / name).write_text("one\n")
    return tmp_path


def test_list_folders__plans__then_documents_and_evidence_of_each_folder(root: Path) -> None:
    listing = list_folders(str(root), "plans")
    assert list(listing) == ["plans", "plans/M1_A", "plans/M1_A/M1_E1_B", ITERATION]
    assert sorted(listing[ITERATION]) == [".", "EVIDENCE.jsonl", "ITERATION.md"]
    assert sorted(own_files(listing[ITERATION])) == ["EVIDENCE.jsonl", "ITERATION.md"]


def test_list_folders__links_in_a_circle__then_each_folder_once(root: Path) -> None:
    (root / ITERATION / "up").symlink_to(root / "plans")
    (root / ITERATION / "out").symlink_to("/")
    listing = list_folders(str(root), "plans")
    assert [folder for folder in listing if len(listing[folder]) > 1] == [ITERATION]
    assert len(listing) == 5


def test_unchanged__nothing_done__then_true(root: Path) -> None:
    assert unchanged(str(root), list_folders(str(root), "plans"))


@pytest.mark.parametrize(
    "change",
    [
        lambda folder: (folder / "ITERATION.md").write_text("two\n"),
        lambda folder: (folder / "EVIDENCE.jsonl").open("a").write("row\n"),
        lambda folder: (folder / "ITERATION.md").unlink(),
        lambda folder: (folder / "ITERATION.md").rename(folder / "TEST_PLAN.md"),
        lambda folder: (folder / "TEST_PLAN.md").write_text("new\n"),
        lambda folder: folder.rename(folder.with_name("M1_E1_I2_C")),
        lambda folder: (folder.parent / "M1_E1_I2_D").mkdir(),
        lambda folder: (folder.parent.parent / "README.md").write_text("new\n"),
    ],
    ids="write append delete rename add move new-folder new-readme".split(),
)
def test_unchanged__something_done__then_false(root: Path, change: object) -> None:
    listing = list_folders(str(root), "plans")
    assert callable(change)
    change(root / ITERATION)
    assert not unchanged(str(root), listing)


def test_unchanged__no_plans_folder__then_true_until_there_is_one(tmp_path: Path) -> None:
    listing = list_folders(str(tmp_path), "plans")
    assert listing == {"plans": {".": None}}
    assert unchanged(str(tmp_path), listing)
    (tmp_path / "plans").mkdir()
    assert not unchanged(str(tmp_path), listing)


def test_stamp_of__link_to_nothing__then_none(tmp_path: Path) -> None:
    (tmp_path / "link.md").symlink_to("nowhere.md")
    assert stamp_of(str(tmp_path / "link.md")) is None


def test_settled__changed_just_now__then_equals_nothing(root: Path) -> None:
    stamp = stamp_of(str(root / ITERATION / "ITERATION.md"))
    assert stamp is not None
    assert settled(stamp, max(stamp[:2])) == []
    assert settled(stamp, max(stamp[:2]) + SETTLED_NS) == stamp
    assert settled(None, 0) is None


def test_settled__old_content_put_there_just_now__then_equals_nothing(root: Path) -> None:
    path = root / ITERATION / "ITERATION.md"
    os.utime(path, ns=(0, 0))
    stamp = stamp_of(str(path))
    assert stamp is not None
    assert stamp[0] == 0
    assert settled(stamp, stamp[1]) == []


def test_unchanged__stamp_that_nobody_may_rely_on__then_false(root: Path) -> None:
    listing = list_folders(str(root), "plans")
    listing[ITERATION]["ITERATION.md"] = []
    assert not unchanged(str(root), listing)
