"""Plans and files that nobody should write: the brief stays within its budget and quick, and says what it could not show."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from planproof.tokens import count_tokens
from tests.plan.brief.written import brief_within, sections_of, task_plan, text_of

CASES = {
    "a name of 5,000 emoji": task_plan(name="🦄" * 5000),
    "a sentence of a megabyte": task_plan(what="word " * 200_000),
    "no word at all": task_plan(what="=" * 100_000, code="=" * 100_000),
    "30,000 functions": task_plan(code="\n".join(f"def f{number}(): ..." for number in range(30_000))),
    "fences in the code": task_plan(code="~~~\n````\n~~~~"),
    "3,000 tables": task_plan(database=", ".join(f"`table_{number}`" for number in range(3000))),
    "5,000 files": task_plan(files="\n".join(f"src/a{number}.py - x" for number in range(5000))),
}


@pytest.mark.parametrize("plan", CASES.values(), ids=CASES)
def test_brief__hostile_plan__then_within_the_smallest_budget(plan: str, tmp_path: Path) -> None:
    brief, sections = sections_of(tmp_path, plan)
    for budget in (400, 900):
        text = brief_within(brief, sections, budget)
        assert text.startswith("# M1_E1_I1_T1 ")
        assert count_tokens(text) <= budget


def test_key_files__what_is_no_source_text__then_named_and_not_quoted(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.py")
    (tmp_path / "loop").symlink_to("loop")
    files: dict[str, str | bytes] = {
        "binary.py": b"\0\1\2" * 1000,
        "broken.py": "def (:\n" * 10,
        "large.c": b"#" * 2_000_000,
        "folder/b.py": "",
    }
    listed = "binary.py\nbroken.py\nlarge.c\nfolder/\npipe.py\nloop\n/etc/passwd\n../up.py\ngone.py\nmade.py (new) - m"
    _, sections = sections_of(tmp_path, task_plan(files=listed), files)
    said = text_of(sections["key_files"])
    for line in (
        "- `binary.py` (1 lines)",
        "- `large.c` is there, too large to look into or unreadable",
        "- `folder/` holds b.py",
        "- `pipe.py` is there, too large to look into or unreadable",
        "- `/etc/passwd` lies outside of the project, not read",
        "- `../up.py` lies outside of the project, not read",
        "- `gone.py` (not there, and not marked as new)",
        "- `made.py` (new, made by this task): m",
    ):
        assert line in said
    assert "root:" not in said


def test_key_files__a_private_key_in_the_planned_code__then_no_line_of_it(tmp_path: Path) -> None:
    key = "KEY = '''-----BEGIN RSA PRIVATE KEY-----\nMIIEpAIBAAKCAQEA\nq7vZ8w==\n-----END RSA PRIVATE KEY-----'''\nafter = 1"
    _, sections = sections_of(tmp_path, task_plan(code=key))
    assert text_of(sections["core"]) == "(private key: not quoted)\nafter = 1"
