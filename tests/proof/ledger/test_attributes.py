"""The line of .gitattributes: added once, and nothing else touched."""

from __future__ import annotations

from pathlib import Path

import pytest

from planproof.errors import RepositoryError
from planproof.proof.ledger.attributes import ATTRIBUTES_LINE, ensure_gitattributes, has_gitattributes

from .conftest import Git


def test_ensure__no_file__then_written_once(tmp_path: Path) -> None:
    assert ensure_gitattributes(tmp_path)
    assert not ensure_gitattributes(tmp_path)
    assert (tmp_path / ".gitattributes").read_text() == ATTRIBUTES_LINE + "\n"


def test_ensure__file_without_last_line_end__then_added_on_a_line_of_its_own(tmp_path: Path) -> None:
    (tmp_path / ".gitattributes").write_text("*.png binary")
    assert ensure_gitattributes(tmp_path)
    assert (tmp_path / ".gitattributes").read_text() == f"*.png binary\n{ATTRIBUTES_LINE}\n"


@pytest.mark.parametrize("line", ["# EVIDENCE.jsonl merge=union", "EVIDENCE.jsonl text", "*.jsonl merge=union", ""])
def test_has__other_lines__then_false(tmp_path: Path, line: str) -> None:
    (tmp_path / ".gitattributes").write_text(line + "\n")
    assert not has_gitattributes(tmp_path)


def test_ensure__not_text__then_error_and_untouched(tmp_path: Path) -> None:
    (tmp_path / ".gitattributes").write_bytes(b"\xff\xfe")
    with pytest.raises(RepositoryError):
        ensure_gitattributes(tmp_path)
    assert (tmp_path / ".gitattributes").read_bytes() == b"\xff\xfe"


def test_line__asked_of_git_itself__then_union_for_every_ledger(project: Path, git: Git) -> None:
    (project / ".gitattributes").unlink()
    ensure_gitattributes(project)
    assert "merge: union" in git("check-attr", "merge", "docs/a/b/EVIDENCE.jsonl")
