"""Worktrees come, are set up once, and go, whatever happens in between."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from planproof.config import Config, Environment, Limits
from planproof.errors import RepositoryError
from planproof.proof.git import Repository
from planproof.proof.worktrees import PreparedWorktrees, own_folder
from tests.proof.conftest import commit_all, git

pytestmark = pytest.mark.usefixtures("nothing_left")


def left(folder: Path) -> list[str]:
    """What remains of worktrees: files below the folder, and git's own list beside the main tree."""
    home = folder / ".planproof" / "worktrees"
    names = [path.name for path in home.iterdir()] if home.exists() else []
    return names + git(folder, "worktree", "list").splitlines()[1:]


def test_worktree__earlier_commit__then_its_files_and_gone_afterwards(repository_folder: Path) -> None:
    base = Repository(repository_folder).head()
    (repository_folder / "a.txt").write_text("two\n")
    commit_all(repository_folder)
    with Repository(repository_folder).worktree(base) as tree:
        assert (tree / "a.txt").read_text() == "one\n"
        assert Repository(tree).head() == base
        assert Repository(repository_folder).dirty_digest() == ""
        assert git(repository_folder, "status", "--porcelain") == ""
    assert not tree.exists()
    assert left(repository_folder) == []


def test_worktree__error_inside_and_rubbish_left__then_removed(repository_folder: Path) -> None:
    def fails() -> None:
        with Repository(repository_folder).worktree("HEAD") as tree:
            (tree / "sealed").mkdir()
            (tree / "sealed" / "file").touch()
            (tree / "sealed").chmod(0o500)
            (tree / ".git").unlink()
            raise ValueError("inside")

    with pytest.raises(ValueError, match="inside"):
        fails()
    assert left(repository_folder) == []


def test_worktree__project_below_the_top__then_the_same_folder(repository_folder: Path) -> None:
    before = Repository(repository_folder).head()
    (repository_folder / "app").mkdir()
    (repository_folder / "app" / "b.txt").write_text("b")
    commit_all(repository_folder)
    repository = Repository(repository_folder / "app")
    with repository.worktree("HEAD") as tree:
        assert (tree / "b.txt").exists()
        assert tree.name == "app"
    with pytest.raises(RepositoryError, match="holds no folder app"), repository.worktree(before):
        pass
    assert left(repository_folder) == []


def test_worktree__unknown_commit__then_error_and_nothing_made(repository_folder: Path) -> None:
    with pytest.raises(RepositoryError), Repository(repository_folder).worktree("e" * 40):
        pass
    assert left(repository_folder) == []


HOLD = """
import sys
from pathlib import Path
from planproof.proof.git import Repository
with Repository(Path(sys.argv[1])).worktree("HEAD") as tree:
    print(tree, flush=True)
    sys.stdin.readline()
"""


def test_worktree__its_process_was_killed__then_the_next_run_removes_it(repository_folder: Path) -> None:
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLD, repository_folder], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert holder.stdout
    stale = Path(holder.stdout.readline().strip())
    with Repository(repository_folder).worktree("HEAD") as mine:
        assert stale.exists()  # its process lives, so it is not ours to remove
        assert mine.exists()
    holder.send_signal(signal.SIGKILL)
    holder.communicate()
    assert stale.exists()
    with Repository(repository_folder).worktree("HEAD"):
        assert not stale.exists()
    assert left(repository_folder) == []


def test_worktree__several_processes_at_once__then_each_has_its_own(repository_folder: Path) -> None:
    holders = [
        subprocess.Popen(
            [sys.executable, "-c", HOLD, repository_folder], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        for _ in range(4)
    ]
    outputs = [holder.communicate("\n")[0].strip() for holder in holders]
    assert len(set(outputs)) == 4
    assert [holder.returncode for holder in holders] == [0] * 4
    assert left(repository_folder) == []


def config(setup: str, **limits: float) -> Config:
    return Config(environment=Environment(setup=setup, variables={"WHERE": "{root}"}), limits=Limits(**limits))


def test_prepared__several_checks__then_set_up_once_a_commit(repository_folder: Path) -> None:
    log = repository_folder / "runs.log"
    with PreparedWorktrees(Repository(repository_folder), config(f'echo "$WHERE" >> {log}; touch made')) as trees:
        first = trees.prepared("HEAD")
        assert first.ready
        assert (first.folder / "made").exists()
        assert trees.prepared("main") is first
        assert log.read_text() == f"{first.folder}\n"
        assert first.environment["WHERE"] == str(first.folder)
    assert left(repository_folder) == []


def test_prepared__setup_fails__then_not_ready_with_reason(repository_folder: Path) -> None:
    with PreparedWorktrees(Repository(repository_folder), config("echo broken >&2; exit 4")) as trees:
        tree = trees.prepared("HEAD")
        assert not tree.ready
        assert tree.reason == "[environment] setup failed in the worktree: exit 4"
        assert tree.setup
        assert tree.setup.stderr == b"broken\n"


def test_prepared__setup_hangs__then_not_ready_after_its_deadline(repository_folder: Path) -> None:
    with PreparedWorktrees(Repository(repository_folder), config("sleep 100", setup_s=0.2)) as trees:
        assert "did not end within 0.2 s" in trees.prepared("HEAD").reason


def test_prepared__no_setup__then_ready(repository_folder: Path) -> None:
    with PreparedWorktrees(Repository(repository_folder), config("")) as trees:
        assert trees.prepared("HEAD").ready


def test_own_folder__made__then_private_and_ignored(repository_folder: Path) -> None:
    folder = own_folder(repository_folder)
    (folder / "x").touch()
    assert folder.stat().st_mode & 0o777 == 0o700
    assert git(repository_folder, "status", "--porcelain") == ""


def test_own_folder__in_the_way__then_error(repository_folder: Path) -> None:
    (repository_folder / ".planproof").touch()
    with pytest.raises(RepositoryError, match="can't be made"):
        own_folder(repository_folder)
    assert os.path.isfile(repository_folder / ".planproof")
