"""Changed lines as real git tells them: edits, removals, renames, new files, awkward names."""

from __future__ import annotations

from pathlib import Path

from planproof.proof.git import Repository
from tests.proof.conftest import commit_all, git


def lines(root: Path, base: str = "HEAD") -> dict[str, tuple[tuple[int, int], ...]]:
    return Repository(root).changed_lines(base)


def test_changed_lines__edit_insertion_and_removal__then_their_ranges(repository_folder: Path) -> None:
    path = repository_folder / "a.md"
    path.write_text("".join(f"{number}\n" for number in range(1, 11)))
    commit_all(repository_folder, "ten lines")
    path.write_text("1\ntwo\n3\nnew\nnew\n4\n5\n8\n9\n10\n")
    assert lines(repository_folder) == {"a.md": ((2, 2), (4, 5), (7, 8))}


def test_changed_lines__lines_that_look_like_headers__then_not_misread(repository_folder: Path) -> None:
    path = repository_folder / "a.md"
    path.write_text("-- a/x.md\n")
    commit_all(repository_folder, "one line")
    path.write_text("++ b/elsewhere.md\n@@ -1 +1 @@\n")
    assert lines(repository_folder) == {"a.md": ((1, 2),)}


def test_changed_lines__untracked_renamed_and_awkward_names__then_followed(repository_folder: Path) -> None:
    text = "".join(f"line {number}\n" for number in range(40))
    (repository_folder / "old.md").write_text(text)
    (repository_folder / "moved.md").write_text(text.upper())
    commit_all(repository_folder, "two files")
    git(repository_folder, "mv", "old.md", 'ü "neu".md')
    git(repository_folder, "mv", "moved.md", "folder.md")
    (repository_folder / 'ü "neu".md').write_text(text.replace("line 7\n", "line seven\n"))
    (repository_folder / "new.md").write_text("a\nb\n")
    assert lines(repository_folder) == {'ü "neu".md': ((8, 8),), "folder.md": (), "new.md": ((1, 2),)}


def test_changed_lines__deleted_file__then_left_out(repository_folder: Path) -> None:
    (repository_folder / "a.md").write_text("a\n")
    commit_all(repository_folder, "a file")
    (repository_folder / "a.md").unlink()
    assert lines(repository_folder) == {}
