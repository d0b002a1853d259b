"""A commit has the same digests as the tree that it was made of, read from git alone."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from planproof.proof.committed import CommittedTree
from planproof.proof.git import Repository
from tests.proof.conftest import commit_all, git

TABLE = "# Plan\n\n<!-- planproof:status -->\n{state}\n<!-- /planproof:status -->\n"


@pytest.fixture
def many_kinds(repository_folder: Path) -> Path:
    """A repository with everything that counts in its own way."""
    (repository_folder / "src/below").mkdir(parents=True)
    (repository_folder / "src/one.py").write_bytes(b"X = 1\r\n\x00\xff")
    (repository_folder / "src/below/zwei ä.py").write_text("Y = 2\n", encoding="utf-8")
    (repository_folder / "src/below/line\nend.txt").write_text("a name with a line end\n")
    (repository_folder / "src/empty.txt").write_bytes(b"")
    (repository_folder / "run.sh").write_text("#!/bin/sh\n")
    (repository_folder / "run.sh").chmod(0o755)
    (repository_folder / "link").symlink_to("src/one.py")
    (repository_folder / "PLAN.md").write_text(TABLE.format(state="nothing"))
    (repository_folder / "EVIDENCE.jsonl").write_text("{}\n")
    return repository_folder


@pytest.mark.parametrize("patterns", [(), ("**",), ("src",), ("src/**/*.py", "run.sh"), ("link", "PLAN.md"), ("none",)])
def test_committed_tree__same_files__then_same_digests(many_kinds: Path, patterns: tuple[str, ...]) -> None:
    commit = commit_all(many_kinds)
    repository = Repository(many_kinds)
    tree = CommittedTree(repository, commit)
    assert tree.digests(patterns) == repository.digests(patterns)
    assert tree.digest(patterns) == repository.tree_digest(patterns)
    assert bool(tree.digests(patterns)) == (patterns != ("none",))


def test_committed_tree__below_the_top__then_paths_from_there(many_kinds: Path) -> None:
    commit = commit_all(many_kinds)
    below = Repository(many_kinds / "src")
    assert CommittedTree(below, commit).digests() == below.digests()
    assert CommittedTree(below, commit).digests(["../run.sh"]) == {}


@pytest.mark.parametrize(
    ("change", "differs"),
    [
        (lambda folder: (folder / "src/one.py").write_text("X = 2\n"), True),
        (lambda folder: (folder / "run.sh").chmod(0o644), True),
        (lambda folder: (folder / "src/new.py").write_text(""), True),
        (lambda folder: (folder / "src/empty.txt").unlink(), True),
        (lambda folder: (folder / "PLAN.md").write_text(TABLE.format(state="proved")), False),
        (lambda folder: (folder / "EVIDENCE.jsonl").write_text("{}\n{}\n"), False),
    ],
)
def test_committed_tree__changed_since__then_the_commit_stays_what_it_was(
    many_kinds: Path, change: Callable[[Path], object], differs: bool
) -> None:
    commit = commit_all(many_kinds)
    before = Repository(many_kinds).tree_digest()
    change(many_kinds)
    commit_all(many_kinds)
    repository = Repository(many_kinds)
    assert CommittedTree(repository, commit).digest() == before
    assert (repository.tree_digest() != before) == differs


def test_committed_tree__submodule_and_untracked_file__then_only_what_was_committed(many_kinds: Path) -> None:
    other = many_kinds.parent / "other"
    other.mkdir()
    git(other, "init", "--quiet")
    commit_all(other)
    git(many_kinds, "-c", "protocol.file.allow=always", "submodule", "--quiet", "add", str(other), "inner")
    commit = commit_all(many_kinds)
    repository = Repository(many_kinds)
    assert CommittedTree(repository, commit).digests() == repository.digests()
    (many_kinds / "more.txt").write_text("not committed\n")
    assert "more.txt" not in CommittedTree(repository, commit).digests()


def test_committed_tree__two_commits__then_a_blob_is_read_once(many_kinds: Path) -> None:
    first = commit_all(many_kinds)
    (many_kinds / "src/new.py").write_text("Z = 3\n")
    second = commit_all(many_kinds)
    repository = Repository(many_kinds)
    CommittedTree(repository, first).digests()
    known = dict(repository.blob_digests)
    CommittedTree(repository, second).digests()
    assert len(repository.blob_digests) == len(known) + 1
