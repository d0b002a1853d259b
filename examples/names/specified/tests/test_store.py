"""Tests planned in M1_E1_I1."""

from __future__ import annotations

from pathlib import Path

import pytest

from names.store import open_names


# Smoke test of M1_E1_I1_T1: The file of names
def test_names_add__new_name__then_counted(tmp_path: Path) -> None:
    names = open_names(tmp_path / "names.txt")
    assert names.add("Ada") == 1
    assert names.count() == 1


def test_names_add__empty_name__then_refused(tmp_path: Path) -> None:
    """An empty name gives ValueError."""
    names = open_names(tmp_path / "names.txt")
    with pytest.raises(ValueError, match="at least one letter"):
        names.add(" ")
    assert names.count() == 0


def test_names_count__no_file__then_zero(tmp_path: Path) -> None:
    """Before the first name there are none."""
    assert open_names(tmp_path / "names.txt").count() == 0


def test_open_names__no_file__then_made_with_the_first_name(tmp_path: Path) -> None:
    """Opening makes no file, keeping the first name does."""
    path = tmp_path / "names.txt"
    names = open_names(path)
    assert not path.exists()
    names.add("Ada")
    assert path.read_text() == "Ada\n"
