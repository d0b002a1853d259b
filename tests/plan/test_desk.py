"""Which paths exist for a rule: those of files inside the project, however the path and the links on it are spelled."""

from __future__ import annotations

from pathlib import Path

import pytest

from planproof.config import Config
from planproof.plan.desk import ProjectDesk


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = tmp_path / "project"
    (root / "src" / "parts").mkdir(parents=True)
    (root / "src" / "parts" / "read.py").write_text("")
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "secret.py").write_text("")
    (root / "leaves").symlink_to(tmp_path / "outside")
    (root / "leaf.py").symlink_to(tmp_path / "outside" / "secret.py")
    (root / "stays").symlink_to(root / "src")
    (root / "stays.py").symlink_to("src/parts/read.py")
    (root / "dangling.py").symlink_to("src/nothing.py")
    (root / "circle").symlink_to("circle")
    return root


@pytest.mark.parametrize(
    "path",
    [
        "src/parts/read.py",
        "src/parts",
        "src/parts/",
        "src//parts/./read.py",
        "./src",
        "src/../src/parts/read.py",
        "src/..",
        "../project/src",
        "../project",
        "stays/parts/read.py",
        "stays.py",
        "",
        ".",
    ],
)
def test_exists__file_or_folder_of_the_project__then_true(root: Path, path: str) -> None:
    assert ProjectDesk(root, Config()).exists(path)


@pytest.mark.parametrize(
    "path",
    [
        "src/parts/write.py",
        "nothing/at/all.py",
        "src/parts/read.py/more",
        "leaves/secret.py",
        "leaves",
        "leaf.py",
        "dangling.py",
        "circle",
        "circle/read.py",
        "..",
        "../outside/secret.py",
        "src/../../outside",
        "/etc/passwd",
        "/etc",
        "nul\0byte",
        "nul\0byte/read.py",
        "a" * 5000,
        "a/" * 3000,
    ],
)
def test_exists__missing_or_outside__then_false(root: Path, path: str) -> None:
    assert not ProjectDesk(root, Config()).exists(path)


def test_exists__absolute_path_into_the_project__then_true(root: Path) -> None:
    assert ProjectDesk(root, Config()).exists(str(root / "src" / "parts" / "read.py"))


def test_exists__many_files_of_one_folder__then_each_by_itself(root: Path) -> None:
    desk = ProjectDesk(root, Config())
    assert [desk.exists(f"src/parts/{name}") for name in ("read.py", "write.py", "read.py")] == [True, False, True]
