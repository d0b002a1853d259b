"""The Markdown summary of a check."""

from __future__ import annotations

from pathlib import Path

import pytest

from planproof.cli.main import run
from planproof.plan.report.summary import markdown_text


def test_check__summary__then_counts_by_rule_and_first_findings(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for words in (["init"], ["new", "milestone", "A"], ["new", "epic", "M1", "B"], ["new", "iteration", "M1_E1", "C"]):
        assert run([*words, "--project", str(tmp_path)]) == 0
    capsys.readouterr()
    assert run(["check", "--no-compilers", "--format", "summary", "--project", str(tmp_path)]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "## planproof check"
    assert any(line.startswith("| PP108 placeholder-left | error | ") for line in lines)
    assert sum(line.startswith("- ") for line in lines) == 26
    assert lines[-1].startswith("- and ")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a|b\n<img src=x> `c` [d](e)", r"a\|b \<img src=x\> \`c\` \[d\](e)"),
        ("\x1b[2K*", r"\\x1b\[2K\*"),
    ],
)
def test_markdown_text__markup__then_shown_as_text(text: str, shown: str) -> None:
    assert markdown_text(text) == shown
