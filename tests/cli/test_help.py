"""`planproof --help`: every verb once, in a group, on a line that fits a terminal of 80 columns."""

from __future__ import annotations

import re

import pytest

from planproof.cli.main import VERBS, run


def test_help__every_verb__then_in_one_group_and_80_columns(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--help"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert sorted(re.findall(r"^  (\w+) ", "\n".join(lines), re.MULTILINE)) == sorted(VERBS)
    assert [line for line in lines if len(line) > 80] == []


def test_help__of_a_verb_at_80_columns__then_paragraphs_fit_and_commands_stay(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    with pytest.raises(SystemExit):
        run(["prove", "--help"])
    lines = capsys.readouterr().out.splitlines()
    assert [line for line in lines if len(line) > 80 and not line.startswith(" ")] == []
    with pytest.raises(SystemExit):
        run(["next", "--help"])
    assert (
        "    planproof next --as NAME                         a task that NAME has claimed" in capsys.readouterr().out
    )
