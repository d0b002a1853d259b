"""Facts come from the files that a repository keeps, each with its place."""

from __future__ import annotations

import subprocess
from pathlib import Path

from planproof.config import Config
from planproof.plan.document import Place
from planproof.plan.facts import FactKind, read_facts


def write(root: Path, path: str, text: str) -> None:
    (root / path).parent.mkdir(parents=True, exist_ok=True)
    (root / path).write_text(text, encoding="utf-8")


def test_read_facts__function_in_a_file__then_symbol_with_place_and_signature(tmp_path: Path) -> None:
    write(tmp_path, "src/links.py", "import os\n\n\ndef add(code: str) -> int:\n    return 1\n")
    (found,) = read_facts(tmp_path, Config()).symbols("add")
    assert found.kind == FactKind.SYMBOL
    assert found.place == Place("src/links.py", 4)
    assert found.value == "def add(code: str) -> int"
    assert len(found.digest) == 64


def test_read_facts__file_that_git_ignores__then_left_out(tmp_path: Path) -> None:
    subprocess.run(["git", "init", "--quiet", str(tmp_path)], check=True)
    write(tmp_path, ".gitignore", "made.py\n")
    write(tmp_path, "made.py", "def made() -> None: ...\n")
    write(tmp_path, "kept.py", "def kept() -> None: ...\n")
    facts = read_facts(tmp_path, Config())
    assert facts.files == {".gitignore", "kept.py"}
    assert not facts.symbols("made")


def test_read_facts__circle_of_links__then_ends(tmp_path: Path) -> None:
    write(tmp_path, "a/one.py", "x = 1\n")
    (tmp_path / "a" / "again").symlink_to(tmp_path / "a")
    assert read_facts(tmp_path, Config()).files == {"a/one.py"}
    assert read_facts(tmp_path, Config()).nearest_files("b/one.py") == ("a/one.py",)
