"""Paths in a plan are held against the project, and the nearest one is proposed."""

from __future__ import annotations

from pathlib import Path

import pytest

from planproof.config import Config
from planproof.plan.desk import ProjectDesk
from planproof.plan.paths import NearestPaths, is_known, project_files, was_started
from planproof.plan.tree import read_project


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for name in ("src/shop/store.py", "src/shop/page.py", "node_modules/a/store.py", ".git/config"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("", encoding="utf-8")
    return tmp_path


def test_project_files__hidden_and_generated_folders__then_left_out(root: Path) -> None:
    assert list(project_files(root)) == ["src/shop/page.py", "src/shop/store.py"]


@pytest.mark.parametrize(
    ("path", "nearest"),
    [
        ("src/store.py", "src/shop/store.py"),
        ("src/shop/stoer.py", "src/shop/store.py"),
        ("lib/entirely_different.rs", None),
    ],
)
def test_nearest__wrong_path__then_the_one_that_was_meant(root: Path, path: str, nearest: str | None) -> None:
    assert NearestPaths(root).nearest(path) == nearest


def test_nearest__asked_too_often__then_nothing(root: Path) -> None:
    paths = NearestPaths(root)
    answers = [paths.nearest("src/store.py") for _ in range(25)]
    assert answers.count("src/shop/store.py") == 20


@pytest.mark.parametrize(
    ("path", "known"),
    [
        ("src/shop/store.py", True),
        ("./src/shop/store.py", True),
        ("src/shop/store.py:12-40", True),
        ("src/shop/", True),
        ("src/shop/*.py", True),
        ("src/new", True),
        ("src/new/index.py", True),
        ("src/shop/gone.py", False),
        ("../outside.py", False),
        ("/etc/passwd", False),
    ],
)
def test_is_known__path__then_whether_it_exists_or_is_created(root: Path, path: str, known: bool) -> None:
    assert is_known(path, {"src/new/index.py"}, ProjectDesk(root, Config())) is known


def test_was_started__start_in_the_evidence__then_true(root: Path) -> None:
    folder = root / "docs/progress_trackings/M1_X/M1_E1_X/M1_E1_I1_X"
    folder.mkdir(parents=True)
    (folder / "ITERATION.md").write_text("# Iteration 1: Names\n", encoding="utf-8")
    plan = read_project(root, Config()).plans[0]
    assert not was_started(plan, root)
    (folder / "EVIDENCE.jsonl").write_text('{"kind": "check"}\n', encoding="utf-8")
    assert not was_started(plan, root)
    (folder / "EVIDENCE.jsonl").write_text('{"kind":"start","base":"abc"}\n', encoding="utf-8")
    assert was_started(plan, root)
