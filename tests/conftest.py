"""The small project in each of its states, for every test that needs one: made once, copied for each."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

# The tools of this environment (meson, ninja, gcovr, ruff) come first for every command that a test runs.
os.environ["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"

if TYPE_CHECKING:
    from tests.proof.small_project import SmallProject


@pytest.fixture(scope="session")
def small_states(tmp_path_factory: pytest.TempPathFactory) -> dict[str, SmallProject]:
    """The project after each state; nobody changes these, tests take copies."""
    from tests.proof.small_project import make_states

    return make_states(tmp_path_factory.mktemp("small"))


@pytest.fixture
def planned(small_states: dict[str, SmallProject], tmp_path: Path) -> SmallProject:
    """A copy of the project with its plan written and started."""
    return small_states["planned"].copy(tmp_path / "project")


@pytest.fixture
def prepared(small_states: dict[str, SmallProject], tmp_path: Path) -> SmallProject:
    """A copy of the project with skeletons."""
    return small_states["prepared"].copy(tmp_path / "project")


@pytest.fixture
def specified(small_states: dict[str, SmallProject], tmp_path: Path) -> SmallProject:
    """A copy of the project with red tests."""
    return small_states["specified"].copy(tmp_path / "project")


@pytest.fixture
def built(small_states: dict[str, SmallProject], tmp_path: Path) -> SmallProject:
    """A copy of the project that works, proved up to stage 8."""
    return small_states["built"].copy(tmp_path / "project")


@pytest.fixture
def closed(small_states: dict[str, SmallProject], tmp_path: Path) -> SmallProject:
    """A copy of the project with all nine stages proved."""
    return small_states["closed"].copy(tmp_path / "project")
