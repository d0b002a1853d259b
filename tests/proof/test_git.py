"""Repositories of every awkward kind, read through real git."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from planproof.errors import RepositoryError
from planproof.proof.git import ChangedFile, Repository
from tests.proof.conftest import commit_all, git

STATUS = "# Plan\n\n<!-- planproof:status -->\n{}\n<!-- /planproof:status -->\n\n{}\n"


def test_repository__no_repository__then_error_with_hint(tmp_path: Path) -> None:
    with pytest.raises(RepositoryError, match="in no git repository") as caught:
        Repository(tmp_path)
    assert "git init" in caught.value.hint


def test_repository__folder_missing__then_error_names_it(tmp_path: Path) -> None:
    with pytest.raises(RepositoryError, match="there is no folder"):
        Repository(tmp_path / "gone")


def test_repository__git_not_installed__then_error(repository_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(repository_folder))
    with pytest.raises(RepositoryError, match="git is not installed"):
        Repository(repository_folder)


def test_repository__git_variables_set__then_not_misled(
    repository_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "elsewhere"))
    monkeypatch.setenv("GIT_INDEX_FILE", str(tmp_path / "index"))
    assert Repository(repository_folder).dirty_digest() == ""


def test_head__no_commit__then_error_with_hint(tmp_path: Path) -> None:
    git(tmp_path, "init", "--quiet")
    with pytest.raises(RepositoryError, match="no commit yet"):
        Repository(tmp_path).head()


def test_commits__exist_and_ancestors__then_as_git_says(repository_folder: Path) -> None:
    repository = Repository(repository_folder)
    first = repository.head()
    second = commit_all(repository_folder)
    assert repository.head() == second
    assert repository.resolve("HEAD~1") == first
    assert repository.commit_exists(first[:10])
    assert not repository.commit_exists("f" * 40)
    assert not repository.commit_exists("--all")
    assert repository.is_ancestor(first, second)
    assert repository.is_ancestor(second, second)
    assert not repository.is_ancestor(second, first)


def test_resolve__shallow_clone__then_hint_to_unshallow(repository_folder: Path, tmp_path: Path) -> None:
    first = Repository(repository_folder).head()
    commit_all(repository_folder)
    git(tmp_path, "clone", "--quiet", "--depth", "1", f"file://{repository_folder}", "shallow")
    with pytest.raises(RepositoryError, match="not in this repository") as caught:
        Repository(tmp_path / "shallow").is_ancestor(first, "HEAD")
    assert "--unshallow" in caught.value.hint


def test_dirty_digest__clean_dirty_and_back__then_empty_differs_empty(repository_folder: Path) -> None:
    repository = Repository(repository_folder)
    assert repository.dirty_digest() == ""
    (repository_folder / "a.txt").write_text("two\n")
    dirty = repository.dirty_digest()
    (repository_folder / "b.txt").write_text("untracked\n")
    assert len({"", dirty, repository.dirty_digest()}) == 3
    (repository_folder / "b.txt").unlink()
    assert repository.dirty_digest() == dirty
    git(repository_folder, "add", "a.txt")
    assert repository.dirty_digest() == dirty
    (repository_folder / "a.txt").write_text("one\n")
    git(repository_folder, "add", "a.txt")
    assert repository.dirty_digest() == ""


def test_dirty_digest__only_evidence_and_status_regions__then_clean(repository_folder: Path) -> None:
    plan = repository_folder / "ITERATION.md"
    plan.write_text(STATUS.format("nothing proved", "text"))
    commit_all(repository_folder)
    repository = Repository(repository_folder)
    plan.write_text(STATUS.format("all proved", "text"))
    (repository_folder / "docs").mkdir()
    (repository_folder / "docs" / "EVIDENCE.jsonl").write_text("{}\n")
    (repository_folder / ".planproof").mkdir()
    (repository_folder / ".planproof" / "index.sqlite").write_text("x")
    assert repository.dirty_digest() == ""
    assert repository.changed_files("HEAD") == ()
    plan.write_text(STATUS.format("all proved", "other text"))
    assert repository.dirty_digest() != ""
    assert repository.changed_files("HEAD") == (ChangedFile("ITERATION.md", "modified"),)


def test_tree_digest__content_name_and_mode__then_each_counts(repository_folder: Path) -> None:
    (repository_folder / "src").mkdir()
    (repository_folder / "src" / "m.py").write_text("x = 1\n")
    repository = Repository(repository_folder)
    digests = [repository.tree_digest(["src"])]
    (repository_folder / "src" / "m.py").write_text("x = 2\n")
    digests.append(repository.tree_digest(["src"]))
    (repository_folder / "src" / "m.py").chmod(0o755)
    digests.append(repository.tree_digest(["src"]))
    (repository_folder / "src" / "m.py").rename(repository_folder / "src" / "n.py")
    digests.append(repository.tree_digest(["src"]))
    assert len(set(digests)) == 4
    (repository_folder / "a.txt").write_text("outside of src\n")
    (repository_folder / "src" / "x.log").write_text("ignored\n")
    assert repository.tree_digest(["src"]) == digests[-1]
    commit_all(repository_folder)
    assert repository.tree_digest(["src"]) == digests[-1]
    assert Repository(repository_folder).tree_digest(["src"]) == digests[-1]


def test_tree_digest__quick_second_write__then_seen(repository_folder: Path) -> None:
    repository = Repository(repository_folder)
    seen = set()
    for number in range(10, 40):
        (repository_folder / "a.txt").write_text(f"{number}\n")
        seen.add(repository.tree_digest())
    assert len(seen) == 30


def test_tree_digest__links_and_deleted_files__then_no_error(repository_folder: Path) -> None:
    (repository_folder / "link").symlink_to("nowhere")
    repository = Repository(repository_folder)
    before = repository.tree_digest()
    (repository_folder / "link").unlink()
    (repository_folder / "link").symlink_to("a.txt")
    assert repository.tree_digest() != before
    (repository_folder / "a.txt").unlink()
    assert repository.tree_digest() != before


@pytest.mark.parametrize(
    ("patterns", "expected"),
    [
        (["src/**/*.py"], ("src/a.py", "src/deep/[x].py", "src/deep/b.py")),
        (["src/*.py"], ("src/a.py",)),
        (["src/deep"], ("src/deep/[x].py", "src/deep/b.py")),
        (["src/deep/[x].py"], ("src/deep/[x].py",)),
        (["-odd name\nline"], ("-odd name\nline",)),
        ([":(exclude)src"], ()),
        (["../other", "/etc/passwd", "src/../../x", "a\0b"], ()),
    ],
)
def test_files__patterns__then_those_that_match(
    patterns: list[str], expected: tuple[str, ...], repository_folder: Path
) -> None:
    (repository_folder / "src" / "deep").mkdir(parents=True)
    for name in ("src/a.py", "src/deep/b.py", "src/deep/[x].py", "-odd name\nline"):
        (repository_folder / name).touch()
    assert Repository(repository_folder).files(patterns) == tuple(sorted(expected))


def test_changed_files__every_kind__then_named(repository_folder: Path) -> None:
    for name in ("changed", "removed", "retyped", "unstaged"):
        (repository_folder / name).write_text(f"{name}\n")
    base = commit_all(repository_folder)
    (repository_folder / "committed").write_text("x\n")
    (repository_folder / "changed").write_text("y\n")
    commit_all(repository_folder)
    (repository_folder / "removed").unlink()
    (repository_folder / "retyped").unlink()
    (repository_folder / "retyped").symlink_to("changed")
    (repository_folder / 'un tracked "é').write_text("z\n")
    git(repository_folder, "rm", "--quiet", "--cached", "unstaged")
    (repository_folder / "noise.log").write_text("ignored\n")
    assert Repository(repository_folder).changed_files(base) == (
        ChangedFile("changed", "modified"),
        ChangedFile("committed", "added"),
        ChangedFile("removed", "deleted"),
        ChangedFile("retyped", "type changed"),
        ChangedFile('un tracked "é', "added"),
    )
    assert git(repository_folder, "status", "--porcelain", "unstaged").startswith(
        "D "
    )  # the person's index is untouched


def test_changed_files__hidden_by_assume_unchanged__then_still_named(repository_folder: Path) -> None:
    git(repository_folder, "update-index", "--assume-unchanged", "a.txt")
    (repository_folder / "a.txt").write_text("hidden\n")
    assert Repository(repository_folder).changed_files("HEAD") == (ChangedFile("a.txt", "modified"),)


def test_changed_files__project_below_the_top__then_only_its_own(repository_folder: Path) -> None:
    (repository_folder / "app").mkdir()
    (repository_folder / "app" / "b.txt").write_text("b\n")
    (repository_folder / "a.txt").write_text("two\n")
    repository = Repository(repository_folder / "app")
    assert repository.changed_files("HEAD") == (ChangedFile("b.txt", "added"),)
    assert repository.file_at("HEAD", "b.txt") is None
    commit_all(repository_folder)
    assert repository.file_at("HEAD", "b.txt") == b"b\n"
    assert repository.files() == ("b.txt",)


def test_changed_files__untracked_repository_without_a_commit__then_no_error(repository_folder: Path) -> None:
    (repository_folder / "nested").mkdir()
    git(repository_folder / "nested", "init", "--quiet")
    (repository_folder / "nested" / "x").touch()
    (repository_folder / "*.txt").touch()
    repository = Repository(repository_folder)
    assert repository.changed_files("HEAD") == (ChangedFile("*.txt", "added"),)
    assert repository.dirty_digest() != ""


def test_diff__changed_and_untracked__then_both_as_unified_diff(repository_folder: Path) -> None:
    git(repository_folder, "config", "diff.noprefix", "true")
    git(repository_folder, "config", "diff.external", "false")
    (repository_folder / "a.txt").write_text("two\n")
    (repository_folder / "new.py").write_text("x = 1\n")
    (repository_folder / "EVIDENCE.jsonl").write_text("{}\n")
    diff = Repository(repository_folder).diff("HEAD")
    assert "--- a/a.txt\n+++ b/a.txt\n@@ -1 +1 @@\n-one\n+two\n" in diff
    assert "--- /dev/null\n+++ b/new.py\n@@ -0,0 +1 @@\n+x = 1\n" in diff
    assert "EVIDENCE" not in diff


def test_file_at__absent_folder_and_missing_commit__then_none_none_error(repository_folder: Path) -> None:
    (repository_folder / "sub").mkdir()
    (repository_folder / "sub" / "f").write_bytes(b"\xff\x00")
    commit_all(repository_folder)
    repository = Repository(repository_folder)
    assert repository.file_at("HEAD", "sub/f") == b"\xff\x00"
    assert repository.file_at("HEAD", "nothing") is None
    assert repository.file_at("HEAD", "sub") is None
    with pytest.raises(RepositoryError):
        repository.file_at("e" * 40, "a.txt")


def test_state__hook_and_monitor_configured__then_neither_runs(repository_folder: Path, tmp_path: Path) -> None:
    spy = tmp_path / "spy"
    spy.write_text(f"#!/bin/sh\ntouch {tmp_path}/ran\n")
    os.chmod(spy, 0o755)
    git(repository_folder, "config", "core.fsmonitor", str(spy))
    (repository_folder / ".git" / "hooks" / "post-checkout").write_bytes(spy.read_bytes())
    os.chmod(repository_folder / ".git" / "hooks" / "post-checkout", 0o755)
    repository = Repository(repository_folder)
    assert repository.dirty_digest() == ""
    with repository.worktree("HEAD"):
        pass
    assert not (tmp_path / "ran").exists()
