"""The folder in memory is used where it can be, and only there."""

from __future__ import annotations

from pathlib import Path

from examples.memory import folder_in_memory


def test_folder_in_memory__there_with_room__then_that_folder(tmp_path: Path) -> None:
    assert folder_in_memory(tmp_path, room_bytes=1) == tmp_path


def test_folder_in_memory__not_there__then_none(tmp_path: Path) -> None:
    assert folder_in_memory(tmp_path / "none", room_bytes=1) is None


def test_folder_in_memory__too_little_room__then_none(tmp_path: Path) -> None:
    assert folder_in_memory(tmp_path, room_bytes=1 << 62) is None
