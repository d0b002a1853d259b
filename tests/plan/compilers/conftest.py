"""Every test here runs in a temporary folder of its own and must leave it, and the process table, as it found them."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest


@pytest.fixture(autouse=True)
def nothing_left_behind(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Points temporary folders at an empty one, and fails a test that leaves a file or a process."""
    folder = tmp_path_factory.mktemp("scratch")
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    before = set(psutil.Process().children(recursive=True))
    yield folder
    assert list(folder.iterdir()) == []
    assert set(psutil.Process().children(recursive=True)) <= before
