"""Real repositories and a plain environment for the tests of proof."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from planproof.config import Environment
from planproof.proof.environment import command_environment


def git(folder: Path, *arguments: str) -> str:
    """One git command for a test, with a fixed person and no settings of the machine."""
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("GIT_")},
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_AUTHOR_NAME": "A Tester",
        "GIT_AUTHOR_EMAIL": "tester@example.org",
        "GIT_COMMITTER_NAME": "A Tester",
        "GIT_COMMITTER_EMAIL": "tester@example.org",
    }
    done = subprocess.run(["git", *arguments], cwd=folder, env=environment, capture_output=True, check=True)
    return done.stdout.decode("utf-8", "surrogateescape").strip()


def commit_all(folder: Path, message: str = "work") -> str:
    """Commits everything in a repository; gives the commit's full id."""
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--allow-empty", "--message", message)
    return git(folder, "rev-parse", "HEAD")


def processes_with(text: str) -> list[int]:
    """Running processes whose command line holds a text."""
    found = []
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                line = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode("utf-8", "replace")
                state = (folder / "stat").read_text().rpartition(")")[2].split()[0]
            except OSError:
                continue
            if text in line and state != "Z":
                found.append(int(folder.name))
    return found


@pytest.fixture
def repository_folder(tmp_path: Path) -> Path:
    """A repository with one commit that holds `a.txt` and ignores `*.log`."""
    folder = tmp_path / "project"
    folder.mkdir()
    git(folder, "init", "--quiet", "--initial-branch", "main")
    (folder / "a.txt").write_text("one\n")
    (folder / ".gitignore").write_text("*.log\n")
    commit_all(folder, "begin")
    return folder


@pytest.fixture(scope="module")
def nothing_left() -> Iterator[None]:
    """Fails when a supervisor of this process still keeps something after a module's tests."""
    yield
    supervisors = [pid for pid in processes_with("supervisor.py") if _parent(pid) == os.getpid()]
    assert supervisors
    assert [pid for pid in processes_with("") if _parent(pid) in supervisors] == []


def _parent(pid: int) -> int:
    try:
        return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])
    except OSError:
        return 0


@pytest.fixture
def environment() -> dict[str, str]:
    return command_environment(Environment(), Path("/"))
