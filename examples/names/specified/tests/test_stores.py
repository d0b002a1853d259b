"""Tests planned in M1_E1_I1."""

from __future__ import annotations

from pathlib import Path

from names.store import open_names


def test_names_count__written_by_another_store__then_counted(tmp_path: Path) -> None:
    """Two stores over one file agree."""
    path = tmp_path / "names.txt"
    first, second = open_names(path), open_names(path)
    first.add("Ada")
    second.add("Grace")
    assert first.count() == second.count() == 2
